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
    bool shared; /* equal counters are always passed at the same address, and stay there */
    struct ci_counts *first, *last;
};

/*
 * The counts of a context that was entered so often and has these counters (NULL: none); equal ones
 * give the same counts, with a copy of the counters unless they are shared. Adds the context to
 * them. NULL: no memory.
 */
struct ci_counts *ci_counts_get(struct ci_counts_table *table,
                                const struct cinstr_function *function, int64_t entries,
                                const uint64_t *counters);

#endif
