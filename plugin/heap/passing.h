/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap/passing.h - functions that pass a block on to their caller: xmalloc, js_malloc(J, size).
 *
 * Such a function returns what a call gave it, and nothing else but NULL or a pointer that it
 * handed to that call; the call gets a size that follows from one of the function's parameters.
 *
 *     void *get(struct pool *pool, int size)
 *     {
 *         char *block = pool->alloc(pool->data, size + HEADER);      // passed on
 *         return block ? block + HEADER : NULL;
 *     }
 *
 * It is looked at as it is written. What is called may be a function of another unit, or not be
 * known at all, so whether it allocates shows when the program has run: a block is traced from
 * malloc up the calling context for as long as each function passes it on.
 */
#ifndef CINSTR_PLUGIN_HEAP_PASSING_H
#define CINSTR_PLUGIN_HEAP_PASSING_H

#include "gcc.h"

/* Collects the calls of a function whose blocks it passes on; none where it returns other pointers,
 * too. */
void passing_collect(function *fun, vec<gcall *> *calls);

/* Whether a function says nothing of what its blocks are: it returns a pointer to void or char. */
bool passing_is_untyped(tree function);

#endif
