/* SPDX-License-Identifier: MIT */
/*
 * contexts.c - copies the trees of all threads into one sorted array of contexts.
 *
 * Equal contexts of different threads (the same function through the same sites) are added up. The
 * trees are walked together, depth first and siblings in the order of their sites and names, so the
 * contexts come in their final order: neither the timing of threads nor the addresses of a run show
 * in it, and only the few callees of one place need sorting.
 */
#include "contexts.h"
#include "counts.h"
#include "hide.h"
#include "objects.h"
#include "session.h"
#include "sort.h"
#include "text.h"
#include "thread.h"
#include "threads.h"

#include <string.h>

/* An edge to be visited, and of its context what does not stand in it. */
struct contexts_visit {
    struct ci_edge *edge;
    uint32_t parent, site, flags, thread;
};

/*
 * Invariant: visits [0, depth) are due, the next one last; those of one context stand together.
 * `members` are the edges of the context that is being made. `collapsed` are edges to nodes that
 * have no callers of their own, which may not have a context yet.
 */
struct contexts_walk {
    struct ci_snapshot *snapshot;
    struct ci_comment_facts *facts;
    bool time;
    uint32_t contexts_max;
    struct contexts_visit *visits;
    uint32_t depth, visits_max;
    struct ci_edge **members;
    uint32_t member_count, members_max;
    struct ci_edge **collapsed;
    uint32_t collapsed_count, collapsed_max;
    struct ci_counts_table counters; /* equal ones are kept once */
    uint64_t *sums;                  /* of the counters of one context */
    uint32_t sums_max;
};

/* Makes room for one more element of an array; false: no memory. */
static bool contexts_grow(struct ci_arena *arena, void *array, uint32_t *max, uint32_t count,
                          size_t size)
{
    if (count < *max)
        return true;
    uint32_t more = *max ? *max * 2 : 256;
    void *old, *grown = ci_arena_get(arena, more * size);
    if (!grown)
        return false;
    memcpy(&old, array, sizeof old);
    if (count > 0)
        memcpy(grown, old, count * size);
    memcpy(array, &grown, sizeof grown);
    *max = more;
    return true;
}

static int compare_number(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_functions(const struct cinstr_function *a, const struct cinstr_function *b)
{
    if (a == b)
        return 0;
    uintptr_t left = ci_indirect_target(a), right = ci_indirect_target(b);
    if (left || right)
        return compare_number(left, right);
    int order = ci_text_compare(cinstr_rel_get(&a->name), cinstr_rel_get(&b->name));
    if (!order)
        order = ci_text_compare(cinstr_rel_get(&a->file), cinstr_rel_get(&b->file));
    return order ? order : compare_number(a->line, b->line);
}

/* The order of siblings; two functions that look the same in a profile are in the order of their
 * records. */
static int compare_visits(const struct contexts_visit *a, const struct contexts_visit *b)
{
    int order = compare_number(a->site, b->site);
    if (order)
        return order;
    const struct cinstr_function *left = a->edge->abi.function, *right = b->edge->abi.function;
    order = compare_functions(left, right);
    if (!order)
        order = compare_number(a->flags, b->flags);
    if (!order)
        order = compare_number(a->thread, b->thread);
    if (order || ci_indirect_target(left))
        return order; /* each thread has its own record of it */
    return compare_number((uintptr_t)left, (uintptr_t)right);
}

static int compare_due(const void *left, const void *right)
{
    return compare_visits(right, left); /* the next one stands last */
}

/* Sorts the visits from `first` on. */
static bool contexts_sort(struct contexts_walk *walk, uint32_t first)
{
    struct contexts_visit *visits = walk->visits + first;
    uint32_t count = walk->depth - first, sorted = 1;
    while (sorted < count && compare_visits(&visits[sorted - 1], &visits[sorted]) >= 0)
        sorted++;
    if (sorted >= count)
        return true;
    struct ci_arena scratch = {0};
    void **order = ci_arena_get(&scratch, count * sizeof *order);
    struct contexts_visit *copy = ci_arena_get(&scratch, count * sizeof *copy);
    bool done = order && copy;
    for (uint32_t i = 0; done && i < count; i++) {
        copy[i] = visits[i];
        order[i] = &copy[i];
    }
    done = done && ci_sort(&scratch, order, count, compare_due);
    for (uint32_t i = 0; done && i < count; i++)
        visits[i] = *(const struct contexts_visit *)order[i];
    ci_arena_release(&scratch);
    return done;
}

static bool contexts_add_visit(struct contexts_walk *walk, struct contexts_visit visit)
{
    const struct ci_node *node = ci_edge_node(visit.edge);
    struct ci_arena *arena = walk->snapshot->arena;
    if (node->flags & CI_NODE_TRUNCATED && node->entry != visit.edge) {
        if (!contexts_grow(arena, &walk->collapsed, &walk->collapsed_max, walk->collapsed_count,
                           sizeof(void *)))
            return false;
        walk->collapsed[walk->collapsed_count++] = visit.edge;
        return true;
    }
    if (ci_edge_is_back(visit.edge))
        visit.flags |= CI_CONTEXT_BACK_EDGE;
    if (!contexts_grow(arena, &walk->visits, &walk->visits_max, walk->depth, sizeof visit))
        return false;
    walk->visits[walk->depth++] = visit;
    return true;
}

/* One of the edges that hang on a slot, from which the others can be reached; NULL: there is none.
 */
static struct ci_edge *contexts_first_edge(struct cinstr_edge **slot)
{
    struct cinstr_edge *first = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    struct ci_edge *edge = (struct ci_edge *)first;
    return first->function && edge->slot == slot ? edge : NULL;
}

enum { CONTEXTS_AHEAD = 8 };

/* Edges and nodes are all over the memory: asks for those of sites that come soon. */
static void contexts_fetch(const struct ci_node *node, uint32_t site)
{
    if (site >= CONTEXTS_AHEAD)
        __builtin_prefetch(node->slots[site - CONTEXTS_AHEAD]);
    if (site >= CONTEXTS_AHEAD / 2)
        __builtin_prefetch(node->slots[site - CONTEXTS_AHEAD / 2]->node);
}

/* The same for the edges that begin fibers. */
static bool contexts_add_fibers(struct contexts_walk *walk, struct contexts_visit visit)
{
    struct ci_edge **lists = ci_edge_fibers(visit.edge);
    for (int i = 0; i < CI_FIBER_LISTS; i++) {
        visit.edge = __atomic_load_n(&lists[i], __ATOMIC_ACQUIRE);
        for (; visit.edge; visit.edge = visit.edge->ring)
            if (!contexts_add_visit(walk, visit))
                return false;
    }
    return true;
}

/* Notes that the callees of a node are to be visited, the first site last; `visit` has all but edge
 * and site. */
static bool contexts_add_callees(struct contexts_walk *walk, struct ci_node *node,
                                 struct contexts_visit visit)
{
    for (visit.site = node->site_count; visit.site-- > 0;) {
        contexts_fetch(node, visit.site);
        struct ci_edge *first = contexts_first_edge(&node->slots[visit.site]);
        if (!first)
            continue;
        visit.edge = first;
        do {
            if (!(ci_edge_is_fibers(visit.edge) ? contexts_add_fibers : contexts_add_visit)(walk,
                                                                                            visit))
                return false;
            visit.edge = __atomic_load_n(&visit.edge->ring, __ATOMIC_ACQUIRE);
        } while (visit.edge != first);
    }
    return true;
}

static bool contexts_begin(struct contexts_walk *walk)
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        struct contexts_visit visit = {.parent = CI_NO_PARENT};
        visit.thread = ci_session.labels_thread ? ci_threads_number(thread) : 0;
        if (!contexts_add_callees(walk, thread->tree.root, visit))
            return false;
        visit.flags = CI_CONTEXT_TRUNCATED;
        if (!contexts_add_callees(walk, thread->tree.truncated, visit))
            return false;
        walk->facts->outside +=
            ci_hide_time(thread->tree.root) + ci_hide_time(thread->tree.truncated);
    }
    return contexts_sort(walk, 0);
}

/* Takes the edges of the next context from the visits. */
static bool contexts_take(struct contexts_walk *walk, struct contexts_visit visit)
{
    walk->member_count = 0;
    do {
        if (!contexts_grow(walk->snapshot->arena, &walk->members, &walk->members_max,
                           walk->member_count, sizeof(void *)))
            return false;
        walk->members[walk->member_count++] = walk->visits[--walk->depth].edge;
    } while (walk->depth > 0 && walk->visits[walk->depth - 1].parent == visit.parent &&
             !compare_visits(&walk->visits[walk->depth - 1], &visit));
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

/* Adds an edge to the context with that index. */
static void contexts_add_edge(struct contexts_walk *walk, uint32_t index, struct ci_edge *edge)
{
    struct ci_context *contexts = walk->snapshot->contexts, *context = &contexts[index];
    struct ci_node *node = ci_edge_node(edge);
    edge->context = index;
    int64_t calls = (int64_t)ci_hide_calls(edge);
    uintptr_t returns = ci_objects_address(edge->return_address);
    if (returns < context->return_address)
        context->return_address = returns; /* whatever thread came first */
    contexts[node->entry->context].entries += calls;
    note_lost_frames(walk->facts, edge, (uint64_t)calls);
    if (walk->snapshot->kind != CI_KIND_PROF)
        return;
    context->values[CINSTR_CALL_CALLS] += calls;
    if (walk->time && node->entry == edge)
        context->values[CINSTR_CALL_TIME] += ci_hide_time(node);
}

/* Adds up the counters of the context's edges. */
static bool contexts_add_counters(struct contexts_walk *walk, struct ci_context *context)
{
    uint32_t count = context->function->counters;
    if (count == 0 || context->flags & CI_CONTEXT_BACK_EDGE || walk->snapshot->kind == CI_KIND_HEAP)
        return true;
    if (count > walk->sums_max) {
        walk->sums_max = 2 * count;
        walk->sums = ci_arena_get(walk->snapshot->arena, walk->sums_max * sizeof *walk->sums);
    }
    if (!walk->sums)
        return false;
    memset(walk->sums, 0, count * sizeof *walk->sums);
    for (uint32_t i = 0; i < walk->member_count; i++)
        ci_hide_add_counters(walk->members[i], walk->sums);
    const struct ci_counts *counts =
        ci_counts_get(&walk->counters, context->function, 0, walk->sums);
    if (counts)
        context->counters = counts->counters;
    return counts;
}

/* Makes the next context, and its callees due. */
static bool contexts_make_next(struct contexts_walk *walk)
{
    struct ci_snapshot *snapshot = walk->snapshot;
    const struct contexts_visit visit = walk->visits[walk->depth - 1];
    const uint32_t index = snapshot->context_count;
    if (!contexts_take(walk, visit) ||
        !contexts_grow(snapshot->arena, &snapshot->contexts, &walk->contexts_max, index,
                       sizeof *snapshot->contexts))
        return false;
    /* Memory of the arena is zero: only what is not need be set. */
    struct ci_context *context = &snapshot->contexts[snapshot->context_count++];
    context->parent = visit.parent;
    context->site = visit.site;
    context->flags = visit.flags;
    context->thread = visit.thread;
    context->function = visit.edge->abi.function;
    context->body = ci_objects_address(visit.edge->body);
    context->return_address = ci_objects_address(visit.edge->return_address);
    for (uint32_t i = 0; i < walk->member_count; i++)
        contexts_add_edge(walk, index, walk->members[i]);
    walk->facts->truncated += visit.flags == CI_CONTEXT_TRUNCATED;
    if (!contexts_add_counters(walk, context))
        return false;
    if (visit.flags & CI_CONTEXT_BACK_EDGE)
        return true;
    const struct contexts_visit callee = {.parent = index, .thread = visit.thread};
    const uint32_t from = walk->depth;
    for (uint32_t i = 0; i < walk->member_count; i++)
        if (!contexts_add_callees(walk, ci_edge_node(walk->members[i]), callee))
            return false;
    return contexts_sort(walk, from);
}

/* Room for all edges that there are; those that threads add meanwhile make it larger. */
static bool contexts_reserve(struct contexts_walk *walk)
{
    uint64_t edges = 1;
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        edges += __atomic_load_n(&thread->tree.edge_count, __ATOMIC_RELAXED);
    walk->contexts_max = edges < UINT32_MAX / 2 ? (uint32_t)edges : UINT32_MAX / 2;
    walk->snapshot->contexts =
        ci_arena_get(walk->snapshot->arena, walk->contexts_max * sizeof *walk->snapshot->contexts);
    return walk->snapshot->contexts;
}

bool ci_contexts_make(struct ci_snapshot *snapshot, bool time, struct ci_comment_facts *facts)
{
    struct contexts_walk walk = {
        .snapshot = snapshot,
        .facts = facts,
        .time = time,
        .counters.arena = snapshot->arena,
    };
    if (!contexts_reserve(&walk) || !contexts_begin(&walk))
        return false;
    while (walk.depth > 0)
        if (!contexts_make_next(&walk))
            return false;
    for (uint32_t i = 0; i < walk.collapsed_count; i++) {
        struct ci_edge *edge = walk.collapsed[i]; /* the true caller is not kept */
        contexts_add_edge(&walk, ci_edge_node(edge)->entry->context, edge);
    }
    return true;
}
