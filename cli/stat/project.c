/* SPDX-License-Identifier: MIT */
/*
 * project.c - parses projections.
 *
 *   projection = part {[","] part}    part = key ["@" order | "@(" word {word} ")"]
 */
#include "stat/project.h"

#include "stat/order.h"
#include "stat/token.h"

#include <string.h>

struct part_text {
    struct ci_stat_token key, order;
    const char **fixed; /* interned */
    size_t fixed_count;
};

static void parse_fixed(struct ci_pool *pool, struct ci_stat_tokens *tokens, struct part_text *part)
{
    for (;;) {
        struct ci_stat_token token = ci_stat_token_peek(tokens, false);
        if (token.kind == ')' && part->fixed_count) {
            ci_stat_token_next(tokens, false);
            return;
        }
        if (!ci_stat_token_is_word(token)) {
            ci_stat_token_fail(tokens, token.kind == ')' ? "nothing to match" : "missing )");
            return;
        }
        ci_stat_token_next(tokens, false);
        part->fixed = ci_pool_grow(pool, part->fixed, part->fixed_count, sizeof(char *));
        part->fixed[part->fixed_count++] = ci_pool_intern(pool, token.text, strlen(token.text));
    }
}

static struct part_text parse_part(struct ci_pool *pool, struct ci_stat_tokens *tokens)
{
    struct part_text part = {.key = ci_stat_token_peek(tokens, false)};
    part.order = (struct ci_stat_token){CI_TOKEN_WORD, 0, "first"};
    if (!ci_stat_token_is_word(part.key)) {
        ci_stat_token_fail(tokens, "expected key");
        return part;
    }
    ci_stat_token_next(tokens, false);
    if (ci_stat_token_peek(tokens, false).kind != '@')
        return part;
    ci_stat_token_next(tokens, false);
    part.order = ci_stat_token_peek(tokens, false);
    if (part.order.kind == '(') {
        ci_stat_token_next(tokens, false);
        parse_fixed(pool, tokens, &part);
    } else if (ci_stat_token_is_word(part.order)) {
        ci_stat_token_next(tokens, false);
    } else {
        ci_stat_token_fail(tokens, "expected named sort order or parenthesized list");
    }
    return part;
}

struct ci_stat_field *ci_stat_part_add_field(struct ci_stat_projection *projection,
                                             struct ci_stat_part *part, const char *name)
{
    struct ci_pool *pool = projection->set->pool;
    struct ci_stat_field *field = ci_pool_alloc(pool, 1, sizeof(*field));
    *field = (struct ci_stat_field){name, projection->field_count++, part};
    part->fields = ci_pool_grow(pool, part->fields, part->field_count, sizeof(field));
    part->fields[part->field_count++] = field;
    return field;
}

static struct ci_stat_part *add_part(struct ci_stat_projection *projection, const char *key,
                                     enum ci_stat_order order)
{
    struct ci_pool *pool = projection->set->pool;
    struct ci_stat_part *part = ci_pool_alloc(pool, 1, sizeof(*part));
    part->key = ci_pool_intern(pool, key, strlen(key));
    part->order = order;
    part->is_group = strcmp(key, ".config") == 0;
    projection->parts = ci_pool_grow(pool, projection->parts, projection->part_count, sizeof(part));
    projection->parts[projection->part_count++] = part;
    if (!part->is_group)
        ci_stat_part_add_field(projection, part, part->key);
    return part;
}

/* Notes that KEY is projected, for .config and .fullname to leave it out. */
static void claim_key(struct ci_stat_projections *set, const char *key)
{
    if (strcmp(key, ".config") == 0) {
        set->have_config = true;
    } else if (strcmp(key, ".fullname") == 0) {
        set->have_fullname = true;
    } else if (key[0] == '/' || strcmp(key, ".name") == 0) {
        set->name_keys =
            ci_pool_grow(set->pool, set->name_keys, set->name_key_count, sizeof(char *));
        set->name_keys[set->name_key_count++] = key;
    } else {
        set->config_keys =
            ci_pool_grow(set->pool, set->config_keys, set->config_key_count, sizeof(char *));
        set->config_keys[set->config_key_count++] = key;
    }
}

/* The order that PART names; false where there is none of that name. */
static bool find_order(const struct part_text *part, enum ci_stat_order *order)
{
    static const char *const names[] = {"first", "", "alpha", "num"};
    *order = CI_ORDER_FIXED;
    if (part->fixed_count)
        return true;
    for (int i = 0; i <= CI_ORDER_NUM; i++) {
        if (*names[i] && strcmp(part->order.text, names[i]) == 0) {
            *order = (enum ci_stat_order)i;
            return true;
        }
    }
    return false;
}

/* Whether the value comes again later in the list: the last place of a value counts. */
static bool is_repeated(const struct part_text *text, size_t index)
{
    for (size_t i = index + 1; i < text->fixed_count; i++)
        if (text->fixed[i] == text->fixed[index])
            return true;
    return false;
}

static void build_part(struct ci_stat_projection *projection, struct ci_stat_tokens *tokens,
                       const struct part_text *text)
{
    struct ci_stat_projections *set = projection->set;
    struct ci_stat_tokens at_key = *tokens, at_order = *tokens;
    enum ci_stat_order order;
    at_key.rest = tokens->expression->text + text->key.offset;
    at_order.rest = tokens->expression->text + text->order.offset;
    if (!find_order(text, &order)) {
        ci_stat_token_fail(&at_order,
                           ci_pool_format(set->pool, "unknown order \"%s\"", text->order.text));
        return;
    }
    if (order == CI_ORDER_FIXED && strcmp(text->key.text, ".config") == 0)
        ci_stat_token_fail(&at_order, "fixed order not allowed for .config");
    else if (strcmp(text->key.text, ".unit") == 0)
        ci_stat_token_fail(&at_key, ".unit is only allowed in filters");
    else if (!*text->key.text)
        ci_stat_token_fail(&at_key, "key must not be empty");
    if (tokens->expression->message)
        return;
    struct ci_stat_part *part = add_part(projection, text->key.text, order);
    claim_key(set, part->key);
    for (size_t i = 0; i < text->fixed_count; i++)
        if (!is_repeated(text, i))
            ci_bytemap_add(&part->ranks, set->pool, text->fixed[i], strlen(text->fixed[i]));
    if (text->fixed_count)
        ci_stat_filter_require(set->pool, set->filter, part->key, text->fixed, text->fixed_count);
}

static struct ci_stat_projection *make_projection(struct ci_stat_projections *set)
{
    struct ci_stat_projection *projection = ci_pool_alloc(set->pool, 1, sizeof(*projection));
    projection->set = set;
    return projection;
}

struct ci_stat_projection *ci_stat_project_parse(struct ci_stat_projections *set, const char *text,
                                                 char **error)
{
    struct ci_stat_expression expression = {.pool = set->pool, .text = text};
    struct ci_stat_tokens tokens = {text, &expression};
    struct ci_stat_projection *projection = make_projection(set);
    struct part_text *parts = NULL;
    size_t count = 0;
    while (ci_stat_token_peek(&tokens, false).kind != CI_TOKEN_END) {
        if (ci_stat_token_peek(&tokens, false).kind == ',' && count)
            ci_stat_token_next(&tokens, false);
        parts = ci_pool_grow(set->pool, parts, count, sizeof(*parts));
        parts[count++] = parse_part(set->pool, &tokens);
    }
    /* A malformed expression claims no keys: only then are its parts looked at. */
    for (size_t i = 0; i < count && !expression.message; i++)
        build_part(projection, &tokens, &parts[i]);
    if (!expression.message)
        return projection;
    *error = ci_stat_expression_error(&expression);
    return NULL;
}

struct ci_stat_projection *ci_stat_project_residue(struct ci_stat_projections *set)
{
    struct ci_stat_projection *projection = make_projection(set);
    if (!set->have_config)
        add_part(projection, ".config", CI_ORDER_FIRST);
    if (!set->have_fullname)
        add_part(projection, ".fullname", CI_ORDER_FIRST);
    return projection;
}

void ci_stat_project_add_unit(struct ci_stat_projection *projection)
{
    projection->unit = add_part(projection, ".unit", CI_ORDER_FIRST)->fields[0];
}
