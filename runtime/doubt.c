/* SPDX-License-Identifier: MIT */
/* doubt.c - how far instructions may be from the truth: the places CINSTR_SCOPE_LESS and _MORE. */
#include "doubt.h"
#include "costs.h"
#include "instructions.h"
#include "sort.h"

#include <string.h>

/* Adds an item of a place whose variable ran so often. */
static void add_item(struct ci_doubt *doubt, uint32_t scope, const struct ci_cost_item *item,
                     int64_t runs, bool *bottomless)
{
    if (item->kind == CINSTR_ITEM_ENDLESS && scope == CINSTR_SCOPE_MORE)
        doubt->endless |= runs > 0;
    else if (item->kind == CINSTR_ITEM_ENDLESS)
        *bottomless = true;
    else if (item->kind == CINSTR_ITEM_INSTRUCTIONS)
        *(scope == CINSTR_SCOPE_MORE   ? &doubt->more
          : scope == CINSTR_SCOPE_LESS ? &doubt->less
                                       : &doubt->told) += runs * item->units;
}

/* Told, less and more where the blocks have these counts. All are sums of counts, so they are those
 * of all contexts where the counts are. */
static struct ci_doubt doubt_of(const struct ci_snapshot *snapshot, const struct ci_counts *counts)
{
    struct ci_doubt doubt = {.function = counts->function};
    struct ci_costs costs = ci_costs_begin(counts->function);
    struct ci_cost_item item = {0};
    bool bottomless = false;
    ci_instructions_solve(counts, snapshot->part_scratch);
    while (ci_costs_next_place(&costs))
        while (ci_costs_next_item(&costs, &item))
            add_item(&doubt, costs.scope, &item, snapshot->part_scratch[item.variable],
                     &bottomless);
    if (bottomless || doubt.less < -doubt.told)
        doubt.less = -doubt.told;
    doubt.less = doubt.less < 0 ? doubt.less : 0;
    doubt.more = doubt.more > 0 ? doubt.more : 0;
    return doubt;
}

/* Adds up the counts of a function in all of its contexts: `sums`, with room for its counters. */
static struct ci_counts add_counts(const struct ci_counts *const *counts, uint32_t count,
                                   uint64_t *sums)
{
    const struct cinstr_function *function = counts[0]->function;
    struct ci_counts all = {.function = function, .counters = sums, .costs = counts[0]->costs};
    memset(sums, 0, function->counters * sizeof *sums);
    for (uint32_t i = 0; i < count; i++) {
        all.entries += counts[i]->entries * (int64_t)counts[i]->contexts;
        for (uint32_t at = 0; counts[i]->counters && at < function->counters; at++)
            sums[at] += counts[i]->counters[at] * counts[i]->contexts;
    }
    return all;
}

static int compare(const void *left, const void *right)
{
    const struct ci_counts *a = left, *b = right;
    return (a->function > b->function) - (a->function < b->function);
}

/*
 * Counts of functions that have places with instructions. Invariant: those of one function stand
 * together, functions in the order of their records.
 */
struct doubt_counts {
    const struct ci_counts **sorted;
    uint32_t count, counters_max;
};

static bool sort_counts(const struct ci_snapshot *snapshot, struct doubt_counts *counts)
{
    uint32_t count = 0;
    for (const struct ci_counts *at = snapshot->counts; at; at = at->next)
        count += at->function->place_count > 0;
    counts->sorted = ci_arena_get(snapshot->arena, (count + 1) * sizeof *counts->sorted);
    if (!counts->sorted)
        return false;
    for (const struct ci_counts *at = snapshot->counts; at; at = at->next) {
        if (at->function->place_count == 0)
            continue;
        counts->sorted[counts->count++] = at;
        if (at->function->counters > counts->counters_max)
            counts->counters_max = at->function->counters;
    }
    return ci_sort(snapshot->arena, (void **)counts->sorted, count, compare);
}

static void add(struct ci_doubts *doubts, const struct ci_doubt *doubt)
{
    doubts->told += doubt->told;
    doubts->less += doubt->less;
    doubts->more += doubt->more;
    doubts->endless |= doubt->endless;
    if (doubt->endless || doubt->more - doubt->less >= CINSTR_COST_UNIT)
        doubts->functions[doubts->count++] = *doubt;
}

bool ci_doubt_collect(const struct ci_snapshot *snapshot, struct ci_doubts *doubts)
{
    struct doubt_counts counts = {0};
    *doubts = (struct ci_doubts){0};
    if (!sort_counts(snapshot, &counts))
        return false;
    uint64_t *sums = ci_arena_get(snapshot->arena, (counts.counters_max + 1) * sizeof *sums);
    doubts->functions =
        ci_arena_get(snapshot->arena, (counts.count + 1) * sizeof *doubts->functions);
    if (!sums || !doubts->functions)
        return false;
    for (uint32_t i = 0, next; i < counts.count; i = next) {
        const struct cinstr_function *function = counts.sorted[i]->function;
        for (next = i; next < counts.count && counts.sorted[next]->function == function;)
            next++;
        const struct ci_counts all = add_counts(counts.sorted + i, next - i, sums);
        const struct ci_doubt doubt = doubt_of(snapshot, &all);
        add(doubts, &doubt);
    }
    return true;
}
