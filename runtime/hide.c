/* SPDX-License-Identifier: MIT */
/* hide.c - takes counts back: reset, pause and a forked child's fresh start. */
#include "hide.h"
#include "clock.h"
#include "live.h"
#include "message.h"
#include "objects.h"
#include "outside.h"
#include "thread.h"

static struct ci_arena arena; /* of counters_hidden */

static uint64_t read_calls(const struct ci_edge *edge)
{
    return __atomic_load_n(&edge->abi.calls, __ATOMIC_RELAXED);
}

static int64_t read_time(const struct ci_node *node)
{
    return __atomic_load_n(&node->abi.time, __ATOMIC_RELAXED);
}

uint64_t ci_hide_calls(const struct ci_edge *edge)
{
    return ci_live_paused ? edge->calls_hidden : read_calls(edge) - edge->calls_hidden;
}

int64_t ci_hide_time(const struct ci_node *node)
{
    return ci_live_paused ? node->time_hidden : read_time(node) - node->time_hidden;
}

static uint64_t read_counter(const struct ci_edge *edge, uint32_t index)
{
    uint64_t *counters = ci_node_counters(ci_edge_node(edge), edge->abi.function->counters);
    return __atomic_load_n(&counters[index], __ATOMIC_RELAXED);
}

void ci_hide_add_counters(const struct ci_edge *edge, uint64_t *sums)
{
    const uint32_t count = edge->abi.function->counters;
    const uint64_t *counters = ci_node_counters(ci_edge_node(edge), count);
    const uint64_t *hidden = edge->counters_hidden;
    for (uint32_t i = 0; !ci_live_paused && i < count; i++)
        sums[i] += __atomic_load_n(&counters[i], __ATOMIC_RELAXED);
    for (uint32_t i = 0; hidden && i < count; i++)
        sums[i] += ci_live_paused ? hidden[i] : 0 - hidden[i];
}

static uint64_t shown(uint64_t counted, uint64_t hidden)
{
    return ci_live_paused ? hidden : counted - hidden;
}

static uint64_t read_sum(const uint64_t *sum)
{
    return __atomic_load_n(sum, __ATOMIC_RELAXED);
}

uint64_t ci_hide_objects(const struct ci_leaf *leaf)
{
    return shown(read_sum(&leaf->abi.objects), leaf->objects_hidden);
}

uint64_t ci_hide_bytes(const struct ci_leaf *leaf)
{
    return shown(read_sum(&leaf->abi.bytes), leaf->bytes_hidden);
}

uint64_t ci_hide_life(const struct ci_life *life, enum ci_life_value value)
{
    return shown(read_sum(&life->values[value]), life->hidden[value]);
}

/* Sets the hidden part of the counters of the edge's node: to what was counted, or, with `swap`, to
 * what was shown. */
static void hide_counters(struct ci_edge *edge, bool swap)
{
    uint32_t count = edge->abi.function->counters;
    if (count == 0 || ci_edge_is_back(edge))
        return;
    if (!edge->counters_hidden)
        edge->counters_hidden = ci_arena_get(&arena, count * sizeof *edge->counters_hidden);
    if (!edge->counters_hidden) {
        ci_message("no memory to set instruction counts back", NULL);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        if (swap)
            edge->counters_hidden[i] = read_counter(edge, i) - edge->counters_hidden[i];
        else
            edge->counters_hidden[i] = ci_live_paused ? 0 : read_counter(edge, i);
}

/* Charges the calling thread's current segment to its context before counts are taken back. */
static void charge_now(void)
{
    if (ci_thread_current() && ci_objects_modes() & CINSTR_MODE_TIME)
        ci_thread_charge(ci_thread_current(), ci_clock_ticks());
}

/* Visits every edge, node and leaf of every thread. */
static void for_all(void (*edge_do)(struct ci_edge *), void (*node_do)(struct ci_node *),
                    void (*sum_do)(const uint64_t *sum, uint64_t *hidden))
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        node_do(thread->tree.root);
        node_do(thread->tree.truncated);
        for (struct ci_edge *edge = ci_tree_newest(&thread->tree); edge; edge = edge->older) {
            edge_do(edge);
            if (!ci_edge_is_back(edge))
                node_do(ci_edge_node(edge));
        }
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older) {
            sum_do(&leaf->abi.objects, &leaf->objects_hidden);
            sum_do(&leaf->abi.bytes, &leaf->bytes_hidden);
            struct ci_life *life = ci_leaf_life_so_far(leaf);
            for (int i = 0; life && i < CI_LIFE_VALUES; i++)
                sum_do(&life->values[i], &life->hidden[i]);
        }
    }
}

static void clear_edge(struct ci_edge *edge)
{
    edge->calls_hidden = ci_live_paused ? 0 : read_calls(edge);
    hide_counters(edge, false);
}

static void clear_node(struct ci_node *node)
{
    node->time_hidden = ci_live_paused ? 0 : read_time(node);
}

static void clear_sum(const uint64_t *sum, uint64_t *hidden)
{
    *hidden = ci_live_paused ? 0 : read_sum(sum);
}

/* Turns hidden counts into shown ones or back: count = hidden + shown, so one follows from the
 * other. */
static void swap_edge(struct ci_edge *edge)
{
    edge->calls_hidden = read_calls(edge) - edge->calls_hidden;
    hide_counters(edge, true);
}

static void swap_node(struct ci_node *node)
{
    node->time_hidden = read_time(node) - node->time_hidden;
}

static void swap_sum(const uint64_t *sum, uint64_t *hidden)
{
    *hidden = read_sum(sum) - *hidden;
}

void ci_hide_reset(void)
{
    charge_now();
    for_all(clear_edge, clear_node, clear_sum);
    ci_live_forget();
    ci_outside_forget();
}

void ci_hide_pause(void)
{
    if (ci_live_paused)
        return;
    charge_now();
    for_all(swap_edge, swap_node, swap_sum);
    ci_live_paused = true;
}

void ci_hide_resume(void)
{
    if (!ci_live_paused)
        return;
    charge_now();
    for_all(swap_edge, swap_node, swap_sum);
    ci_live_paused = false;
}
