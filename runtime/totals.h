/* SPDX-License-Identifier: MIT */
/*
 * totals.h - what all threads have counted together, without a snapshot.
 *
 * Reading takes one visit to every edge, some ten nanoseconds each, and no memory once every
 * function has been seen. Pause and reset do not show: totals go on.
 */
#ifndef CINSTR_RUNTIME_TOTALS_H
#define CINSTR_RUNTIME_TOTALS_H

#include <cinstr/measures.h>
#include <stdbool.h>
#include <stdint.h>

struct ci_totals {
    uint64_t calls;
    uint64_t instructions;          /* 0 where no block is counted */
    uint64_t mix[CINSTR_MIX_COUNT]; /* by kind, 0 where it is not counted */
    uint64_t allocations;
    uint64_t bytes; /* requested */
};

/*
 * Reads the totals since the start of the process, threads that ended included; they never fall.
 * A function that is running counts as far as its blocks have been entered, so the difference of
 * two readings at one place of a loop is exact. Returns false when there is no memory. One caller
 * at a time.
 */
bool ci_totals_read(struct ci_totals *totals);

/* In a fork's child, which has forgotten the other threads: totals may start lower than before. */
void ci_totals_restart(void);

#endif
