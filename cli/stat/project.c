/* SPDX-License-Identifier: MIT */
/*
 * project.c - parses projections.
 *
 *   projection = part {[","] part}    part = key ["@" order | "@(" word {word} ")"]
 */
#include "stat/project.h"
#include "stat/token.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum ci_stat_order { CI_ORDER_FIRST, CI_ORDER_FIXED, CI_ORDER_ALPHA, CI_ORDER_NUM };

/* One `key@order`: one field, or for .config a group that grows. */
struct ci_stat_part {
    const char *key;
    enum ci_stat_order order;
    bool is_group;
    struct ci_stat_field **fields;
    size_t field_count;
    /* The ranks of values, from 0. Given for FIXED; for FIRST filled as keys turn up, but not in a
     * group, whose fields are therefore in alphabetical order. */
    struct ci_bytemap ranks;
};

struct ci_stat_projection {
    struct ci_stat_projections *set;
    struct ci_stat_part **parts;
    size_t part_count;
    size_t field_count; /* of all parts */
    struct ci_stat_field *unit;
    struct ci_bytemap key_map; /* the addresses of a key's values */
    struct ci_stat_key **keys; /* by the map's numbers */
};

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

static struct ci_stat_field *add_field(struct ci_stat_projection *projection,
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
        add_field(projection, part, part->key);
    return part;
}

/* Notes that KEY is projected, so that .config and .fullname leave it out. */
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

/* The order that PART names. Returns false where no order has that name. */
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

/* ---- keys of results, and their order ---- */

/* A key under construction: one value for each field, room for the fields of new .config keys. */
struct row {
    const char **values;
    size_t room;
};

static bool is_claimed(const struct ci_stat_projections *set, const char *key)
{
    for (size_t i = 0; i < set->config_key_count; i++)
        if (set->config_keys[i] == key)
            return true;
    return false;
}

static struct ci_stat_field *find_field(struct ci_stat_projection *projection,
                                        struct ci_stat_part *part, const char *key)
{
    for (size_t i = 0; i < part->field_count; i++)
        if (part->fields[i]->name == key)
            return part->fields[i];
    return is_claimed(projection->set, key) ? NULL : add_field(projection, part, key);
}

static void fill_group(struct ci_stat_projection *projection, struct ci_stat_part *part,
                       const struct ci_bench_result *result, struct row *row)
{
    for (size_t i = 0; i < result->config_count; i++) {
        const struct ci_bench_config *config = &result->configs[i];
        struct ci_stat_field *field =
            config->from_file ? find_field(projection, part, config->key) : NULL;
        if (field)
            row->values[field->index] = config->value;
    }
}

static void fill_row(struct ci_stat_projection *projection, const struct ci_bench_result *result,
                     const char *unit, struct row *row)
{
    const struct ci_stat_projections *set = projection->set;
    for (size_t i = 0; i < projection->part_count; i++) {
        struct ci_stat_part *part = projection->parts[i];
        if (part->is_group) {
            fill_group(projection, part, result, row);
            continue;
        }
        const char **value = &row->values[part->fields[0]->index];
        if (part->fields[0] == projection->unit)
            *value = unit;
        else if (strcmp(part->key, ".fullname") == 0)
            *value =
                ci_stat_extract_fullname(set->pool, set->name_keys, set->name_key_count, result);
        else
            *value = ci_stat_extract(set->pool, part->key, result);
    }
}

/* Notes the order in which values of ungrouped fields are first seen. */
static void observe(struct ci_stat_projection *projection, const struct ci_stat_key *key)
{
    for (size_t i = 0; i < projection->part_count; i++) {
        struct ci_stat_part *part = projection->parts[i];
        if (part->is_group || part->order != CI_ORDER_FIRST)
            continue;
        const char *value = ci_stat_key_get(key, part->fields[0]);
        ci_bytemap_add(&part->ranks, projection->set->pool, value, strlen(value));
    }
}

const struct ci_stat_key *ci_stat_project(struct ci_stat_projection *projection,
                                          const struct ci_bench_result *result, const char *unit)
{
    struct ci_pool *pool = projection->set->pool;
    const char *empty = ci_pool_intern(pool, "", 0);
    struct row row = {.room = projection->field_count + result->config_count + 1};
    row.values = malloc(row.room * sizeof(*row.values));
    if (!row.values)
        abort();
    for (size_t i = 0; i < row.room; i++)
        row.values[i] = empty;
    fill_row(projection, result, unit, &row);
    size_t count = projection->field_count;
    while (count && row.values[count - 1] == empty)
        count--;
    /* Interned values: the bytes of their addresses identify the key. */
    size_t known = projection->key_map.map.count;
    size_t number = ci_bytemap_add(&projection->key_map, pool, row.values, count * sizeof(char *));
    if (number == known) {
        struct ci_stat_key *key = ci_pool_alloc(pool, 1, sizeof(*key));
        key->count = count;
        key->values =
            (const char *const *)ci_pool_copy(pool, (char *)row.values, count * sizeof(char *));
        projection->keys = ci_pool_grow(pool, projection->keys, known, sizeof(key));
        projection->keys[number] = key;
        observe(projection, key);
    }
    free(row.values);
    return projection->keys[number];
}

const struct ci_stat_field **ci_stat_project_fields(const struct ci_stat_projection *projection,
                                                    size_t *count)
{
    const struct ci_stat_field **fields =
        ci_pool_alloc(projection->set->pool, projection->field_count, sizeof(*fields));
    *count = 0;
    for (size_t i = 0; i < projection->part_count; i++)
        for (size_t j = 0; j < projection->parts[i]->field_count; j++)
            fields[(*count)++] = projection->parts[i]->fields[j];
    return fields;
}

const char *ci_stat_key_get(const struct ci_stat_key *key, const struct ci_stat_field *field)
{
    return field->index < key->count ? key->values[field->index] : "";
}

char *ci_stat_key_text(const struct ci_stat_projection *projection, const struct ci_stat_key *key)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_project_fields(projection, &count);
    char *text = ci_pool_copy(projection->set->pool, "", 0);
    for (size_t i = 0; i < count; i++) {
        const char *value = ci_stat_key_get(key, fields[i]);
        if (*value)
            text = ci_pool_format(projection->set->pool, "%s%s%s", text, *text ? " " : "", value);
    }
    return text;
}

/* A number with a prefix, as in 4k, 1Mi or 16KB, anywhere in TEXT. Returns false where there is
 * none. */
static bool parse_quantity(const char *text, double *value)
{
    static const char prefixes[] = "KMGTPEZY";
    if (!ci_benchfile_float(text, strlen(text), value))
        return true;
    const char *digits = text + strcspn(text, "0123456789.");
    size_t len = strspn(digits, "0123456789.");
    if (!len || ci_benchfile_float(digits, len, value))
        return false;
    char prefix = digits[len] == 'k' ? 'K' : digits[len];
    const char *found = prefix ? strchr(prefixes, prefix) : NULL;
    if (found)
        *value *= pow(digits[len + 1] == 'i' ? 1024 : 1000, (double)(found - prefixes + 1));
    return true;
}

static int compare_quantities(const char *a, const char *b)
{
    double x = 0, y = 0;
    bool a_is_number = parse_quantity(a, &x), b_is_number = parse_quantity(b, &y);
    if (a_is_number && b_is_number)
        return (x > y) - (x < y);
    return b_is_number - a_is_number; /* numbers first */
}

/* The place of the value in its field's order, from 1; 0: it has none. */
static size_t rank_of(const struct ci_stat_part *part, const char *value)
{
    size_t rank = ci_bytemap_find(&part->ranks, value, strlen(value));
    return rank == CI_MAP_NONE ? 0 : rank + 1;
}

static int compare_values(const struct ci_stat_field *field, const char *a, const char *b)
{
    const struct ci_stat_part *part = field->part;
    int order = 0;
    if (part->order == CI_ORDER_NUM) {
        order = compare_quantities(a, b);
    } else if (part->order != CI_ORDER_ALPHA) {
        size_t x = rank_of(part, a), y = rank_of(part, b);
        order = (x > y) - (x < y);
    }
    return order ? order : strcmp(a, b);
}

struct sorting {
    const struct ci_stat_field **fields;
    size_t count;
};

static int compare_keys(const void *a, const void *b, void *context)
{
    const struct sorting *sorting = context;
    const struct ci_stat_key *x = *(const struct ci_stat_key *const *)a;
    const struct ci_stat_key *y = *(const struct ci_stat_key *const *)b;
    for (size_t i = 0; i < sorting->count; i++) {
        const char *value = ci_stat_key_get(x, sorting->fields[i]);
        const char *other = ci_stat_key_get(y, sorting->fields[i]);
        int order = strcmp(value, other) ? compare_values(sorting->fields[i], value, other) : 0;
        if (order)
            return order;
    }
    return 0;
}

void ci_stat_key_sort(const struct ci_stat_projection *projection, const struct ci_stat_key **keys,
                      size_t count)
{
    struct sorting sorting;
    sorting.fields = ci_stat_project_fields(projection, &sorting.count);
    if (count)
        qsort_r(keys, count, sizeof(*keys), compare_keys, &sorting);
}
