/* SPDX-License-Identifier: MIT */
/* threads.c - see threads.h. */
#include "threads.h"
#include "process.h"
#include "thread.h"

#include <string.h>

uint32_t ci_threads_number(const struct ci_thread *thread)
{
    uint32_t number = 1;
    for (const struct ci_thread *other = ci_thread_list(); other; other = other->next)
        number += other->id < thread->id;
    return number;
}

/* The function that was called first from a node; with `name`, the one of that name if there is
 * one. */
static const struct ci_edge *first_callee(const struct ci_thread *thread,
                                          const struct cinstr_node *node, const char *name)
{
    const struct ci_edge *first = NULL;
    const struct ci_edge *edge = ci_tree_newest(&thread->tree);
    for (; edge; edge = edge->older) {
        if (edge->abi.parent != node)
            continue;
        first = edge; /* the list has the newest first */
        if (name && !strcmp(cinstr_rel_get(&edge->abi.function->name), name))
            break;
    }
    return first;
}

/* The function that a thread was started with. A wrapper calls that of a std::thread. */
static const char *start_of(const struct ci_thread *thread)
{
    static const char wrapper[] = "_ZNSt6thread11_State_impl";
    bool is_first = thread->id == ci_process_id();
    const struct ci_edge *edge =
        first_callee(thread, &thread->tree.root->abi, is_first ? "main" : NULL);
    const char *name = edge ? cinstr_rel_get(&edge->abi.function->name) : NULL;
    if (!name || strncmp(name, wrapper, sizeof wrapper - 1) != 0)
        return name;
    const struct ci_edge *wrapped = first_callee(thread, edge->abi.node, NULL);
    return wrapped ? cinstr_rel_get(&wrapped->abi.function->name) : name;
}

/* A thread that runs functions after its end, in destructors of thread-local variables, is listed
 * twice. */
static bool add(struct ci_snapshot *snapshot, struct ci_thread_facts *facts,
                struct ci_thread *thread, uint64_t now, double nanos_per_tick)
{
    struct ci_task_state state = ci_task_ask(&thread->task, thread->id, now);
    const bool timed = nanos_per_tick > 0;
    if (!facts->name) {
        facts->name = ci_arena_string(snapshot->arena, state.name);
        facts->start = start_of(thread);
    }
    if (timed) {
        facts->lived += (int64_t)((double)state.ticks * nanos_per_tick);
        facts->processor = state.processor < 0 || facts->processor < 0
                               ? CI_TASK_UNKNOWN
                               : facts->processor + state.processor;
    }
    return facts->name;
}

bool ci_threads_list(struct ci_snapshot *snapshot, bool timed, uint64_t now, double nanos_per_tick)
{
    uint32_t count = 0;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        count++;
    snapshot->threads = ci_arena_get(snapshot->arena, (count + 1) * sizeof *snapshot->threads);
    if (!snapshot->threads)
        return false;
    snapshot->thread_count = count;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        const uint32_t number = ci_threads_number(thread);
        if (number <= count &&
            !add(snapshot, &snapshot->threads[number - 1], thread, now, timed ? nanos_per_tick : 0))
            return false;
    }
    return true;
}
