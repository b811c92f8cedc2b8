/* SPDX-License-Identifier: MIT */
/*
 * calibrate.c - measures what the probes themselves cost.
 *
 * `probed` is what the plugin makes of a short function in mode=time, `plain` is the same function
 * without probes; both are called from the same loop, which plays the caller and has the plugin's
 * site probe. The time by which the probed one's segments exceed the plain one's is the probes'
 * cost. Function and caller do nothing, or both the same little `work`.
 */
#include "calibrate.h"
#include "clock.h"

#include <cinstr/abi.h>
#include <stdbool.h>

enum {
    ROUNDS = 16,
    CALLS = 2000,
    /* By this part of itself a cost here may be less than in a program: where code and data lie
     * makes 2 of 41 ns on one processor and 3 of 20 ns on another (tests/oracle/time_truth.py), and
     * a processor whose speed changes makes more. */
    ERROR_PART = 6,
};

#define NEVER_INLINE  __attribute__((noinline, noclone))
#define ALWAYS_INLINE inline __attribute__((always_inline))

/* Stands for the thread's state, the edge and the nodes, so that nothing real is touched. */
static struct {
    struct cinstr_thread thread;
    struct cinstr_node parent, node;
    struct cinstr_edge edge, *slot;
    uint64_t loaded[2];
} world;

static ALWAYS_INLINE void clock_event(struct cinstr_node *node, uint64_t cost)
{
    uint64_t now = ci_clock_ticks();
    node->time += (int64_t)(now - world.thread.last);
    world.thread.last = now + cost;
}

/* Two loads and four additions, in two chains. */
static ALWAYS_INLINE uint64_t work(uint64_t value)
{
    uint64_t sum = value + 1;
    for (int i = 0; i < 2; i++) {
        value += world.loaded[i];
        __asm__ volatile("" : "+r"(value));
        sum += value;
        __asm__ volatile("" : "+r"(sum));
    }
    return sum;
}

static ALWAYS_INLINE uint64_t probed(uint64_t value, bool works)
{
    struct cinstr_edge **slot = world.thread.slot;
    struct cinstr_edge *edge = *slot;
    if (__builtin_expect(edge->function != NULL, 0))
        return value;
    edge->calls += 1;
    clock_event(edge->parent, world.thread.entry_cost);
    struct cinstr_node *node = edge->node;
    if (works)
        value = work(value);
    __asm__ volatile("" : "+r"(value)::"memory");
    clock_event(node, world.thread.exit_cost);
    return value;
}

static NEVER_INLINE uint64_t probed_empty(uint64_t value)
{
    return probed(value, false);
}

static NEVER_INLINE uint64_t probed_working(uint64_t value)
{
    return probed(value, true);
}

static NEVER_INLINE uint64_t plain_empty(uint64_t value)
{
    __asm__ volatile("" : "+r"(value)::"memory");
    return value;
}

static NEVER_INLINE uint64_t plain_working(uint64_t value)
{
    value = work(value);
    __asm__ volatile("" : "+r"(value)::"memory");
    return value;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t greatest(uint64_t a, uint64_t b)
{
    const uint64_t cost = a > b ? a : b;
    return cost + cost / ERROR_PART;
}

static ALWAYS_INLINE uint64_t plain_round(bool works)
{
    uint64_t start = ci_clock_ticks(), value = 0;
    for (int i = 0; i < CALLS; i++)
        value = works ? work(plain_working(value)) : plain_empty(value);
    return ci_clock_ticks() - start;
}

static ALWAYS_INLINE void probed_round(bool works)
{
    uint64_t value = 0;
    world.parent.time = world.node.time = 0;
    world.thread.last = ci_clock_ticks();
    for (int i = 0; i < CALLS; i++) {
        world.thread.slot = &world.slot;
        value = works ? work(probed_working(value)) : probed_empty(value);
    }
}

/* Ticks of CALLS calls: what the segments inside and outside of the function took with probes, and
 * all of it without. */
struct rounds {
    uint64_t inside, outside, bare;
};

static ALWAYS_INLINE struct rounds run(bool works)
{
    struct rounds run = {UINT64_MAX, UINT64_MAX, UINT64_MAX};
    for (int round = 0; round < ROUNDS; round++) {
        run.bare = least(run.bare, plain_round(works));
        probed_round(works);
        run.inside = least(run.inside, (uint64_t)world.node.time);
        run.outside = least(run.outside, (uint64_t)world.parent.time);
    }
    return run;
}

/* Of each call: what `with` has beyond `without`. Readings may be coarser than that, their sum is
 * not. */
static uint64_t per_call(uint64_t with, uint64_t without)
{
    const uint64_t divisor = (uint64_t)CALLS * CI_PROCESSOR_TICK_STEP;
    return with > without ? (with - without + divisor / 2) / divisor * CI_PROCESSOR_TICK_STEP : 0;
}

struct ci_calibration ci_calibrate(void)
{
    world.slot = &world.edge;
    world.edge.node = &world.node;
    world.edge.parent = &world.parent;
    const struct rounds empty = run(false), working = run(true);
    /* The call and the loop are the caller's; half of the work is the function's. */
    const uint64_t half = working.bare > empty.bare ? (working.bare - empty.bare) / 2 : 0;
    const struct ci_cost alone = {per_call(empty.inside, 0), per_call(empty.outside, empty.bare)};
    const struct ci_cost typical = {per_call(working.inside, half),
                                    per_call(working.outside, working.bare - half)};
    return (struct ci_calibration){
        .typical = typical,
        .greatest = {greatest(typical.inside, alone.inside),
                     greatest(typical.outside, alone.outside)},
    };
}
