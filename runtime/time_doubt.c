/* SPDX-License-Identifier: MIT */
/* time_doubt.c - how far times may be from the truth: by what probes cost at most, and at least. */
#include "time_doubt.h"
#include "hash.h"
#include "sort.h"
#include "text.h"

#include <string.h>

/* Of one function in all contexts: its time in ns, and calls that read the clock, of it by others
 * and of others by it. */
struct function_time {
    const struct cinstr_function *function;
    int64_t told, entered, left;
};

/*
 * Functions by address. Invariant: `slots` is a power of two and at least twice `count`; a function
 * is found from the slot of its hash on, before the next empty one.
 */
struct function_times {
    struct function_time *times; /* of each slot; function NULL: it is empty */
    size_t slots, count;
};

static bool is_timed(const struct cinstr_function *function)
{
    const struct cinstr_unit *unit = cinstr_rel_get(&function->unit);
    return unit->mode & CINSTR_MODE_TIME;
}

/* The slot that the function has, or is to have. */
static struct function_time *slot_of(const struct function_times *all,
                                     const struct cinstr_function *function)
{
    size_t at = (size_t)ci_hash_number((uintptr_t)function);
    while (all->times[at & (all->slots - 1)].function &&
           all->times[at & (all->slots - 1)].function != function)
        at++;
    return &all->times[at & (all->slots - 1)];
}

static bool set_slots(const struct ci_snapshot *snapshot, struct function_times *all, size_t slots)
{
    const struct function_times old = *all;
    const size_t size = slots * sizeof *all->times;
    all->times = ci_arena_get(snapshot->arena, size);
    if (!all->times)
        return false;
    all->slots = slots;
    memset(all->times, 0, size);
    for (size_t i = 0; i < old.slots; i++)
        if (old.times[i].function)
            *slot_of(all, old.times[i].function) = old.times[i];
    return true;
}

/* NULL: no memory. Other slots may move. */
static struct function_time *time_of(const struct ci_snapshot *snapshot, struct function_times *all,
                                     const struct cinstr_function *function)
{
    struct function_time *time = slot_of(all, function);
    if (time->function)
        return time;
    if (2 * (all->count + 1) > all->slots && !set_slots(snapshot, all, 2 * all->slots))
        return NULL;
    all->count++;
    time = slot_of(all, function);
    time->function = function;
    return time;
}

/* False: no memory. */
static bool add_up(const struct ci_snapshot *snapshot, struct function_times *all)
{
    if (!set_slots(snapshot, all, 1024))
        return false;
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        const struct ci_context *context = &snapshot->contexts[i];
        const int64_t calls = is_timed(context->function) ? context->values[CINSTR_CALL_CALLS] : 0;
        struct function_time *time = time_of(snapshot, all, context->function);
        if (!time)
            return false;
        time->told += context->values[CINSTR_CALL_TIME];
        time->entered += calls;
        /* A parent stands before its children, so it has a slot. */
        if (context->parent != CI_NO_PARENT)
            slot_of(all, snapshot->contexts[context->parent].function)->left += calls;
    }
    return true;
}

static double cost_of(const struct function_time *time, const struct ci_cost *cost)
{
    return (double)time->entered * (double)cost->inside +
           (double)time->left * (double)cost->outside;
}

static struct ci_doubt doubt_of(const struct function_time *time,
                                const struct ci_calibration *calibration, double nanos_per_tick)
{
    const double taken = cost_of(time, &calibration->typical);
    const double more = cost_of(time, &calibration->greatest) - taken;
    struct ci_doubt doubt = {.function = time->function, .told = time->told};
    doubt.more = (int64_t)(taken * nanos_per_tick);
    doubt.less = more > 0 ? -(int64_t)(more * nanos_per_tick) : 0;
    if (doubt.less < -doubt.told)
        doubt.less = -doubt.told;
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

/* The widest first; else by name, which does not depend on where the records lie. */
static int compare_widths(const void *a, const void *b)
{
    const struct ci_doubt *left = a, *right = b;
    const int64_t width = left->more - left->less, other = right->more - right->less;
    if (width != other)
        return width < other ? 1 : -1;
    return ci_text_compare(cinstr_rel_get(&left->function->name),
                           cinstr_rel_get(&right->function->name));
}

/* Keeps what matters beside all, the widest first. False: no memory. */
static bool select_widest(const struct ci_snapshot *snapshot, struct ci_doubts *doubts)
{
    const uint32_t count = doubts->count;
    struct ci_doubt *sorted = ci_arena_get(snapshot->arena, (count + 1) * sizeof *sorted);
    void **order = ci_arena_get(snapshot->arena, (count + 1) * sizeof *order);
    if (!sorted || !order)
        return false;
    for (uint32_t i = 0; i < count; i++)
        order[i] = &doubts->functions[i];
    if (!ci_sort(snapshot->arena, order, count, compare_widths))
        return false;
    doubts->count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct ci_doubt *doubt = order[i];
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
    struct function_times all = {0};
    *doubts = (struct ci_doubts){0};
    if (!add_up(snapshot, &all))
        return false;
    doubts->functions = ci_arena_get(snapshot->arena, (all.count + 1) * sizeof *doubts->functions);
    if (!doubts->functions)
        return false;
    for (size_t i = 0; i < all.slots; i++)
        if (all.times[i].function) {
            const struct ci_doubt doubt = doubt_of(&all.times[i], calibration, nanos_per_tick);
            add(doubts, &doubt);
        }
    return select_widest(snapshot, doubts);
}
