/* SPDX-License-Identifier: MIT */
/* doubt.c - how far instructions may be from the truth: the places CINSTR_SCOPE_LESS and _MORE. */
#include "doubt.h"
#include "costs.h"
#include "instructions.h"
#include "sort.h"

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

/* Adds up `told`, `less` and `more` of all contexts that have the counts. */
static struct ci_doubt doubt_of(const struct ci_snapshot *snapshot, const struct ci_counts *counts)
{
    const int64_t contexts = (int64_t)counts->contexts;
    struct ci_doubt doubt = {.function = counts->function};
    struct ci_costs costs = ci_costs_begin(counts->function);
    struct ci_cost_item item = {0};
    bool bottomless = false;
    ci_instructions_solve(counts, snapshot->part_scratch);
    while (ci_costs_next_place(&costs))
        while (ci_costs_next_item(&costs, &item))
            add_item(&doubt, costs.scope, &item, snapshot->part_scratch[item.variable],
                     &bottomless);
    if (bottomless)
        doubt.less = -doubt.told;
    doubt.told *= contexts;
    doubt.less = doubt.less < 0 ? doubt.less * contexts : 0;
    doubt.more = doubt.more > 0 ? doubt.more * contexts : 0;
    return doubt;
}

static int compare(uint32_t a, uint32_t b, const void *context)
{
    const struct ci_doubt *left = (const struct ci_doubt *)context + a,
                          *right = (const struct ci_doubt *)context + b;
    return left->function < right->function ? -1 : left->function > right->function;
}

static void add(struct ci_doubts *doubts, const struct ci_doubt *doubt)
{
    doubts->told += doubt->told;
    doubts->less += doubt->less;
    doubts->more += doubt->more;
    doubts->endless |= doubt->endless;
}

/* Adds up the entries of each function, and drops functions that are certain to an instruction.
 * False: no memory. */
static bool merge(struct ci_arena *arena, struct ci_doubts *doubts)
{
    uint32_t count = doubts->count, kept = 0;
    uint32_t *order = ci_arena_get(arena, 2 * (count + 1) * sizeof *order);
    struct ci_doubt *sums = ci_arena_get(arena, (count + 1) * sizeof *sums);
    if (!order || !sums)
        return false;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    ci_sort(order, order + count, count, compare, doubts->functions);
    for (uint32_t i = 0; i < count;) {
        struct ci_doubt *sum = &sums[kept];
        *sum = doubts->functions[order[i]];
        for (i++; i < count && doubts->functions[order[i]].function == sum->function; i++) {
            sum->told += doubts->functions[order[i]].told;
            sum->less += doubts->functions[order[i]].less;
            sum->more += doubts->functions[order[i]].more;
            sum->endless |= doubts->functions[order[i]].endless;
        }
        kept += sum->endless || sum->more - sum->less >= CINSTR_COST_UNIT;
    }
    doubts->functions = sums;
    doubts->count = kept;
    return true;
}

bool ci_doubt_collect(const struct ci_snapshot *snapshot, struct ci_doubts *doubts)
{
    *doubts = (struct ci_doubts){0};
    uint32_t count = 1;
    for (const struct ci_counts *counts = snapshot->counts; counts; counts = counts->next)
        count++;
    doubts->functions = ci_arena_get(snapshot->arena, count * sizeof *doubts->functions);
    if (!doubts->functions)
        return false;
    for (const struct ci_counts *counts = snapshot->counts; counts; counts = counts->next) {
        if (counts->function->place_count == 0)
            continue;
        struct ci_doubt doubt = doubt_of(snapshot, counts);
        add(doubts, &doubt);
        if (counts->function->flags & CINSTR_FUNCTION_UNCERTAIN)
            doubts->functions[doubts->count++] = doubt;
    }
    return merge(snapshot->arena, doubts);
}
