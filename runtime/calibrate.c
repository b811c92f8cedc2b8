/* SPDX-License-Identifier: MIT */
/*
 * calibrate.c - measures what the probes themselves cost.
 *
 * `probed` is what the plugin makes of an empty function in mode=time, `plain` is the same function
 * without probes; both are called from the same loop, which plays the caller and has the plugin's
 * site probe. The time by which the probed one's segments exceed the plain one's is the probes'
 * cost.
 */
#include "calibrate.h"
#include "clock.h"

#include <cinstr/abi.h>

enum { ROUNDS = 16, CALLS = 2000 };

/* Stands for the thread's state, the edge and the nodes, so that nothing real is touched. */
static struct {
    struct cinstr_thread thread;
    struct cinstr_node parent, node;
    struct cinstr_edge edge, *slot;
} world;

static inline void clock_event(struct cinstr_node *node, uint64_t cost)
{
    uint64_t now = ci_clock_ticks();
    node->time += (int64_t)(now - world.thread.last);
    world.thread.last = now + cost;
}

static void __attribute__((noinline, noclone)) probed(void)
{
    struct cinstr_edge **slot = world.thread.slot;
    struct cinstr_edge *edge = *slot;
    if (__builtin_expect(edge->function != NULL, 0))
        return;
    edge->calls += 1;
    clock_event(edge->parent, world.thread.entry_cost);
    struct cinstr_node *node = edge->node;
    __asm__ volatile("" ::: "memory");
    clock_event(node, world.thread.exit_cost);
}

static void __attribute__((noinline, noclone)) plain(void)
{
    __asm__ volatile("" ::: "memory");
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t plain_round(void)
{
    uint64_t start = ci_clock_ticks();
    for (int i = 0; i < CALLS; i++)
        plain();
    return ci_clock_ticks() - start;
}

static void probed_round(void)
{
    world.parent.time = world.node.time = 0;
    world.thread.last = ci_clock_ticks();
    for (int i = 0; i < CALLS; i++) {
        world.thread.slot = &world.slot;
        probed();
    }
}

struct ci_cost ci_calibrate(void)
{
    world.slot = &world.edge;
    world.edge.node = &world.node;
    world.edge.parent = &world.parent;
    uint64_t inside = UINT64_MAX, outside = UINT64_MAX, bare = UINT64_MAX;
    for (int round = 0; round < ROUNDS; round++) {
        bare = least(bare, plain_round());
        probed_round();
        inside = least(inside, (uint64_t)world.node.time);
        outside = least(outside, (uint64_t)world.parent.time);
    }
    return (struct ci_cost){
        .inside = (inside + CALLS / 2) / CALLS,
        .outside = outside > bare ? (outside - bare + CALLS / 2) / CALLS : 0,
    };
}
