/* SPDX-License-Identifier: MIT */
/* schema.c - the lists of measures as tables. */
#include "profile/schema.h"
#include "profile/measure.h"

#include <string.h>

#define ROW(ID, NAME, UNIT, EXACT, LEVEL, MODES, RANK) {{NAME, UNIT}, EXACT},
const struct ci_schema_row ci_schema_calls[CINSTR_CALL_COUNT] = {CINSTR_CALL_MEASURES(ROW)};
const struct ci_schema_row ci_schema_heap[CINSTR_HEAP_COUNT] = {CINSTR_HEAP_MEASURES(ROW)};
#undef ROW

/* Of the profile of contentions, which are Go's. */
static const struct ci_schema_row block[] = {{{"contentions", "count"}, 0},
                                             {{"delay", "nanoseconds"}, 0}};

int ci_schema_find(const struct ci_profile *profile, const char *name)
{
    for (size_t i = 0; i < profile->n_types; i++)
        if (strcmp(profile->types[i].type, name) == 0)
            return (int)i;
    return -1;
}

int ci_schema_find_heap(const struct ci_profile *profile, enum cinstr_heap_measure measure)
{
    return ci_schema_find(profile, ci_schema_heap[measure].type.type);
}

int ci_schema_find_call(const struct ci_profile *profile, enum cinstr_call_measure measure)
{
    return ci_schema_find(profile, ci_schema_calls[measure].type.type);
}

static const struct ci_schema_row *find_row(const struct ci_schema_row *rows, size_t count,
                                            const struct ci_value_type *type)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].type.type, type->type) == 0 &&
            strcmp(rows[i].type.unit, type->unit) == 0)
            return &rows[i];
    return NULL;
}

bool ci_schema_is_exact(const struct ci_value_type *type)
{
    const struct ci_schema_row *row = find_row(ci_schema_calls, CINSTR_CALL_COUNT, type);
    row = row ? row : find_row(ci_schema_heap, CINSTR_HEAP_COUNT, type);
    row = row ? row : find_row(block, sizeof block / sizeof *block, type);
    if (row)
        return row->exact;
    const char *unit;
    ci_measure_scale(1, type->unit, "nanoseconds", &unit);
    return strcmp(unit, "ns") != 0;
}
