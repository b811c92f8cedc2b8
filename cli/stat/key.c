/* SPDX-License-Identifier: MIT */
/* key.c - projects results to keys and orders these; see project.h. */
#include "stat/project.h"

#include "stat/order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    return is_claimed(projection->set, key) ? NULL : ci_stat_part_add_field(projection, part, key);
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

/* A number with the prefixes of 4k, 1Mi, 16KB anywhere in TEXT; false where there is none. */
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
