/* SPDX-License-Identifier: MIT */
/* records.c - the static records of abi.h, read from a file's bytes and not trusted. */
#include "audit/audit.h"
#include "base/filepath.h"

#include <cinstr/abi.h>
#include <stdlib.h>
#include <string.h>

/* The piece of one unit. */
struct piece {
    const unsigned char *data;
    uint64_t size;
};

static int damaged(struct ci_error *error)
{
    return ci_error_set(error, "its section " CINSTR_SECTION " is damaged; build it again");
}

/* Where the reference at offset FIELD leads, or 0: to nothing, or to less than SIZE bytes. */
static uint64_t follow(const struct piece *piece, uint64_t field, uint64_t size)
{
    cinstr_rel value;
    memcpy(&value, piece->data + field, sizeof value);
    int64_t target = (int64_t)field + value;
    if (value == 0 || target < 0 || (uint64_t)target > piece->size ||
        size > piece->size - (uint64_t)target)
        return 0;
    return (uint64_t)target;
}

/* The string that the reference at offset FIELD leads to, or NULL. */
static const char *follow_string(const struct piece *piece, uint64_t field)
{
    uint64_t at = follow(piece, field, 1);
    if (!at || !memchr(piece->data + at, '\0', piece->size - at))
        return NULL;
    return (const char *)piece->data + at;
}

static int read_function(const struct piece *piece, uint64_t at, struct ci_pool *pool,
                         struct ci_audit_records *out)
{
    const char *name = follow_string(piece, at + offsetof(struct cinstr_function, name));
    const char *file = follow_string(piece, at + offsetof(struct cinstr_function, file));
    if (!name || !file)
        return -1;
    out->records = ci_pool_grow(pool, out->records, out->n_records, sizeof *out->records);
    out->records[out->n_records++] =
        (struct ci_audit_record){name, ci_filepath_clean(pool, file), out->n_units};
    return 0;
}

static int read_unit(const struct piece *piece, struct ci_pool *pool, struct ci_audit_records *out)
{
    struct cinstr_unit unit;
    memcpy(&unit, piece->data, sizeof unit);
    const char *file = follow_string(piece, offsetof(struct cinstr_unit, file));
    uint64_t size = (uint64_t)unit.function_count * sizeof(struct cinstr_function);
    uint64_t functions = follow(piece, offsetof(struct cinstr_unit, functions), size);
    if (!file || (unit.function_count && !functions))
        return -1;
    file = ci_filepath_clean(pool, file);
    for (uint32_t i = 0; i < unit.function_count; i++)
        if (read_function(piece, functions + i * sizeof(struct cinstr_function), pool, out) != 0)
            return -1;
    out->units = ci_pool_grow(pool, out->units, out->n_units, sizeof *out->units);
    out->units[out->n_units++] =
        (struct ci_audit_unit){file, unit.function_count, unit.functions_skipped};
    return 0;
}

static int compare_records(const void *left, const void *right)
{
    const struct ci_audit_record *a = left, *b = right;
    int order = strcmp(a->name, b->name);
    return order ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

int ci_audit_read_records(const unsigned char *data, size_t size, struct ci_pool *pool,
                          struct ci_audit_records *records, struct ci_error *error)
{
    *records = (struct ci_audit_records){0};
    for (size_t at = 0; at < size;) {
        struct cinstr_unit unit;
        if (size - at < sizeof unit)
            return damaged(error);
        memcpy(&unit, data + at, sizeof unit);
        if (unit.abi_version != CINSTR_ABI_VERSION)
            return ci_error_set(error,
                                "its probes have ABI %u, this cinstr reads %u; build it again",
                                (unsigned)unit.abi_version, (unsigned)CINSTR_ABI_VERSION);
        if (unit.size < sizeof unit || unit.size > size - at || unit.size % CINSTR_UNIT_ALIGN)
            return damaged(error);
        struct piece piece = {data + at, unit.size};
        if (read_unit(&piece, pool, records) != 0)
            return damaged(error);
        at += unit.size;
    }
    if (records->n_records)
        qsort(records->records, records->n_records, sizeof *records->records, compare_records);
    return 0;
}

const struct ci_audit_record *ci_audit_find_record(const struct ci_audit_records *records,
                                                   const char *name)
{
    size_t low = 0, high = records->n_records;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(records->records[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < records->n_records && strcmp(records->records[low].name, name) == 0;
    return found ? &records->records[low] : NULL;
}
