/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * allocation.h - probes behind calls that allocate and in front of calls that free.
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
 * They are inserted behind `optimized`, so what GCC has removed is not counted, and nothing is kept
 * that GCC would remove. The place is the call as it was written: of an allocator's wrapper that
 * was inlined, the wrapper's call, which owns what happens inside.
 */
#ifndef CINSTR_PLUGIN_HEAP_ALLOCATION_H
#define CINSTR_PLUGIN_HEAP_ALLOCATION_H

#include "gcc.h"

/* Finds the current function's calls that need a probe. False: there are none. Changes nothing. */
bool allocation_collect(function *fun);

/* Such a call is a tail call no more: code follows it. */
void allocation_forget_tail_calls(void);

/* Whether one of the calls that were found needs the context's node. */
bool allocation_needs_node(void);

/* Whether a call allocates or frees, so that what it does inside is not to be counted again. */
bool allocation_is_heap_call(const gcall *call);

/*
 * Inserts the probes for what was found. `node`: the context's node, an SSA name that dominates
 * all of the function, or NULL. `entry`: a block at the function's start, behind where the thread
 * is known to the runtime. The function's sites are all in its record.
 */
void allocation_insert_probes(tree node, basic_block entry);

#endif
