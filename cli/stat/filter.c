/* SPDX-License-Identifier: MIT */
/*
 * filter.c - parses filter expressions to a tree and matches results against it.
 *
 *   any   = all {"OR" all}          all = match {["AND"] match}
 *   match = "(" any ")" | "-" match | "*" | key ":" value | key ":(" value {"OR" value} ")"
 */
#include "stat/filter.h"
#include "base/pattern.h"
#include "stat/token.h"

#include <string.h>

enum filter_kind { FILTER_ALL, FILTER_ANY, FILTER_NOT, FILTER_TEXT, FILTER_REGEX, FILTER_ONE_OF };

struct ci_stat_filter {
    enum filter_kind kind;
    struct ci_stat_filter **parts; /* of ALL, ANY and NOT */
    size_t part_count;
    const char *key;           /* of the others; interned values compare by address */
    const char *const *values; /* TEXT has one, ONE_OF value_count */
    size_t value_count;
    struct ci_pattern *pattern; /* of REGEX */
};

enum { MOST_NESTED = 200 }; /* parentheses and minus signs; a guard for the stack */

struct parser {
    struct ci_stat_tokens tokens;
    struct ci_pool *pool;
    int depth;
};

static struct ci_stat_filter *make_filter(struct ci_pool *pool, enum filter_kind kind)
{
    struct ci_stat_filter *filter = ci_pool_alloc(pool, 1, sizeof(*filter));
    filter->kind = kind;
    return filter;
}

static void add_part(struct ci_pool *pool, struct ci_stat_filter *filter,
                     struct ci_stat_filter *part)
{
    filter->parts =
        ci_pool_grow(pool, filter->parts, filter->part_count, sizeof(struct ci_stat_filter *));
    filter->parts[filter->part_count++] = part;
}

static struct ci_stat_filter *make_match(struct parser *parser, struct ci_stat_token key,
                                         struct ci_stat_token value)
{
    struct ci_stat_filter *match = make_filter(parser->pool, FILTER_TEXT);
    struct ci_stat_tokens at_key = parser->tokens, at_value = parser->tokens;
    match->key = key.text;
    at_key.rest = at_key.expression->text + key.offset;
    at_value.rest = at_value.expression->text + value.offset;
    const char **text = ci_pool_alloc(parser->pool, 1, sizeof(*text));
    *text = ci_pool_intern(parser->pool, value.text, strlen(value.text));
    match->values = text;
    match->value_count = 1;
    if (!*key.text)
        ci_stat_token_fail(&at_key, "key must not be empty");
    else if (strcmp(key.text, ".config") == 0)
        ci_stat_token_fail(&at_key, ".config is only allowed in projections");
    if (value.kind == CI_TOKEN_REGEX) {
        struct ci_error error;
        match->pattern = ci_pattern_create(key.text, value.text, &error);
        if (!match->pattern)
            ci_stat_token_fail(&at_value,
                               ci_pool_copy(parser->pool, error.text, strlen(error.text)));
        else
            match->kind = FILTER_REGEX;
    }
    return match;
}

static bool is_value(struct ci_stat_token token)
{
    return ci_stat_token_is_word(token) || token.kind == CI_TOKEN_REGEX;
}

/* The values after `key:(`. */
static struct ci_stat_filter *parse_values(struct parser *parser, struct ci_stat_token key)
{
    struct ci_stat_filter *any = make_filter(parser->pool, FILTER_ANY);
    for (;;) {
        if (!is_value(ci_stat_token_peek(&parser->tokens, true))) {
            ci_stat_token_fail(&parser->tokens, "expected value");
            return any;
        }
        struct ci_stat_token value = ci_stat_token_next(&parser->tokens, true);
        add_part(parser->pool, any, make_match(parser, key, value));
        struct ci_stat_token separator = ci_stat_token_peek(&parser->tokens, true);
        if (separator.kind != ')' && separator.kind != CI_TOKEN_OR) {
            ci_stat_token_fail(&parser->tokens, "value list must be separated by OR");
            return any;
        }
        ci_stat_token_next(&parser->tokens, true);
        if (separator.kind == ')')
            return any;
    }
}

static struct ci_stat_filter *parse_any(struct parser *parser);

static struct ci_stat_filter *parse_match(struct parser *parser);

static struct ci_stat_filter *parse_group(struct parser *parser)
{
    struct ci_stat_filter *filter = parse_any(parser);
    if (ci_stat_token_peek(&parser->tokens, false).kind != ')')
        ci_stat_token_fail(&parser->tokens, "missing \")\"");
    else
        ci_stat_token_next(&parser->tokens, false);
    return filter;
}

static struct ci_stat_filter *parse_keyed(struct parser *parser, struct ci_stat_tokens start,
                                          struct ci_stat_token key)
{
    if (ci_stat_token_next(&parser->tokens, false).kind == ':') {
        struct ci_stat_token value = ci_stat_token_next(&parser->tokens, true);
        if (is_value(value))
            return make_match(parser, key, value);
        if (value.kind == '(')
            return parse_values(parser, key);
    }
    parser->tokens = start;
    ci_stat_token_fail(&parser->tokens, "expected key:value");
    return make_filter(parser->pool, FILTER_ALL);
}

static struct ci_stat_filter *parse_match(struct parser *parser)
{
    ci_stat_token_peek(&parser->tokens, false); /* errors point after leading space */
    struct ci_stat_tokens start = parser->tokens;
    struct ci_stat_token token = ci_stat_token_next(&parser->tokens, false);
    struct ci_stat_filter *filter = make_filter(parser->pool, FILTER_ALL);
    if (++parser->depth > MOST_NESTED) {
        ci_stat_token_fail(&parser->tokens, "too deeply nested");
    } else if (token.kind == '(') {
        filter = parse_group(parser);
    } else if (token.kind == '-') {
        filter->kind = FILTER_NOT;
        add_part(parser->pool, filter, parse_match(parser));
    } else if (ci_stat_token_is_word(token)) {
        filter = parse_keyed(parser, start, token);
    } else if (token.kind != '*') {
        parser->tokens = start;
        ci_stat_token_fail(&parser->tokens, "expected key:value or subexpression");
    }
    parser->depth--;
    return filter;
}

static struct ci_stat_filter *parse_all(struct parser *parser)
{
    struct ci_stat_filter *all = make_filter(parser->pool, FILTER_ALL);
    add_part(parser->pool, all, parse_match(parser));
    for (;;) {
        struct ci_stat_token token = ci_stat_token_peek(&parser->tokens, false);
        if (token.kind == CI_TOKEN_AND)
            ci_stat_token_next(&parser->tokens, false); /* the same as no operator */
        else if (token.kind == CI_TOKEN_END || token.kind == CI_TOKEN_OR || token.kind == ')')
            return all;
        else if (token.kind == ':' || token.kind == '@' || token.kind == ',')
            ci_stat_token_fail(&parser->tokens,
                               ci_pool_format(parser->pool, "unexpected \"%c\"", token.kind));
        else
            add_part(parser->pool, all, parse_match(parser));
    }
}

static struct ci_stat_filter *parse_any(struct parser *parser)
{
    struct ci_stat_filter *any = make_filter(parser->pool, FILTER_ANY);
    add_part(parser->pool, any, parse_all(parser));
    while (ci_stat_token_peek(&parser->tokens, false).kind == CI_TOKEN_OR) {
        ci_stat_token_next(&parser->tokens, false);
        add_part(parser->pool, any, parse_all(parser));
    }
    return any;
}

struct ci_stat_filter *ci_stat_filter_parse(struct ci_pool *pool, const char *query, char **error)
{
    struct ci_stat_expression expression = {.pool = pool, .text = query};
    struct parser parser = {.tokens = {query, &expression}, .pool = pool};
    struct ci_stat_filter *filter = make_filter(pool, FILTER_ALL);
    add_part(pool, filter, parse_any(&parser));
    struct ci_stat_token token = ci_stat_token_peek(&parser.tokens, false);
    if (token.kind != CI_TOKEN_END)
        ci_stat_token_fail(&parser.tokens, ci_pool_format(pool, "unexpected \"%s\"", token.text));
    if (!expression.message)
        return filter;
    *error = ci_stat_expression_error(&expression);
    ci_stat_filter_deinit(filter);
    return NULL;
}

void ci_stat_filter_require(struct ci_pool *pool, struct ci_stat_filter *filter, const char *key,
                            const char *const *values, size_t count)
{
    struct ci_stat_filter *one_of = make_filter(pool, FILTER_ONE_OF);
    one_of->key = key;
    one_of->values = values;
    one_of->value_count = count;
    add_part(pool, filter, one_of);
}

static bool matches_text(const struct ci_stat_filter *filter, struct ci_pool *pool,
                         const char *text)
{
    if (filter->kind == FILTER_REGEX)
        return ci_pattern_match(filter->pattern, text);
    text = ci_pool_intern(pool, text, strlen(text));
    for (size_t i = 0; i < filter->value_count; i++)
        if (filter->values[i] == text)
            return true;
    return false;
}

/* Whether FILTER holds for RESULT's value at INDEX; only .unit makes its values differ. */
static bool matches(const struct ci_stat_filter *filter, struct ci_pool *pool,
                    const struct ci_bench_result *result, size_t index)
{
    const struct ci_bench_value *value = &result->values[index];
    switch (filter->kind) {
    case FILTER_ALL:
        for (size_t i = 0; i < filter->part_count; i++)
            if (!matches(filter->parts[i], pool, result, index))
                return false;
        return true;
    case FILTER_ANY:
        for (size_t i = 0; i < filter->part_count; i++)
            if (matches(filter->parts[i], pool, result, index))
                return true;
        return false;
    case FILTER_NOT:
        return !matches(filter->parts[0], pool, result, index);
    default:
        if (strcmp(filter->key, ".unit") != 0)
            return matches_text(filter, pool, ci_stat_extract(pool, filter->key, result));
        return matches_text(filter, pool, value->unit) ||
               (value->orig_unit && matches_text(filter, pool, value->orig_unit));
    }
}

bool ci_stat_filter_apply(const struct ci_stat_filter *filter, struct ci_pool *pool,
                          struct ci_bench_result *result)
{
    size_t kept = 0;
    for (size_t i = 0; i < result->value_count; i++)
        if (matches(filter, pool, result, i))
            result->values[kept++] = result->values[i];
    result->value_count = kept;
    return kept > 0;
}

void ci_stat_filter_deinit(struct ci_stat_filter *filter)
{
    if (!filter)
        return;
    for (size_t i = 0; i < filter->part_count; i++)
        ci_stat_filter_deinit(filter->parts[i]);
    if (filter->kind == FILTER_REGEX)
        ci_pattern_destroy(&filter->pattern);
}

/* ---- the values of keys of a result ---- */

/* Whether PART is `KEY=...`, KEY with its slash. */
static bool part_has_key(struct ci_bench_part part, const char *key)
{
    size_t len = strlen(key);
    return part.len > len && memcmp(part.text, key, len) == 0 && part.text[len] == '=';
}

static const char *extract_part(struct ci_pool *pool, const char *key, const char *name)
{
    size_t count, skip = strlen(key) + 1;
    struct ci_bench_part *parts = ci_benchfile_name_parts(pool, name, &count);
    if (count && parts[count - 1].text[0] == '-' && strcmp(key, "/gomaxprocs") == 0)
        return ci_pool_intern(pool, parts[count - 1].text + 1, parts[count - 1].len - 1);
    for (size_t i = 0; i < count; i++)
        if (part_has_key(parts[i], key))
            return ci_pool_intern(pool, parts[i].text + skip, parts[i].len - skip);
    return ci_pool_intern(pool, "", 0);
}

const char *ci_stat_extract(struct ci_pool *pool, const char *key,
                            const struct ci_bench_result *result)
{
    if (strcmp(key, ".fullname") == 0)
        return result->name;
    if (strcmp(key, ".name") == 0)
        return ci_pool_intern(pool, result->name, ci_benchfile_name_base(result->name));
    if (key[0] == '/')
        return extract_part(pool, key, result->name);
    const char *value = ci_benchfile_config(result, key);
    return ci_pool_intern(pool, value, strlen(value));
}

static bool is_excluded(struct ci_bench_part part, const char *const *excluded, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (excluded[i][0] == '/' && part_has_key(part, excluded[i]))
            return true;
        if (part.text[0] == '-' && strcmp(excluded[i], "/gomaxprocs") == 0)
            return true;
    }
    return false;
}

const char *ci_stat_extract_fullname(struct ci_pool *pool, const char *const *excluded,
                                     size_t count, const struct ci_bench_result *result)
{
    size_t part_count;
    if (count == 0)
        return result->name;
    const char *base = result->name;
    /* With a slash in it the base ends there; else parts are only -N, which the base leaves out. */
    size_t base_len = ci_benchfile_name_base(base);
    struct ci_bench_part *parts = ci_benchfile_name_parts(pool, base, &part_count);
    char *name = ci_pool_alloc(pool, 1, strlen(base) + 2), *out = name;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(excluded[i], ".name") == 0) {
            base = "*";
            base_len = 1;
        }
    }
    out = mempcpy(out, base, base_len);
    for (size_t i = 0; i < part_count; i++)
        if (!is_excluded(parts[i], excluded, count))
            out = mempcpy(out, parts[i].text, parts[i].len);
    return ci_pool_intern(pool, name, (size_t)(out - name));
}
