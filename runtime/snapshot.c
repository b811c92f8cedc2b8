/* SPDX-License-Identifier: MIT */
/* snapshot.c - contexts, units and comments: everything that a profile contains. */
#include "contentions.h"
#include "contexts.h"
#include "heap.h"
#include "hide.h"
#include "instructions.h"
#include "measures.h"
#include "objects.h"
#include "session.h"
#include "sort.h"
#include "text.h"
#include "thread.h"
#include "threads.h"
#include "wait.h"

static int64_t to_nanos(int64_t ticks, const struct ci_comment_facts *facts)
{
    return (int64_t)((double)ticks * facts->nanos_per_tick + 0.5);
}

/* Splits a context's time into what it waited and what it computed. */
static void split_time(struct ci_context *context, struct ci_comment_facts *facts)
{
    int64_t *values = context->values, wait = 0;
    if (context->function->flags & CINSTR_FUNCTION_EXTERNAL && context->counters)
        wait = to_nanos((int64_t)ci_snapshot_counter(context, CINSTR_EXTERNAL_WAITED), facts);
    if (wait > values[CINSTR_CALL_TIME])
        wait = values[CINSTR_CALL_TIME];
    values[CINSTR_CALL_WAIT] = wait;
    values[CINSTR_CALL_CPU] = values[CINSTR_CALL_TIME] - wait;
    facts->waited += wait;
}

/* Ticks become nanoseconds; if calibration took out too much, the time is 0, not negative. */
static void convert_times(struct ci_snapshot *snapshot, struct ci_comment_facts *facts)
{
    for (uint32_t i = 0; i < snapshot->context_count; i++) {
        struct ci_context *context = &snapshot->contexts[i];
        const struct cinstr_unit *unit = cinstr_rel_get(&context->function->unit);
        if (unit->mode & CINSTR_MODE_TIME)
            facts->timed_calls += context->values[CINSTR_CALL_CALLS];
        double nanos = (double)context->values[CINSTR_CALL_TIME] * facts->nanos_per_tick;
        if (nanos < 0) {
            facts->overdrawn -= (int64_t)nanos;
            nanos = 0;
        }
        context->values[CINSTR_CALL_TIME] = (int64_t)(nanos + 0.5);
        facts->time += context->values[CINSTR_CALL_TIME];
        if (facts->waits)
            split_time(context, facts);
    }
    facts->outside = (int64_t)((double)facts->outside * facts->nanos_per_tick);
}

static int compare_units(const void *left, const void *right)
{
    const struct cinstr_unit *a = left, *b = right;
    return ci_text_compare(cinstr_rel_get(&a->file), cinstr_rel_get(&b->file));
}

static bool list_units(struct ci_snapshot *snapshot)
{
    uint32_t count = 0;
    for (struct ci_object *object = ci_objects_list(); object; object = object->next)
        for (const struct cinstr_unit *unit = NULL; (unit = ci_objects_next_unit(object, unit));)
            count++;
    const struct cinstr_unit **units = ci_arena_get(snapshot->arena, (count + 1) * sizeof *units);
    if (!units)
        return false;
    for (struct ci_object *object = ci_objects_list(); object; object = object->next)
        for (const struct cinstr_unit *unit = NULL; (unit = ci_objects_next_unit(object, unit));)
            units[snapshot->unit_count++] = unit;
    snapshot->units = units;
    return ci_sort(snapshot->arena, (void **)units, count, compare_units);
}

/* The leaves of all threads come first: the edges to their nodes are then there when contexts are
 * made. */
static bool make_heap_contexts(struct ci_snapshot *snapshot, struct ci_comment_facts *facts)
{
    uint32_t threads = 0, count = 0;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        threads++;
    struct ci_leaf **leaves = ci_arena_get(snapshot->arena, (threads + 1) * sizeof(void *));
    if (!leaves)
        return false;
    for (struct ci_thread *thread = ci_thread_list(); thread && count < threads;
         thread = thread->next)
        leaves[count++] = ci_leaf_newest(&thread->tree);
    ci_heap_begin(snapshot, facts);
    if (!ci_contexts_make(snapshot, false, facts))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!ci_heap_merge(snapshot, leaves[i]))
            return false;
    ci_heap_end(snapshot);
    return true;
}

static void note_times(struct ci_snapshot *snapshot, struct ci_moment now)
{
    snapshot->start_nanos = ci_session.start_nanos;
    if (!ci_session.date_given)
        snapshot->duration_nanos = now.nanos - ci_session.start.nanos;
}

/* Of a snapshot that has its kind and its arena. */
static bool fill(struct ci_snapshot *snapshot)
{
    struct ci_moment now = ci_clock_moment();
    const enum ci_kind kind = snapshot->kind;
    const unsigned modes = ci_objects_modes();
    bool heap = kind == CI_KIND_HEAP, timed = !heap && (modes & CINSTR_MODE_TIME);
    bool time = timed && kind == CI_KIND_PROF;
    if (!ci_measures_choose(snapshot, modes))
        return false;
    const unsigned blocks = CINSTR_MODE_INSTRUCTIONS | CINSTR_MODE_LINES;
    if (timed)
        note_times(snapshot, now);
    if (ci_session.labels_thread &&
        !ci_threads_list(snapshot, time, now.ticks, ci_clock_nanos_per_tick(ci_session.start, now)))
        return false;
    struct ci_comment_facts facts = {
        .timed = time,
        .waits = time && modes & CINSTR_MODE_WAIT,
        .processor = ci_wait_process_nanos() - ci_session.start_processor,
        .nanos_per_tick = ci_clock_nanos_per_tick(ci_session.start, now),
        .lost = heap ? ci_leaf_lost.abi.objects : ci_tree_lost_edge.abi.calls,
    };
    if (!(heap ? make_heap_contexts(snapshot, &facts) : ci_contexts_make(snapshot, time, &facts)) ||
        !list_units(snapshot))
        return false;
    if (heap && !ci_heap_note_wrappers(snapshot))
        return false;
    if (time)
        convert_times(snapshot, &facts);
    if (kind == CI_KIND_BLOCK)
        ci_contentions_count(snapshot, facts.nanos_per_tick);
    if (kind == CI_KIND_PROF && modes & blocks && !ci_instructions_prepare(snapshot))
        return false;
    return ci_comment_add(snapshot, &facts);
}

bool ci_snapshot_make(struct ci_snapshot *snapshot, enum ci_kind kind, struct ci_arena *arena)
{
    *snapshot = (struct ci_snapshot){.kind = kind, .arena = arena};
    return fill(snapshot);
}

bool ci_snapshot_make_of_leaks(struct ci_snapshot *snapshot, struct ci_arena *arena)
{
    *snapshot = (struct ci_snapshot){.kind = CI_KIND_HEAP, .arena = arena, .of_leaks = true};
    return fill(snapshot);
}
