/* SPDX-License-Identifier: MIT */
/*
 * leaf.h - what one place allocated in one calling context, by size class.
 *
 * The cold path of allocation probes finds and makes leaves, under the rules of tree.h except for
 * vector registers: a probe calls it like any C function, after the allocator has returned.
 */
#ifndef CINSTR_RUNTIME_LEAF_H
#define CINSTR_RUNTIME_LEAF_H

#include "tree.h"

#include <cinstr/measures.h>

/* What a leaf counts besides objects and bytes, with alloc=live: CI_LIFE_CHURN_OBJECTS, ... */
#define CI_LIFE_ID(ID, ...) CI_LIFE_##ID,
enum ci_life_value { CINSTR_LIFE_MEASURES(CI_LIFE_ID) CI_LIFE_VALUES };
#undef CI_LIFE_ID

/*
 * The values are added to by the thread that owns the leaf; those of ended growth by whichever
 * thread frees. `current` and `saved` belong to CINSTR_HEAP=peak (live.c), what `shown_*` holds is
 * scratch for the snapshot.
 */
struct ci_life {
    uint64_t values[CI_LIFE_VALUES];
    uint64_t hidden[CI_LIFE_VALUES];
    struct ci_inuse {
        int64_t objects;
        int64_t bytes;
    } current, saved, shown;
    uint64_t saved_at; /* the number of the peak that `saved` is of */
    uint64_t shown_final, shown_peak;
};

/*
 * Invariant: the leaves of one allocation in one node form a ring through `ring`; the node points
 * at one of them, the one used last. The leaves of one thread form a list through `older`.
 */
struct ci_leaf {
    struct cinstr_leaf abi; /* must be first */
    struct ci_node *node;
    struct ci_thread *thread;
    struct ci_leaf *ring;
    struct ci_leaf *older;
    uint64_t objects_hidden, bytes_hidden; /* as calls_hidden in tree.h */
    struct ci_life *life;                  /* NULL: nothing of alloc=live happened here yet */
    uint32_t index;                        /* into the function's allocations */
    uint32_t number;                       /* leaf_number.h; 0: none yet */
    /* The stack below a call site that allocates through libraries (outside.h): `index` is then
     * into the function's sites, and the leaf is on no place. NULL: the leaf is an allocation's. */
    const struct ci_outside_stack *stack;
};

/*
 * Finds or makes the leaf for a key at `place`, one of the node's leaf pointers. Never NULL:
 * without memory it is one that all share and that the profile does not show.
 */
struct cinstr_leaf *ci_leaf_find(struct cinstr_node *node, struct cinstr_leaf **place,
                                 uint64_t key) __asm__(CINSTR_SYMBOL_LEAF)
    __attribute__((visibility("default")));

/* Puts a complete leaf on the thread's list. */
void ci_leaf_list(struct ci_tree *tree, struct ci_leaf *leaf);

/* The leaf's part for alloc=live, made when it is missing; NULL: no memory. */
struct ci_life *ci_leaf_life(struct ci_leaf *leaf);

/* The same, NULL when it is missing: any thread may make it meanwhile. */
static inline struct ci_life *ci_leaf_life_so_far(const struct ci_leaf *leaf)
{
    return __atomic_load_n(&leaf->life, __ATOMIC_ACQUIRE);
}

/* The first of a thread's leaves, which the owner may be adding to. */
static inline struct ci_leaf *ci_leaf_newest(const struct ci_tree *tree)
{
    return __atomic_load_n(&tree->newest_leaf, __ATOMIC_ACQUIRE);
}

/* What was allocated without a leaf, for want of memory. */
extern struct ci_leaf ci_leaf_lost;

#endif
