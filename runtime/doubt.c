/* SPDX-License-Identifier: MIT */
/* doubt.c - how far instructions may be from the truth: the rows CINSTR_SCOPE_LESS and _MORE. */
#include "doubt.h"
#include "instructions.h"
#include "sort.h"

/* Told, less and more of all contexts that have the counts. */
static struct ci_doubt doubt_of(const struct ci_snapshot *snapshot, const struct ci_counts *counts)
{
    const struct cinstr_function *function = counts->function;
    const int64_t contexts = (int64_t)counts->contexts;
    const struct cinstr_cost *costs = cinstr_rel_get(&function->costs);
    struct ci_doubt doubt = {.function = function};
    ci_instructions_solve(counts, snapshot->part_scratch);
    for (uint32_t i = 0; i < function->cost_count; i++) {
        int64_t count = snapshot->part_scratch[costs[i].variable];
        int64_t units = count * costs[i].units;
        if (costs[i].scope < CINSTR_SCOPE_LESS)
            doubt.told += units;
        else if (costs[i].units == INT32_MAX)
            doubt.endless |= costs[i].scope == CINSTR_SCOPE_MORE && count > 0;
        else if (costs[i].scope == CINSTR_SCOPE_LESS)
            doubt.less += units;
        else
            doubt.more += units;
    }
    for (uint32_t i = 0; i < function->cost_count; i++)
        if (costs[i].scope == CINSTR_SCOPE_LESS && costs[i].units == INT32_MAX)
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

/* Adds up those of one function, and drops what is certain to an instruction. False: no memory. */
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

static bool has_doubts(const struct cinstr_function *function)
{
    const struct cinstr_cost *costs = cinstr_rel_get(&function->costs);
    return costs[function->cost_count - 1].scope >= CINSTR_SCOPE_LESS;
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
        if (counts->function->cost_count == 0)
            continue;
        struct ci_doubt doubt = doubt_of(snapshot, counts);
        add(doubts, &doubt);
        if (has_doubts(counts->function))
            doubts->functions[doubts->count++] = doubt;
    }
    return merge(snapshot->arena, doubts);
}
