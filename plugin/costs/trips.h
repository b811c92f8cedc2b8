/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * trips.h - loops whose trip count is known before they begin.
 *
 * Nothing around a loop tells how often it goes round, so a counter has to stand in it, which a
 * short loop waits for. Where the trip count follows from values that do not change in the loop,
 * one addition before the loop stands for one in each iteration:
 *
 *     do {                                 counter += n - 1;
 *         sum += a[i++];                   do {
 *         counter += 1;                        sum += a[i++];
 *     } while (i != n);                    } while (i != n);
 *
 * The count is exact when the loop has ended. Nothing in such a loop can end it but its one exit:
 * no call that may not return, no exception. Only a signal's handler that does not return, or the
 * end of the process, finds a count of iterations that are still to come.
 */
#ifndef CINSTR_PLUGIN_COSTS_TRIPS_H
#define CINSTR_PLUGIN_COSTS_TRIPS_H

#include "gcc.h"

/* One such loop; valid until the pass that found it ends, as its trees are GCC's. */
struct counted_loop {
    edge entry, back;
    tree trips;          /* how often `back` is taken for each time that `entry` is: an unsigned
                            expression over names that are known at `entry` */
    tree unless;         /* a condition over such names under which it is never taken */
    unsigned operations; /* what it takes to compute the two */
    bool may_leave;      /* it may end before, in another way */
};

/* Appends those of a function that cannot end before; blocks accepted by `may_leave` may be left in
 * mid-way. With NULL: those that have one end whose trip count is known, and perhaps others. */
void trips_find(vec<counted_loop> *found, function *fun, bool (*may_leave)(basic_block));

/* The trip count as an unsigned long, computed by statements that are appended to `code`. */
tree trips_compute(gimple_seq *code, const counted_loop &loop);

#endif
