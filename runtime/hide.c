/* SPDX-License-Identifier: MIT */
/* hide.c - takes counts back: reset, pause and a forked child's fresh start. */
#include "hide.h"
#include "clock.h"
#include "objects.h"
#include "thread.h"

static bool paused;

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
    return paused ? edge->calls_hidden : read_calls(edge) - edge->calls_hidden;
}

int64_t ci_hide_time(const struct ci_node *node)
{
    return paused ? node->time_hidden : read_time(node) - node->time_hidden;
}

/* The calling thread's current segment goes to its context before a border is drawn. */
static void charge_now(void)
{
    if (ci_thread_current && ci_objects_modes() & CINSTR_MODE_TIME)
        ci_thread_charge(ci_thread_current, ci_clock_ticks());
}

/* Visits every edge and every node of every thread. */
static void for_all(void (*edge_do)(struct ci_edge *), void (*node_do)(struct ci_node *))
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        node_do(thread->tree.root);
        node_do(thread->tree.truncated);
        for (struct ci_edge *edge = thread->tree.newest; edge; edge = edge->older) {
            edge_do(edge);
            if (!ci_edge_is_back(edge))
                node_do(ci_edge_node(edge));
        }
    }
}

static void clear_edge(struct ci_edge *edge)
{
    edge->calls_hidden = paused ? 0 : read_calls(edge);
}

static void clear_node(struct ci_node *node)
{
    node->time_hidden = paused ? 0 : read_time(node);
}

/* hidden <-> shown: count = hidden + shown, so one form follows from the other. */
static void swap_edge(struct ci_edge *edge)
{
    edge->calls_hidden = read_calls(edge) - edge->calls_hidden;
}

static void swap_node(struct ci_node *node)
{
    node->time_hidden = read_time(node) - node->time_hidden;
}

void ci_hide_reset(void)
{
    charge_now();
    for_all(clear_edge, clear_node);
}

void ci_hide_pause(void)
{
    if (paused)
        return;
    charge_now();
    for_all(swap_edge, swap_node);
    paused = true;
}

void ci_hide_resume(void)
{
    if (!paused)
        return;
    charge_now();
    for_all(swap_edge, swap_node);
    paused = false;
}
