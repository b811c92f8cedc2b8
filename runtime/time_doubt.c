/* SPDX-License-Identifier: MIT */
/* time_doubt.c - how far times may be from the truth: by what probes cost at most, and at least. */
#include "time_doubt.h"
#include "sort.h"

#include <string.h>

/* Calls that read the clock, of a context by others and of others by it. */
struct timed_calls {
    int64_t entered, left;
};

static bool is_timed(const struct cinstr_function *function)
{
    const struct cinstr_unit *unit = cinstr_rel_get(&function->unit);
    return unit->mode & CINSTR_MODE_TIME;
}

/* Of each context. NULL: no memory. */
static struct timed_calls *count_calls(const struct ci_snapshot *snapshot)
{
    const size_t size = (snapshot->context_count + 1) * sizeof(struct timed_calls);
    struct timed_calls *calls = ci_arena_get(snapshot->arena, size);
    if (!calls)
        return NULL;
    memset(calls, 0, size);
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        const struct ci_context *context = &snapshot->contexts[i];
        if (!is_timed(context->function))
            continue;
        calls[i].entered += context->values[CINSTR_CALL_CALLS];
        if (context->parent != CI_NO_PARENT)
            calls[context->parent].left += context->values[CINSTR_CALL_CALLS];
    }
    return calls;
}

static int compare_functions(uint32_t a, uint32_t b, const void *contexts)
{
    const struct ci_context *all = contexts;
    return (all[a].function > all[b].function) - (all[a].function < all[b].function);
}

/* Contexts, those of one function together. NULL: no memory. */
static uint32_t *sort_contexts(const struct ci_snapshot *snapshot)
{
    const uint32_t count = snapshot->context_count;
    uint32_t *order = ci_arena_get(snapshot->arena, 2 * (count + 1) * sizeof *order);
    if (!order)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    ci_sort(order, order + count, count, compare_functions, snapshot->contexts);
    return order;
}

static double cost_of(const struct timed_calls *calls, const struct ci_cost *cost)
{
    return (double)calls->entered * (double)cost->inside +
           (double)calls->left * (double)cost->outside;
}

/* Of a function that was told to take `told` ns. */
static struct ci_doubt doubt_of(const struct cinstr_function *function, int64_t told,
                                const struct timed_calls *calls,
                                const struct ci_calibration *calibration, double nanos_per_tick)
{
    const double taken = cost_of(calls, &calibration->typical);
    const double more = cost_of(calls, &calibration->greatest) - taken;
    struct ci_doubt doubt = {.function = function, .told = told};
    doubt.more = (int64_t)(taken * nanos_per_tick);
    doubt.less = more > 0 ? -(int64_t)(more * nanos_per_tick) : 0;
    if (doubt.less < -told)
        doubt.less = -told;
    return doubt;
}

static void add(struct ci_doubts *doubts, const struct ci_doubt *doubt)
{
    doubts->told += doubt->told;
    doubts->less += doubt->less;
    doubts->more += doubt->more;
    if (doubt->more - doubt->less > doubt->told / 20)
        doubts->functions[doubts->count++] = *doubt;
}

static int compare_widths(uint32_t a, uint32_t b, const void *doubts)
{
    const struct ci_doubt *all = doubts;
    const int64_t left = all[a].more - all[a].less, right = all[b].more - all[b].less;
    return (left < right) - (left > right);
}

/* Keeps what matters beside all, the widest first. False: no memory. */
static bool select_widest(const struct ci_snapshot *snapshot, struct ci_doubts *doubts)
{
    const uint32_t count = doubts->count;
    struct ci_doubt *sorted = ci_arena_get(snapshot->arena, (count + 1) * sizeof *sorted);
    uint32_t *order = ci_arena_get(snapshot->arena, 2 * (count + 1) * sizeof *order);
    if (!sorted || !order)
        return false;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    ci_sort(order, order + count, count, compare_widths, doubts->functions);
    doubts->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct ci_doubt *doubt = &doubts->functions[order[i]];
        if (doubt->more - doubt->less > doubts->told / 1000)
            sorted[doubts->count++] = *doubt;
    }
    doubts->functions = sorted;
    return true;
}

bool ci_time_doubt_collect(const struct ci_snapshot *snapshot,
                           const struct ci_calibration *calibration, double nanos_per_tick,
                           struct ci_doubts *doubts)
{
    *doubts = (struct ci_doubts){0};
    const struct ci_context *contexts = snapshot->contexts;
    const uint32_t count = snapshot->context_count;
    const struct timed_calls *calls = count_calls(snapshot);
    const uint32_t *order = sort_contexts(snapshot);
    uint32_t functions = 0;
    for (uint32_t i = 0; order && i < count; i++)
        functions += i == 0 || contexts[order[i]].function != contexts[order[i - 1]].function;
    doubts->functions = ci_arena_get(snapshot->arena, (functions + 1) * sizeof *doubts->functions);
    if (!calls || !order || !doubts->functions)
        return false;
    for (uint32_t i = 0; i < count;) {
        const struct cinstr_function *function = contexts[order[i]].function;
        struct timed_calls all = {0};
        int64_t told = 0;
        for (; i < count && contexts[order[i]].function == function; i++) {
            all.entered += calls[order[i]].entered;
            all.left += calls[order[i]].left;
            told += contexts[order[i]].values[CINSTR_CALL_TIME];
        }
        const struct ci_doubt doubt = doubt_of(function, told, &all, calibration, nanos_per_tick);
        add(doubts, &doubt);
    }
    return select_widest(snapshot, doubts);
}
