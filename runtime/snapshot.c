/* SPDX-License-Identifier: MIT */
/*
 * snapshot.c - copies the trees of all threads into one sorted array of contexts.
 *
 * Equal contexts of different threads (the same function through the same sites) are added up. The
 * result is in an order that depends on names alone, so neither the timing of threads nor the
 * addresses of a run show in it.
 */
#include "comment.h"
#include "heap.h"
#include "hide.h"
#include "instructions.h"
#include "measures.h"
#include "objects.h"
#include "session.h"
#include "sort.h"
#include "thread.h"
#include "wait.h"

#include <string.h>

/* Finds a context by what it is. Invariant: open addressing, at most half full, power of two. */
struct merge {
    struct ci_snapshot *snapshot;
    uint32_t *table; /* index of a context + 1 */
    uint32_t mask;
    bool time;       /* times are among the values */
    uint32_t labels; /* number of the thread being merged, 0 without labels */
    struct ci_comment_facts facts;
};

static uint32_t edge_total(void)
{
    uint32_t total = 0;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_edge *edge = thread->tree.newest; edge; edge = edge->older)
            total++;
    return total;
}

static uint64_t hash_key(const struct ci_context *key)
{
    uint64_t hash = key->parent * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ key->site) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (uintptr_t)key->function) * UINT64_C(0x94d049bb133111eb);
    hash = (hash ^ key->flags ^ (uint64_t)key->thread << 8) * UINT64_C(0x9e3779b97f4a7c15);
    return hash >> 32;
}

static bool same_key(const struct ci_context *a, const struct ci_context *b)
{
    return a->parent == b->parent && a->site == b->site && a->function == b->function &&
           a->flags == b->flags && a->thread == b->thread;
}

static uint32_t find_or_add(struct merge *merge, const struct ci_context *key)
{
    struct ci_snapshot *snapshot = merge->snapshot;
    for (uint64_t at = hash_key(key);; at++) {
        uint32_t *entry = &merge->table[at & merge->mask];
        if (*entry == 0) {
            snapshot->contexts[snapshot->context_count] = *key;
            *entry = ++snapshot->context_count;
            return *entry - 1;
        }
        if (same_key(&snapshot->contexts[*entry - 1], key))
            return *entry - 1;
    }
}

static struct ci_context key_of(const struct merge *merge, const struct ci_edge *edge)
{
    struct ci_node *parent = ci_edge_parent(edge);
    struct ci_context key = {
        .parent = CI_NO_PARENT,
        .thread = merge->labels,
        .function = edge->abi.function,
        .body = ci_objects_address(edge->body),
        .return_address = ci_objects_address(edge->return_address),
    };
    if (parent->flags & CI_NODE_TRUNCATED_ROOT)
        key.flags |= CI_CONTEXT_TRUNCATED;
    else if (!ci_node_is_root(parent)) {
        key.parent = parent->entry->context;
        key.site = (uint32_t)(edge->slot - parent->slots);
    }
    if (ci_edge_is_back(edge))
        key.flags |= CI_CONTEXT_BACK_EDGE;
    return key;
}

static bool add_counters(struct merge *merge, struct ci_context *context,
                         const struct ci_edge *edge)
{
    uint32_t count = context->function->counters;
    if (count == 0)
        return true;
    if (!context->counters)
        context->counters = ci_arena_get(merge->snapshot->arena, count * sizeof *context->counters);
    if (!context->counters)
        return false;
    ci_hide_add_counters(edge, context->counters);
    return true;
}

/* Calls whose stacks do not show all of their callers. */
static void note_lost_frames(struct ci_comment_facts *facts, const struct ci_edge *edge,
                             uint64_t calls)
{
    if (ci_edge_node(edge)->flags & CI_NODE_TRUNCATED)
        facts->truncated_calls += calls;
    else if (ci_edge_is_back(edge) && edge->folding > CI_FOLD_FRAMES)
        facts->folded_calls[edge->folding] += calls;
}

static bool merge_edge(struct merge *merge, struct ci_edge *edge)
{
    struct ci_node *node = ci_edge_node(edge);
    uint32_t context;
    if (node->flags & CI_NODE_TRUNCATED && node->entry != edge) {
        context = node->entry->context; /* the true caller is not kept */
    } else {
        struct ci_context key = key_of(merge, edge);
        context = find_or_add(merge, &key);
    }
    edge->context = context;
    struct ci_context *contexts = merge->snapshot->contexts;
    int64_t calls = (int64_t)ci_hide_calls(edge);
    if (merge->snapshot->kind == CI_KIND_PROF)
        contexts[context].values[CINSTR_CALL_CALLS] += calls;
    uintptr_t returns = ci_objects_address(edge->return_address);
    if (returns < contexts[context].return_address)
        contexts[context].return_address = returns; /* whatever thread came first */
    contexts[node->entry->context].entries += calls;
    note_lost_frames(&merge->facts, edge, (uint64_t)calls);
    if (node->entry != edge || merge->snapshot->kind != CI_KIND_PROF)
        return true;
    if (merge->time)
        contexts[context].values[CINSTR_CALL_TIME] += ci_hide_time(node);
    return add_counters(merge, &contexts[context], edge);
}

static bool merge_thread(struct merge *merge, struct ci_thread *thread)
{
    /* Leaves first: the edges to their nodes are then among those that follow. */
    struct ci_leaf *leaves = __atomic_load_n(&thread->tree.newest_leaf, __ATOMIC_ACQUIRE);
    struct ci_edge *newest = __atomic_load_n(&thread->tree.newest, __ATOMIC_ACQUIRE);
    uint32_t count = 0;
    for (struct ci_edge *edge = newest; edge; edge = edge->older)
        count++;
    struct ci_edge **edges = ci_arena_get(merge->snapshot->arena, count * sizeof(void *) + 1);
    if (!edges)
        return false;
    uint32_t at = count;
    for (struct ci_edge *edge = newest; edge; edge = edge->older)
        edges[--at] = edge;
    for (at = 0; at < count; at++)
        if (!merge_edge(merge, edges[at]))
            return false;
    if (merge->snapshot->kind == CI_KIND_HEAP && !ci_heap_merge(merge->snapshot, leaves))
        return false;
    merge->facts.outside += ci_hide_time(thread->tree.root) + ci_hide_time(thread->tree.truncated);
    return true;
}

/* Threads get numbers in the order of their kernel ids, which is the order of their creation. */
static uint32_t thread_number(const struct ci_thread *thread)
{
    uint32_t number = 1;
    for (const struct ci_thread *other = ci_thread_list(); other; other = other->next)
        number += other->id < thread->id;
    return number;
}

static int compare_text(const cinstr_rel *a, const cinstr_rel *b)
{
    const char *left = cinstr_rel_get(a), *right = cinstr_rel_get(b);
    return strcmp(left ? left : "", right ? right : "");
}

static int compare_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Siblings in their final order, grouped by parent. */
static int compare_contexts(uint32_t left, uint32_t right, const void *all)
{
    const struct ci_context *contexts = all, *a = &contexts[left], *b = &contexts[right];
    int order = compare_number(a->parent, b->parent);
    if (!order)
        order = compare_number(a->site, b->site);
    if (!order && a->function != b->function) {
        order = compare_text(&a->function->name, &b->function->name);
        if (!order)
            order = compare_text(&a->function->file, &b->function->file);
        if (!order)
            order = compare_number(a->function->line, b->function->line);
    }
    if (!order)
        order = compare_number(a->flags, b->flags);
    return order ? order : compare_number(a->thread, b->thread);
}

/*
 * Puts the contexts into their final order: depth first, siblings as compare_contexts has them.
 * `order` holds all indices sorted by parent; `first[p]` is where the children of p - 1 begin in it
 * (those of CI_NO_PARENT at the end).
 */
static bool sort_contexts(struct ci_snapshot *snapshot)
{
    uint32_t count = snapshot->context_count;
    struct ci_arena *arena = snapshot->arena;
    uint32_t *order = ci_arena_get(arena, (count + 1) * sizeof *order);
    uint32_t *scratch = ci_arena_get(arena, (count + 1) * sizeof *scratch);
    uint32_t *first = ci_arena_get(arena, (count + 1) * sizeof *first);
    struct ci_context *sorted = ci_arena_get(arena, (count + 1) * sizeof *sorted);
    if (!order || !scratch || !first || !sorted)
        return false;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    ci_sort(order, scratch, count, compare_contexts, snapshot->contexts);
    uint32_t roots = count;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t parent = snapshot->contexts[order[i]].parent;
        if (parent == CI_NO_PARENT)
            roots = i;
        else
            first[parent] = i + 1; /* 0: no children */
    }

    /* An explicit stack of (position in order, new index of the parent), pushed last child first.
     */
    uint32_t *stack = scratch, depth = 0, done = 0;
    uint32_t *new_parent = ci_arena_get(arena, (count + 1) * sizeof *new_parent);
    if (!new_parent)
        return false;
    for (uint32_t i = count; i-- > roots;) {
        stack[depth++] = i;
        new_parent[i] = CI_NO_PARENT;
    }
    while (depth > 0) {
        uint32_t at = stack[--depth], old = order[at];
        sorted[done] = snapshot->contexts[old];
        sorted[done].parent = new_parent[at];
        uint32_t end = first[old] ? first[old] - 1 : 0;
        while (first[old] && end < count && snapshot->contexts[order[end]].parent == old)
            end++;
        for (uint32_t i = end; first[old] && i-- > first[old] - 1;) {
            stack[depth++] = i;
            new_parent[i] = done;
        }
        done++;
    }
    snapshot->contexts = sorted;
    return true;
}

static int64_t to_nanos(int64_t ticks, const struct ci_comment_facts *facts)
{
    return (int64_t)((double)ticks * facts->nanos_per_tick + 0.5);
}

/* Splits a context's time into what it waited and what it computed. */
static void split_time(struct ci_context *context, struct ci_comment_facts *facts)
{
    int64_t *values = context->values, wait = 0;
    if (context->function->flags & CINSTR_FUNCTION_EXTERNAL && context->counters)
        wait = to_nanos((int64_t)context->counters[0], facts);
    if (wait > values[CINSTR_CALL_TIME])
        wait = values[CINSTR_CALL_TIME];
    values[CINSTR_CALL_WAIT] = wait;
    values[CINSTR_CALL_CPU] = values[CINSTR_CALL_TIME] - wait;
    facts->waited += wait;
}

/* Ticks become nanoseconds; what calibration took out too much shows as no time, not as less. */
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

static int compare_units(uint32_t left, uint32_t right, const void *all)
{
    const struct cinstr_unit *const *units = all;
    return compare_text(&units[left]->file, &units[right]->file);
}

static bool list_units(struct ci_snapshot *snapshot)
{
    uint32_t count = 0;
    for (struct ci_object *object = ci_objects_list(); object; object = object->next)
        for (const struct cinstr_unit *unit = NULL; (unit = ci_objects_next_unit(object, unit));)
            count++;
    const struct cinstr_unit **found = ci_arena_get(snapshot->arena, (count + 1) * sizeof(void *));
    const struct cinstr_unit **sorted = ci_arena_get(snapshot->arena, (count + 1) * sizeof(void *));
    uint32_t *order = ci_arena_get(snapshot->arena, (count + 1) * 2 * sizeof *order);
    if (!found || !sorted || !order)
        return false;
    for (struct ci_object *object = ci_objects_list(); object; object = object->next)
        for (const struct cinstr_unit *unit = NULL; (unit = ci_objects_next_unit(object, unit));)
            found[snapshot->unit_count++] = unit;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    ci_sort(order, order + count, count, compare_units, found);
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = found[order[i]];
    snapshot->units = sorted;
    return true;
}

static bool merge_threads(struct merge *merge, uint32_t edges)
{
    struct ci_snapshot *snapshot = merge->snapshot;
    uint32_t size = 16;
    while (size < 2 * edges)
        size *= 2;
    merge->mask = size - 1;
    merge->table = ci_arena_get(snapshot->arena, size * sizeof *merge->table);
    /* Edges that threads add meanwhile find room, or the thread's newest ones wait for later. */
    snapshot->contexts = ci_arena_get(snapshot->arena, size * sizeof *snapshot->contexts);
    if (!merge->table || !snapshot->contexts)
        return false;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        merge->labels = ci_session.labels_thread ? thread_number(thread) : 0;
        if (!merge_thread(merge, thread))
            return false;
    }
    /* Of the merged contexts: which thread goes on in which ended thread's tree is chance. */
    for (uint32_t i = 0; i < snapshot->context_count; i++)
        merge->facts.truncated += snapshot->contexts[i].flags == CI_CONTEXT_TRUNCATED;
    return true;
}

static void note_times(struct ci_snapshot *snapshot, struct ci_moment now)
{
    snapshot->start_nanos = ci_session.start_nanos;
    if (!ci_session.date_given)
        snapshot->duration_nanos = now.nanos - ci_session.start.nanos;
}

bool ci_snapshot_make(struct ci_snapshot *snapshot, enum ci_kind kind, struct ci_arena *arena)
{
    struct ci_moment now = ci_clock_moment();
    *snapshot = (struct ci_snapshot){.kind = kind, .arena = arena};
    const unsigned modes = ci_objects_modes();
    bool heap = kind == CI_KIND_HEAP, time = !heap && (modes & CINSTR_MODE_TIME);
    if (!ci_measures_choose(snapshot, modes))
        return false;
    const unsigned blocks = CINSTR_MODE_INSTRUCTIONS | CINSTR_MODE_LINES;
    if (time)
        note_times(snapshot, now);
    struct merge merge = {.snapshot = snapshot, .time = time};
    merge.facts.timed = time;
    merge.facts.waits = time && modes & CINSTR_MODE_WAIT;
    merge.facts.processor = ci_wait_process_nanos() - ci_session.start_processor;
    merge.facts.nanos_per_tick = ci_clock_nanos_per_tick(ci_session.start, now);
    merge.facts.lost = heap ? ci_leaf_lost.abi.objects : ci_tree_lost_edge.abi.calls;
    if (heap)
        ci_heap_begin(snapshot, &merge.facts);
    if (!merge_threads(&merge, edge_total()))
        return false;
    if (heap)
        ci_heap_end(snapshot);
    if (!sort_contexts(snapshot) || !list_units(snapshot))
        return false;
    if (time)
        convert_times(snapshot, &merge.facts);
    if (!heap && ci_objects_modes() & blocks && !ci_instructions_prepare(snapshot))
        return false;
    return ci_comment_add(snapshot, &merge.facts);
}
