/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocation.h - probes after calls that allocate and before calls that free.
 *
 * For p = malloc(n), with `leaf` the place's pointer in the context's node:
 *
 *     alloc=count                                  alloc=live
 *     p = malloc(n);                               p = malloc(n);
 *     leaf *l = node->leaf;                        allocated(node, &node->leaf, p, n, activation);
 *     if (l->key != key(n))                        ...
 *         l = __cinstr_leaf(...);  // cold         released(p, activation);
 *     l->objects += p != 0;                        free(p);
 *     l->bytes += p ? n : 0;
 *
 * They are inserted after `optimized`, so what GCC has removed is not counted, and nothing is kept
 * that GCC would remove. The place is the call as it was written: of an allocator's wrapper that
 * was inlined, the wrapper's call, which owns what happens inside.
 */
#ifndef CINSTR_PLUGIN_HEAP_ALLOCATION_H
#define CINSTR_PLUGIN_HEAP_ALLOCATION_H

#include "gcc.h"
#include "heap/call.h"

/* Where an allocation is written. */
struct allocation_place {
    tree allocator; /* what is called there, as heap_call_callee returns it */
    location_t where;
    tree block; /* that the call stands in */
};

/* A call that needs a probe. */
struct found_call {
    gcall *call;
    heap_call heap;
    allocation_place place;
};

/* Finds the current function's calls that need a probe. Changes nothing. */
void allocation_collect(function *fun, vec<found_call> *calls);

/* Such a call is no longer a tail call: code follows it. */
void allocation_forget_tail_calls(const vec<found_call> &calls);

/* Whether one of the calls needs the context's node. */
bool allocation_needs_node(const vec<found_call> &calls);

/* Whether a call allocates or frees, so that what it does inside is not to be counted again. */
bool allocation_is_heap_call(const gcall *call);

/*
 * Inserts the probes of the calls. `node`: the context's node, an SSA name that dominates all of
 * the function, or NULL. `entry`: a block at the function's start, after the runtime has come to
 * know the thread. The function's sites are all in its record.
 */
void allocation_insert_probes(const vec<found_call> &calls, tree node, basic_block entry);

#endif
