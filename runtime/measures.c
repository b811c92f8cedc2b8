/* SPDX-License-Identifier: MIT */
/* measures.c - the lists of cinstr/measures.h as tables. */
#include "measures.h"
#include "contentions.h"

struct measure {
    struct ci_value_type type;
    bool of_contexts;
    unsigned modes, rank;
};

enum { PART, CONTEXT };
#define MEASURE(ID, NAME, UNIT, EXACT, LEVEL, MODES, RANK) {{NAME, UNIT}, LEVEL, MODES, RANK},
static const struct measure call_measures[] = {CINSTR_CALL_MEASURES(MEASURE)};
static const struct measure heap_measures[] = {CINSTR_HEAP_MEASURES(MEASURE)};
#undef MEASURE
static const struct measure block_measures[CI_BLOCK_COUNT] = {
    [CI_BLOCK_CONTENTIONS] = {{"contentions", "count"}, CONTEXT, 0, 0},
    [CI_BLOCK_DELAY] = {{"delay", "nanoseconds"}, CONTEXT, 0, 1},
};
static const struct {
    const struct measure *measures;
    uint32_t count;
} kinds[CI_KINDS] = {
    [CI_KIND_PROF] = {call_measures, CINSTR_CALL_COUNT},
    [CI_KIND_HEAP] = {heap_measures, CINSTR_HEAP_COUNT},
    [CI_KIND_BLOCK] = {block_measures, CI_BLOCK_COUNT},
};

/* Every call profile begins with these, whatever its modes: code finds values by these indexes. */
_Static_assert(CINSTR_CALL_CALLS == 0 && CINSTR_CALL_TIME == 1 && CINSTR_CALL_WAIT == 2 &&
                   CINSTR_CALL_CPU == 3,
               "calls, then the time if any, then its parts if they are known");

bool ci_measures_choose(struct ci_snapshot *snapshot, unsigned modes)
{
    const struct measure *measures = kinds[snapshot->kind].measures;
    uint32_t count = kinds[snapshot->kind].count;
    struct ci_value_type *types = ci_arena_get(snapshot->arena, count * sizeof *types);
    unsigned best = 0;
    if (!types)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct measure *measure = &measures[i];
        snapshot->value_of[i] = -1;
        if (measure->modes && !(modes & measure->modes))
            continue;
        snapshot->value_of[i] = (int8_t)snapshot->value_count;
        if (measure->rank > best) {
            best = measure->rank;
            snapshot->default_type = snapshot->value_count;
        }
        snapshot->context_value_count += measure->of_contexts;
        types[snapshot->value_count++] = measure->type;
    }
    snapshot->types = types;
    return true;
}
