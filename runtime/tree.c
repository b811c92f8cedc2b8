/* SPDX-License-Identifier: MIT */
/* tree.c - finds and makes edges and nodes; see tree.h for what this code may not do. */
#include "tree.h"

#include <stdbool.h>

uint64_t ci_tree_budget = 512 * 1024 * 1024;
_Atomic uint64_t ci_tree_bytes;

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
    return atomic_fetch_add_explicit(&ci_tree_bytes, size, memory_order_relaxed) + size;
}

static size_t node_size(uint32_t slots, uint32_t counters)
{
    return sizeof(struct ci_node) + sizeof(void *) * slots + sizeof(uint64_t) * counters;
}

static size_t function_node_size(const struct cinstr_function *function)
{
    return node_size(function->site_count + function->allocation_count, function->counters);
}

/* A node of `slots` slots and leaves, behind its counters. */
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

static struct ci_edge *cache_entry(struct ci_tree *tree, struct cinstr_edge **slot,
                                   const struct cinstr_function *function, bool set,
                                   struct ci_edge *edge)
{
    uintptr_t hash = ((uintptr_t)slot >> 3) * 31 + ((uintptr_t)function >> 3);
    struct ci_edge **entry = &tree->cache[(hash ^ hash >> 10) % CI_CACHE_SIZE];
    if (set)
        *entry = edge;
    return *entry;
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
    struct ci_edge *hint = cache_entry(tree, slot, function, false, NULL);
    if (hint && hint->slot == slot && hint->abi.function == function)
        return hint;
    for (; edge != start; edge = edge->ring)
        if (edge->abi.function == function) {
            cache_entry(tree, slot, function, true, edge);
            return edge;
        }
    return NULL;
}

/*
 * Puts a complete edge on the thread's list, then on its slot: in this order, so that an edge which
 * a signal handler makes below it comes later in the list. The handler, or another thread that runs
 * a migrated coroutine, may hang an edge on the same slot meanwhile: then the newcomer goes beside.
 */
static void publish(struct ci_tree *tree, struct ci_edge *edge)
{
    struct ci_edge *newest = __atomic_load_n(&tree->newest, __ATOMIC_ACQUIRE);
    do
        edge->older = newest;
    while (!__atomic_compare_exchange_n(&tree->newest, &newest, edge, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE));
    edge->ring = edge;
    struct cinstr_edge *expected = &ci_edge_parent(edge)->nil;
    if (__atomic_compare_exchange_n(edge->slot, &expected, &edge->abi, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return;
    struct ci_edge *beside = (struct ci_edge *)expected;
    struct ci_edge *next = __atomic_load_n(&beside->ring, __ATOMIC_ACQUIRE);
    do
        edge->ring = next;
    while (!__atomic_compare_exchange_n(&beside->ring, &next, edge, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE));
}

/* A new edge to `node`, or to a new node when that is NULL. NULL when there is no memory. */
static struct ci_edge *make_edge(struct ci_tree *tree, struct cinstr_edge **slot,
                                 struct ci_node *parent, const struct cinstr_function *function,
                                 struct ci_node *node, uint32_t flags)
{
    struct ci_edge *edge = ci_arena_get(&tree->arena, sizeof *edge);
    if (!edge)
        return NULL;
    if (!node) {
        node = make_function_node(tree, function, flags);
        if (!node)
            return NULL;
        node->entry = edge;
    }
    edge->abi.function = function;
    edge->abi.node = &node->abi;
    edge->abi.parent = &parent->abi;
    edge->slot = slot;
    return edge;
}

/* The nearest ancestor-or-self of `node` that is a context of `function`, or NULL. */
static struct ci_node *find_ancestor(struct ci_node *node, const struct cinstr_function *function)
{
    for (; !ci_node_is_root(node); node = ci_edge_parent(node->entry))
        if (node->entry->abi.function == function)
            return node;
    return NULL;
}

/* The edge from the truncated root to the function's one collapsed node, made when it is missing:
 * there are at most as many of these as there are functions, so no budget holds them. */
static struct ci_edge *truncated_edge(struct ci_tree *tree, const struct cinstr_function *function)
{
    struct cinstr_edge **slot = &tree->truncated->slots[0];
    struct ci_edge *edge = find_edge(tree, slot, *slot, function);
    if (edge)
        return edge;
    edge = make_edge(tree, slot, tree->truncated, function, NULL, CI_NODE_TRUNCATED);
    if (edge)
        publish(tree, edge);
    return edge;
}

/*
 * A new edge from `parent` for its `slot`. Nodes are made while three quarters of the budget last,
 * then edges to collapsed nodes for the rest; after that the caller is forgotten as well and the
 * collapsed function's one shared edge is returned. NULL when the kernel has no memory.
 */
static struct ci_edge *add_edge(struct ci_tree *tree, struct cinstr_edge **slot,
                                struct ci_node *parent, const struct cinstr_function *function,
                                uintptr_t return_address, uintptr_t body)
{
    struct ci_node *node = find_ancestor(parent, function);
    size_t size = sizeof(struct ci_edge);
    if (!node)
        size += function_node_size(function);
    uint64_t bytes = ci_tree_take(size);
    bool collapse = parent->flags & (CI_NODE_TRUNCATED | CI_NODE_TRUNCATED_ROOT) ||
                    (!node && bytes > ci_tree_budget / 4 * 3);
    if (collapse) {
        struct ci_edge *shared = truncated_edge(tree, function);
        if (!shared || bytes > ci_tree_budget)
            return shared;
        node = ci_edge_node(shared);
    }
    if (bytes > ci_tree_budget)
        return truncated_edge(tree, function);
    struct ci_edge *edge = make_edge(tree, slot, parent, function, node, 0);
    if (edge) {
        edge->return_address = return_address;
        edge->body = body;
        publish(tree, edge);
    }
    return edge;
}

/* Whether a site that names `callee` may have entered the function `name`: C++ has two names for
 * one constructor or destructor, that of the complete object and that of the base (C1 and C2). */
static bool may_be_called(const char *callee, const char *name)
{
    while (*callee && *callee == *name)
        callee++, name++;
    if ((*callee == '1' && *name == '2') || (*callee == '2' && *name == '1')) {
        if (name[-1] != 'C' && name[-1] != 'D')
            return false;
        do
            callee++, name++;
        while (*callee && *callee == *name);
    }
    return *callee == *name;
}

/* Whether an edge leads from the slot to the function that its site names. */
static bool callee_is_probed(struct cinstr_edge **slot, const char *callee)
{
    struct ci_edge *start = (struct ci_edge *)*slot, *edge = start;
    if (!start->abi.function)
        return false;
    do {
        if (may_be_called(callee, cinstr_rel_get(&edge->abi.function->name)))
            return true;
        edge = edge->ring;
    } while (edge != start);
    return false;
}

/*
 * Whether `slot` was left behind by a tail call that has returned already, so that the caller now
 * is not the function that the slot belongs to. That function jumped to a known callee, but what
 * was entered is another function. It was not called by the callee when that one has probes (it
 * would have set a slot of its own), nor when it returns to the very place where the jumping
 * function itself was to return to: uninstrumented code that calls again, such as qsort.
 */
static bool is_stale(struct ci_node *node, struct cinstr_edge **slot,
                     const struct cinstr_function *function, uintptr_t return_address)
{
    if (ci_node_is_root(node) || node->flags & CI_NODE_TRUNCATED)
        return false;
    const struct cinstr_function *owner = node->entry->abi.function;
    const struct cinstr_site *sites = cinstr_rel_get(&owner->sites);
    const struct cinstr_site *site = &sites[slot - node->slots];
    const char *callee = cinstr_rel_get(&site->callee);
    if (!(site->flags & CINSTR_SITE_TAIL) || !callee ||
        may_be_called(callee, cinstr_rel_get(&function->name)))
        return false;
    return node->entry->return_address == return_address || callee_is_probed(slot, callee);
}

struct ci_found ci_tree_find(struct ci_tree *tree, struct cinstr_edge **slot,
                             const struct cinstr_function *function, uintptr_t return_address,
                             uintptr_t body)
{
    for (;;) {
        struct cinstr_edge *first = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
        struct ci_node *parent = (struct ci_node *)first->parent;
        if (parent == lost_node)
            return (struct ci_found){&ci_tree_lost_edge.abi, slot};
        struct ci_edge *edge = find_edge(tree, slot, first, function);
        if (!edge && is_stale(parent, slot, function, return_address)) {
            slot = parent->entry->slot;
            continue;
        }
        if (!edge)
            edge = add_edge(tree, slot, parent, function, return_address, body);
        if (!edge)
            return (struct ci_found){&ci_tree_lost_edge.abi, slot};
        __atomic_store_n(slot, &edge->abi, __ATOMIC_RELEASE);
        return (struct ci_found){&edge->abi, slot};
    }
}
