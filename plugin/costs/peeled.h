/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peeled.h - claims about the copies that GCC peels off before a loop that it unrolls.
 *
 * Tests tell how many of them run (remainders.h):
 *
 *         and  $3, %ecx            # n % 4
 *         je   .L_loop
 *         cmp  $1, %ecx
 *         je   .L_one
 *         cmp  $2, %ecx
 *         je   .L_two
 *         ...                      # a copy
 *     .L_two: ...                  # a copy
 *     .L_one: ...                  # a copy
 *     .L_loop: ...                 # four
 *
 * The jump of a test is taken as often as the loop is entered with that remainder. All else follows
 * from the flow. The tests are found right after GCC made them, and numbered in their locations.
 */
#ifndef CINSTR_PLUGIN_COSTS_PEELED_H
#define CINSTR_PLUGIN_COSTS_PEELED_H

#include "costs/analysis.h"

/* A test before a loop. */
struct peeled_test {
    int tag; /* of something in the loop */
    unsigned modulus;
    int remainder, otherwise; /* of the trip count, where the test holds and where it does not; -1:
                                 of several */
    bool after_copy;          /* and so after a turn of the loop, which it may leave in it */
    bool is_first;            /* of those of its loop */
};

/* Finds those of a function, right after GCC unrolled its loops, and numbers them in the locations
 * of their jumps (mark.h). */
void peeled_find(vec<peeled_test> &found, function *fun);

/* Makes the claims (claims.h), none of which is doubtful. */
void peeled_claim(analysis &known);

#endif
