/* SPDX-License-Identifier: MIT */
/*
 * tree.h - the calling-context tree of one thread.
 *
 * A node is a calling context: a function reached through a certain path of call sites. An edge
 * leads from a node and one of its call sites to the callee's node and carries the calls. A
 * recursive call may be folded: its edge leads back to an ancestor's node (fold.h says when), so
 * recursion adds edges, not nodes. Past the memory budget new contexts collapse into one node per
 * function, below the thread's second root, `[truncated]`.
 *
 * All functions here but ci_tree_init and ci_tree_reserve_lost are part of the cold path: called
 * from the miss stub in the middle of a function's entry, they touch no vector register, call no
 * libc function, take no lock, and may be interrupted by a signal whose handler runs them again.
 */
#ifndef CINSTR_RUNTIME_TREE_H
#define CINSTR_RUNTIME_TREE_H

#include "arena.h"
#include "indirect.h"
#include "mapping.h"

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * What is known of the path from the root to a node, so that a miss need not walk it. The frame of
 * a node is what its entry edge adds to a stack: the caller's function, the call site, and whether
 * code without probes stands between the two (`between`, CI_BETWEEN_NOTHING where none does).
 *
 * Invariant: none of it changes once the node's entry edge hangs on its slot.
 */
struct ci_path {
    uint64_t functions; /* filter: a bit for each function on the path, the node's included */
    uint64_t sites; /* filter: a bit for each site that the path leaves this function by, above */
    struct ci_node *same;    /* the nearest node above that has the same function; NULL: none */
    uintptr_t between;       /* the node's own */
    uintptr_t same_between;  /* of the frame that the path leaves `same` by */
    uintptr_t owner;         /* ci_path_fiber, or the tree that the node was made in */
    uint32_t same_site;      /* likewise: its slot's number */
    uint32_t depth;          /* 1 below a root */
    uint32_t fresh_frame;    /* depth of the deepest node whose frame does not stand above it */
    uint32_t fresh_function; /* depth of the deepest node whose function does not stand above it */
};

/*
 * Invariant: the edges of one slot form a ring through `ring`; the slot points at one of them, the
 * one used last. A slot without any may point at an edge that hangs elsewhere, once the memory
 * budget is spent. The edges of one thread form a list through `older`, newest first; an edge is
 * newer than the edge that leads to its parent.
 *
 * Edges that begin fibers (fiber.h) are not in the ring, so each such call takes the cold path. In
 * their place the ring has one edge to nowhere, ci_edge_is_fibers, that no call matches. It stands
 * in front of lists of them, which `ring` links.
 */
struct ci_edge {
    struct cinstr_edge abi;    /* must be first */
    struct cinstr_edge **slot; /* the slot it hangs on */
    struct ci_edge *ring;      /* next edge of the same slot */
    struct ci_edge *older;     /* next in the thread's list */
    uintptr_t return_address;  /* of the first call that came this way */
    uintptr_t body;            /* an address inside the callee */
    uint64_t calls_hidden;     /* calls that reset or pause took away */
    uint64_t *counters_hidden; /* the same for the counters of the node that it made; NULL: none */
    uint32_t context;          /* scratch for the snapshot */
    uint32_t folding;          /* CI_FOLD_*: the rule that led it back to an ancestor */
    struct ci_path path[];     /* of the node that it made: one element; a back edge has none */
};

/*
 * Invariant: `nil` has function NULL and parent this node; every unused slot points at it. So does
 * every unused leaf: what stands there for a leaf's key is NULL, the key of no class.
 */
struct ci_node {
    struct cinstr_node abi; /* must be first */
    struct ci_edge *entry;  /* the edge that made the node; NULL for a root */
    int64_t time_hidden;
    uint32_t site_count;
    uint32_t flags; /* CI_NODE_* */
    struct cinstr_edge nil;
    struct cinstr_edge *slots[]; /* then the leaves */
};
_Static_assert(offsetof(struct ci_node, slots) == CINSTR_NODE_SLOTS, "the ABI's slot offset");

enum {
    CI_NODE_ROOT = 1,           /* code outside any probed function; one slot */
    CI_NODE_TRUNCATED_ROOT = 2, /* the parent of collapsed nodes; one slot */
    CI_NODE_TRUNCATED = 4,      /* one per function, whatever its callers */
    CI_NODE_FIBER = 8,          /* of the function that a fiber begins with; fiber.h */
    CI_NODE_HANDLER = 16,       /* of a signal handler on a stack of its own, and all below */
    CI_NODE_FIBERS_ONE = 1 << 8,
    CI_NODE_FIBERS =
        63 << 8, /* how many nodes of fibers' begins are on the path, its own included */
};

enum {
    CI_CACHE_SIZE = 1024,
    CI_RING_STEPS = 8,
    CI_TREE_BYTES_PER_FRAME = 32, /* of the budget, for a frame of a stack in the profile */
};

/* A stack that is used from `begin` downwards; `low` 0: how far is not known. */
struct ci_stack {
    uintptr_t begin, low;
};

struct ci_tree {
    struct ci_arena arena;
    struct ci_node *root;
    struct ci_node *truncated;
    struct ci_edge *newest;
    uint64_t edge_count;         /* of the list, or more; atomic */
    struct ci_stack stack;       /* the thread's own; fiber.h */
    struct ci_mapping mapping;   /* of the last stack that fiber.c asked the kernel for */
    struct ci_leaf *newest_leaf; /* leaf.h */
    struct ci_indirect *newest_indirect;
    /* Edges of slots with many callees, by slot and callee; an entry is a hint that is checked. */
    struct ci_edge *cache[CI_CACHE_SIZE];
};

/* What the miss stub hands back to the entry probe. */
struct ci_found {
    struct cinstr_edge *edge; /* NULL: the thread has no tree yet */
    struct cinstr_edge **slot;
};

/* Bytes that all trees together may take, and have taken. The budget is set before threads run. */
extern uint64_t ci_tree_budget;
extern uint64_t ci_tree_bytes; /* atomic */

/* Notes that `size` more bytes are taken; returns the new sum. */
uint64_t ci_tree_take(uint64_t size);

/*
 * Whether a thread made a context below one of another thread that is no fiber's own, and their
 * probes do not add atomically: then two threads may run in one context at once, and lose calls.
 * Set by a plain store.
 */
extern bool ci_tree_shared;

/* Whether there were so many fibers that some share contexts: the same holds where they move
 * between threads. */
extern bool ci_tree_fibers_crowded;

/* Where a thread starts out: the slot, and the node that it belongs to. */
extern struct cinstr_edge *ci_tree_unattached_slot;
extern struct ci_node ci_tree_unattached;

/* Takes calls when the kernel has no memory at all; the profile does not have its calls. */
extern struct ci_edge ci_tree_lost_edge;
struct cinstr_edge **ci_tree_lost_slot(void);

/* Makes the roots. Returns false when there is no memory. */
bool ci_tree_init(struct ci_tree *tree);

/* Makes room for `slots` slots and leaves and for `counters` counters in the node that takes lost
 * calls. Counters stand apart from slots, so functions may share it. False: no memory. */
bool ci_tree_reserve_lost(uint32_t slots, uint32_t counters);

/* Whether the node is the one that takes lost calls. */
bool ci_tree_is_lost(const struct cinstr_node *node);

/*
 * Finds or makes the edge for a call of `function` through `slot`. A function without probes and
 * without a name is the one at `return_address`. `stack` is an address on the stack that it runs
 * on, always the same for a stack that begins with it; 0: that does not matter. The slot in the
 * result differs from the argument if a tail call that is over has left that one behind.
 */
struct ci_found ci_tree_find(struct ci_tree *tree, struct cinstr_edge **slot,
                             const struct cinstr_function *function, uintptr_t return_address,
                             uintptr_t body, uintptr_t stack);

/* The first of a thread's edges, which the owner may be adding to. */
static inline struct ci_edge *ci_tree_newest(const struct ci_tree *tree)
{
    return __atomic_load_n(&tree->newest, __ATOMIC_ACQUIRE);
}

static inline bool ci_node_is_root(const struct ci_node *node)
{
    return node->flags & (CI_NODE_ROOT | CI_NODE_TRUNCATED_ROOT);
}

static inline struct ci_node *ci_edge_node(const struct ci_edge *edge)
{
    return (struct ci_node *)edge->abi.node;
}

static inline struct ci_node *ci_edge_parent(const struct ci_edge *edge)
{
    return (struct ci_node *)edge->abi.parent;
}

/* Whether the edge stands for those that begin fibers; its lists, by a hash of 8 bits of where the
 * stack begins. */
extern const struct cinstr_function ci_tree_fibers;
enum { CI_FIBER_LISTS = 256 };

static inline bool ci_edge_is_fibers(const struct ci_edge *edge)
{
    return edge->abi.function == &ci_tree_fibers;
}

static inline struct ci_edge **ci_edge_fibers(struct ci_edge *edge)
{
    return (struct ci_edge **)(edge + 1);
}

/* The block counters of a node, which stand in front of it. */
static inline uint64_t *ci_node_counters(struct ci_node *node, uint32_t count)
{
    return (uint64_t *)node - count;
}

/* Where the stack begins of the fiber that the node is of, plus 1 in `owner`; 0: of none. */
static inline uintptr_t ci_path_fiber(const struct ci_path *path)
{
    return path->owner & 1 ? path->owner - 1 : 0;
}

/* Whether the edge leads back to a node that another edge made. */
static inline bool ci_edge_is_back(const struct ci_edge *edge)
{
    return ci_edge_node(edge)->entry != edge;
}

#endif
