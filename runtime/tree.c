/* SPDX-License-Identifier: MIT */
/* tree.c - finds and makes edges and nodes; see tree.h for what this code may not do. */
#include "tree.h"
#include "fiber.h"
#include "fold.h"
#include "push.h"

#include <stdbool.h>

uint64_t ci_tree_budget = 512 * 1024 * 1024;
uint64_t ci_tree_bytes;
bool ci_tree_shared;
bool ci_tree_fibers_crowded;
const struct cinstr_function ci_tree_fibers;
/* The depths of all nodes together: how many frames the stacks of the profile have. */
static uint64_t tree_frames;

struct cinstr_edge *ci_tree_unattached_slot = &ci_tree_unattached.nil;
struct ci_node ci_tree_unattached = {
    .flags = CI_NODE_ROOT,
    .nil = {.parent = &ci_tree_unattached.abi},
};

/* The node of lost calls, and the edge to it that every thread shares. */
struct ci_edge ci_tree_lost_edge;
static struct ci_node *lost_node;

struct cinstr_edge **ci_tree_lost_slot(void)
{
    return &lost_node->slots[0];
}

uint64_t ci_tree_take(uint64_t size)
{
    return __atomic_add_fetch(&ci_tree_bytes, size, __ATOMIC_RELAXED);
}

static size_t node_size(uint32_t slots, uint32_t counters)
{
    return sizeof(struct ci_node) + sizeof(void *) * slots + sizeof(uint64_t) * counters;
}

static size_t function_node_size(const struct cinstr_function *function)
{
    return node_size(function->site_count + function->allocation_count, function->counters);
}

/* A node of `slots` slots and leaves, after its counters. */
static struct ci_node *make_node(struct ci_arena *arena, uint32_t slots, uint32_t counters,
                                 uint32_t flags)
{
    uint64_t *memory = ci_arena_get(arena, node_size(slots, counters));
    if (!memory)
        return NULL;
    struct ci_node *node = (struct ci_node *)(memory + counters);
    node->nil.parent = &node->abi;
    node->site_count = slots;
    node->flags = flags;
    for (uint32_t i = 0; i < slots; i++)
        node->slots[i] = &node->nil;
    return node;
}

static struct ci_node *make_function_node(struct ci_tree *tree,
                                          const struct cinstr_function *function, uint32_t flags)
{
    struct ci_node *node = make_node(
        &tree->arena, function->site_count + function->allocation_count, function->counters, flags);
    if (node)
        node->site_count = function->site_count;
    return node;
}

bool ci_tree_init(struct ci_tree *tree)
{
    tree->root = make_node(&tree->arena, 1, 0, CI_NODE_ROOT);
    tree->truncated = make_node(&tree->arena, 1, 0, CI_NODE_TRUNCATED_ROOT);
    return tree->root && tree->truncated;
}

bool ci_tree_reserve_lost(uint32_t slots, uint32_t counters)
{
    static struct ci_arena arena;
    static uint32_t counters_reserved;
    if (lost_node && lost_node->site_count >= slots && counters_reserved >= counters)
        return true;
    if (lost_node && lost_node->site_count > slots)
        slots = lost_node->site_count;
    if (counters_reserved > counters)
        counters = counters_reserved;
    struct ci_node *node = make_node(&arena, slots, counters, CI_NODE_ROOT);
    if (!node)
        return false;
    counters_reserved = counters;
    ci_tree_lost_edge.abi.parent = &node->abi;
    ci_tree_lost_edge.abi.node = &node->abi;
    lost_node = node;
    return true;
}

bool ci_tree_is_lost(const struct cinstr_node *node)
{
    return lost_node && node == &lost_node->abi;
}

static struct ci_edge **cache_place(struct ci_tree *tree, struct cinstr_edge **slot,
                                    const struct cinstr_function *function)
{
    uintptr_t hash = ((uintptr_t)slot >> 3) * 31 + ((uintptr_t)function >> 3);
    return &tree->cache[(hash ^ hash >> 10) % CI_CACHE_SIZE];
}

/* The edge of `slot` that leads to `function`, or NULL. `first` is what the slot points at. */
static struct ci_edge *find_edge(struct ci_tree *tree, struct cinstr_edge **slot,
                                 struct cinstr_edge *first, const struct cinstr_function *function)
{
    if (!first->function)
        return NULL; /* the nil edge: nothing hangs here */
    struct ci_edge *start = (struct ci_edge *)first, *edge = start;
    for (int steps = 0; steps < CI_RING_STEPS; steps++) {
        if (edge->abi.function == function)
            return edge;
        edge = edge->ring;
        if (edge == start)
            return NULL;
    }
    struct ci_edge **place = cache_place(tree, slot, function), *hint = *place;
    if (hint && hint->slot == slot && hint->abi.function == function)
        return hint;
    for (; edge != start; edge = edge->ring)
        if (edge->abi.function == function) {
            *place = edge;
            return edge;
        }
    return NULL;
}

/* Puts a complete edge on the thread's list. */
static void put_on_list(struct ci_tree *tree, struct ci_edge *edge)
{
    __atomic_fetch_add(&tree->edge_count, 1, __ATOMIC_RELAXED);
    CI_PUSH(&tree->newest, edge, older);
}

/*
 * Puts a complete edge on its slot; on the thread's list it is already, so that an edge which a
 * signal handler makes below it comes later there. The handler, or another thread that runs a fiber
 * which has moved, may hang an edge on the same slot meanwhile: then the new edge joins it in the
 * ring.
 */
static void put_on_slot(struct ci_edge *edge)
{
    edge->ring = edge;
    struct cinstr_edge *expected = &ci_edge_parent(edge)->nil;
    if (__atomic_compare_exchange_n(edge->slot, &expected, &edge->abi, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return;
    struct ci_edge *beside = (struct ci_edge *)expected;
    CI_PUSH(&beside->ring, edge, ring);
}

static void publish(struct ci_tree *tree, struct ci_edge *edge)
{
    put_on_list(tree, edge);
    put_on_slot(edge);
}

static void fill_edge(struct ci_edge *edge, const struct ci_call *call, struct ci_node *node)
{
    edge->abi.function = call->function;
    edge->abi.node = &node->abi;
    edge->abi.parent = &call->parent->abi;
    edge->slot = call->slot;
    edge->return_address = call->return_address;
    edge->body = call->body;
}

/* A new edge for the call, which leads back to `node`. NULL when there is no memory. */
static struct ci_edge *make_back_edge(struct ci_tree *tree, const struct ci_call *call,
                                      struct ci_node *node)
{
    struct ci_edge *edge = ci_arena_get(&tree->arena, sizeof *edge);
    if (edge)
        fill_edge(edge, call, node);
    return edge;
}

/* A new edge for the call, and the node that it leads to. NULL when there is no memory. */
static struct ci_edge *make_entry_edge(struct ci_tree *tree, const struct ci_call *call,
                                       struct ci_path path, uint32_t flags)
{
    flags |= call->flags | (call->parent->flags & (CI_NODE_HANDLER | CI_NODE_FIBERS));
    if (call->flags & CI_NODE_FIBER)
        flags += CI_NODE_FIBERS_ONE;
    struct ci_edge *edge = ci_arena_get(&tree->arena, sizeof *edge + sizeof path);
    struct ci_node *node = edge ? make_function_node(tree, call->function, flags) : NULL;
    if (!node)
        return NULL;
    fill_edge(edge, call, node);
    if (!path.owner)
        path.owner = (uintptr_t)tree;
    edge->path[0] = path;
    node->entry = edge;
    return edge;
}

/* The edge from the truncated root to the function's one collapsed node, made when it is missing:
 * there are at most as many of these as there are functions, so no budget holds them. */
static struct ci_edge *truncated_edge(struct ci_tree *tree, const struct cinstr_function *function)
{
    struct ci_call call = {
        .parent = tree->truncated, .slot = &tree->truncated->slots[0], .function = function};
    struct ci_edge *edge = find_edge(tree, call.slot, *call.slot, function);
    if (edge)
        return edge;
    struct ci_ancestry ancestry = ci_fold_ancestry(&call);
    edge = make_entry_edge(tree, &call, ci_fold_path(&call, &ancestry), CI_NODE_TRUNCATED);
    if (edge)
        publish(tree, edge);
    return edge;
}

/*
 * Folding gets coarser in steps as memory is used up, and as the profile's stacks get long: writing
 * takes time for every frame of every context.
 */
static enum ci_fold rule_for(uint64_t bytes, uint64_t frames)
{
    enum ci_fold rule = ci_fold_rule;
    uint64_t many = ci_tree_budget / CI_TREE_BYTES_PER_FRAME;
    if (bytes > ci_tree_budget / 8 * 5 || frames > many / 4 * 5)
        return CI_FOLD_NEAREST;
    if (rule < CI_FOLD_FUNCTIONS && (bytes > ci_tree_budget / 2 || frames > many))
        return CI_FOLD_FUNCTIONS;
    return rule;
}

/* Notes the memory of a node and its edge, and its frames; returns what all trees have taken. */
static uint64_t take_node(const struct cinstr_function *function, const struct ci_path *path)
{
    __atomic_fetch_add(&tree_frames, path->depth, __ATOMIC_RELAXED);
    return ci_tree_take(sizeof(struct ci_edge) + sizeof *path + function_node_size(function));
}

/* What is to be made for a call that has no edge yet. */
struct plan {
    struct ci_ancestry ancestry;
    struct ci_node *fold; /* the node that the edge leads back to; NULL: a new one */
    enum ci_fold folding; /* the rule that this takes */
    struct ci_path path;  /* of the new node */
    uint64_t bytes;       /* that all trees then have taken */
};

static struct plan make_plan(const struct ci_call *call)
{
    struct plan plan = {.ancestry = ci_fold_ancestry(call)};
    uint64_t frames = __atomic_load_n(&tree_frames, __ATOMIC_RELAXED);
    uint64_t bytes = __atomic_load_n(&ci_tree_bytes, __ATOMIC_RELAXED);
    plan.folding = ci_fold_least(call, &plan.ancestry);
    if (plan.folding <= rule_for(bytes, frames)) {
        plan.fold = plan.ancestry.same;
        plan.bytes = ci_tree_take(sizeof(struct ci_edge));
        return plan;
    }
    plan.path = ci_fold_path(call, &plan.ancestry);
    plan.bytes = take_node(call->function, &plan.path);
    return plan;
}

/* A function without probes adds nothing itself: that its caller does for it. */
static bool adds_atomically(const struct cinstr_function *function)
{
    return function->flags & (CINSTR_FUNCTION_ATOMIC | CINSTR_FUNCTION_EXTERNAL);
}

/* Notes a call whose caller's context is another thread's; see ci_tree_shared. */
static void note_shared(const struct ci_tree *tree, const struct ci_call *call)
{
    if (ci_node_is_root(call->parent))
        return;
    const struct ci_path *path = call->parent->entry->path;
    if (path->owner == (uintptr_t)tree || ci_path_fiber(path))
        return;
    if (!adds_atomically(call->parent->entry->abi.function) || !adds_atomically(call->function))
        __atomic_store_n(&ci_tree_shared, true, __ATOMIC_RELAXED);
}

/* Notes a call of a fiber that gets no context of the fiber's own; see ci_tree_fibers_crowded. */
static void note_crowded(const struct ci_call *call)
{
    if (!adds_atomically(call->function))
        __atomic_store_n(&ci_tree_fibers_crowded, true, __ATOMIC_RELAXED);
}

/*
 * A new edge for the call. Nodes are made while three quarters of the budget last, then edges to
 * collapsed nodes for the rest; after that the caller is forgotten as well and the collapsed
 * function's one shared edge is returned. NULL when the kernel has no memory.
 */
static struct ci_edge *add_edge(struct ci_tree *tree, const struct ci_call *call)
{
    note_shared(tree, call);
    struct plan plan = make_plan(call);
    bool collapse = call->parent->flags & (CI_NODE_TRUNCATED | CI_NODE_TRUNCATED_ROOT) ||
                    (!plan.fold && plan.bytes > ci_tree_budget / 4 * 3);
    if (collapse) {
        if (!ci_node_is_root(call->parent) && ci_path_fiber(call->parent->entry->path))
            note_crowded(call);
        struct ci_edge *shared = truncated_edge(tree, call->function);
        if (!shared || plan.bytes > ci_tree_budget)
            return shared;
        plan.fold = ci_edge_node(shared);
    }
    if (plan.bytes > ci_tree_budget)
        return truncated_edge(tree, call->function);
    struct ci_edge *edge = plan.fold ? make_back_edge(tree, call, plan.fold)
                                     : make_entry_edge(tree, call, plan.path, 0);
    if (edge) {
        edge->folding = plan.folding;
        publish(tree, edge);
    }
    return edge;
}

/* Whether the edge that a slot points at hangs on it: not the nil edge, and not a collapsed
 * function's one edge, which all share once the budget is spent. */
static bool hangs_on(const struct cinstr_edge *first, struct cinstr_edge **slot)
{
    return first->function && ((const struct ci_edge *)first)->slot == slot;
}

/* The slot's edge in front of the lists of edges that begin fibers, made when it is missing. NULL:
 * no memory. */
static struct ci_edge *fibers_of(struct ci_tree *tree, const struct ci_call *call)
{
    struct ci_edge *first = (struct ci_edge *)__atomic_load_n(call->slot, __ATOMIC_ACQUIRE);
    struct ci_edge *edge = first;
    while (hangs_on(&edge->abi, call->slot)) {
        if (ci_edge_is_fibers(edge))
            return edge;
        edge = __atomic_load_n(&edge->ring, __ATOMIC_ACQUIRE);
        if (edge == first)
            break;
    }
    const size_t size = sizeof *edge + CI_FIBER_LISTS * sizeof(struct ci_edge *);
    edge = ci_arena_get(&tree->arena, size);
    if (!edge)
        return NULL;
    ci_tree_take(size);
    edge->abi.function = &ci_tree_fibers;
    edge->abi.parent = &call->parent->abi;
    edge->slot = call->slot;
    put_on_slot(edge);
    return edge;
}

/* Whether so many contexts were made that new fibers have to share theirs. */
static bool are_fibers_crowded(void)
{
    return __atomic_load_n(&ci_tree_bytes, __ATOMIC_RELAXED) > ci_tree_budget / 8 ||
           __atomic_load_n(&tree_frames, __ATOMIC_RELAXED) >
               ci_tree_budget / 8 / CI_TREE_BYTES_PER_FRAME;
}

/* The edge of a call that begins a fiber. NULL: it gets one like any other. */
static struct ci_edge *fiber_edge(struct ci_tree *tree, struct ci_call call)
{
    struct ci_edge *edge = fibers_of(tree, &call);
    if (!edge)
        return NULL;
    struct ci_edge **list =
        &ci_edge_fibers(edge)[call.stack / 16 * UINT64_C(0x9e3779b97f4a7c15) >> 56];
    for (edge = __atomic_load_n(list, __ATOMIC_ACQUIRE); edge; edge = edge->ring)
        if (edge->abi.function == call.function && ci_path_fiber(edge->path) == call.stack)
            return edge;
    if (are_fibers_crowded() || (call.parent->flags & CI_NODE_FIBERS) == CI_NODE_FIBERS) {
        note_crowded(&call);
        return NULL;
    }
    call.flags = CI_NODE_FIBER;
    struct ci_ancestry ancestry = ci_fold_ancestry(&call);
    struct ci_path path = ci_fold_path(&call, &ancestry);
    take_node(call.function, &path);
    edge = make_entry_edge(tree, &call, path, 0);
    if (edge) {
        put_on_list(tree, edge);
        CI_PUSH(list, edge, ring);
    }
    return edge;
}

/* A record of its own for the function at `target`. NULL: no memory. A handler that interrupts this
 * may make another, which then has edges of its own. */
static struct ci_indirect *make_indirect(struct ci_tree *tree, uintptr_t target)
{
    static const char name[] = CI_INDIRECT_NAME;
    struct ci_indirect *made = ci_arena_get(&tree->arena, sizeof *made);
    if (!made)
        return NULL;
    struct cinstr_function *function = &made->external.function;
    function->unit = (cinstr_rel)((char *)&made->unit - (char *)&function->unit);
    function->name = (cinstr_rel)(made->name - (char *)&function->name);
    function->sites = (cinstr_rel)((char *)&made->site - (char *)&function->sites);
    function->flags = CINSTR_FUNCTION_EXTERNAL | CI_FUNCTION_INDIRECT;
    function->site_count = 1;
    function->counters = CINSTR_EXTERNAL_WAITED;
    made->unit.mode = CINSTR_MODE_TIME;
    made->site.flags = CINSTR_SITE_INDIRECT;
    for (unsigned i = 0; i < sizeof name; i++)
        made->name[i] = name[i];
    made->target = target;
    made->older = tree->newest_indirect;
    return tree->newest_indirect = made;
}

/* The record of a function without probes that is called through a pointer. */
static const struct cinstr_function *indirect_function(struct ci_tree *tree, uintptr_t target)
{
    struct ci_indirect *found = tree->newest_indirect;
    while (found && found->target != target)
        found = found->older;
    if (!found)
        found = make_indirect(tree, target);
    return found ? &found->external.function : NULL;
}

struct ci_found ci_tree_find(struct ci_tree *tree, struct cinstr_edge **slot,
                             const struct cinstr_function *function, uintptr_t return_address,
                             uintptr_t body, uintptr_t stack)
{
    /* For a function without probes, `body` is the address of its caller's probe. */
    bool external = function->flags & CINSTR_FUNCTION_EXTERNAL;
    if (external && !function->name) {
        function = indirect_function(tree, return_address);
        return_address = 0;
        if (!function)
            return (struct ci_found){&ci_tree_lost_edge.abi, slot};
    }
    struct ci_call call = {.slot = slot,
                           .function = function,
                           .return_address = return_address,
                           .body = external ? 0 : body,
                           .stack = external ? 0 : stack};
    for (;;) {
        struct cinstr_edge *first = __atomic_load_n(call.slot, __ATOMIC_ACQUIRE);
        call.parent = (struct ci_node *)first->parent;
        if (call.parent == lost_node)
            return (struct ci_found){&ci_tree_lost_edge.abi, call.slot};
        struct ci_edge *edge = find_edge(tree, call.slot, first, function);
        if (!edge && ci_call_is_stale(&call) && !ci_fiber_is_handler(tree, &call)) {
            call.slot = call.parent->entry->slot;
            continue;
        }
        enum ci_entry entry = edge ? CI_ENTRY_SAME : ci_fiber_entry(tree, &call);
        if (entry == CI_ENTRY_FIBER && (edge = fiber_edge(tree, call)))
            return (struct ci_found){&edge->abi, call.slot};
        if (entry == CI_ENTRY_OUTSIDE) {
            call.slot = &tree->root->slots[0];
            continue;
        }
        call.flags = entry == CI_ENTRY_HANDLER ? CI_NODE_HANDLER : 0;
        if (!edge)
            edge = add_edge(tree, &call);
        if (!edge)
            return (struct ci_found){&ci_tree_lost_edge.abi, call.slot};
        if (edge->slot == call.slot || !hangs_on(first, call.slot))
            __atomic_store_n(call.slot, &edge->abi, __ATOMIC_RELEASE);
        return (struct ci_found){&edge->abi, call.slot};
    }
}
