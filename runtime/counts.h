/* SPDX-License-Identifier: MIT */
/* counts.h - finds the contexts of a function whose counts are equal. */
#ifndef CINSTR_RUNTIME_COUNTS_H
#define CINSTR_RUNTIME_COUNTS_H

#include "snapshot.h"

/* All zero but `arena` is an empty table. Invariant: open addressing, at most half full, a power of
 * two. The list is in the order in which counts were first asked for. */
struct ci_counts_table {
    struct ci_arena *arena;
    struct ci_counts **slots;
    uint32_t capacity;
    uint32_t count;
    struct ci_counts *first, *last;
};

/* The context's counts, the same for equal ones; counts the context. NULL: no memory. */
struct ci_counts *ci_counts_get(struct ci_counts_table *table, const struct ci_context *context);

#endif
