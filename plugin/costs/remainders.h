/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * remainders.h - loops that GCC unrolls after their trip count is known.
 *
 * With -funroll-loops GCC puts copies of the loop in front of it, for what is left of the trip
 * count by the number of the copies in the loop:
 *
 *     for (i = 0; i < n; i++)          switch (n % 4) {
 *         work(i);                     case 3: work(i++);
 *                                      case 2: work(i++);
 *                                      case 1: work(i++);
 *                                      }
 *                                      while (i < n)
 *                                          work(i++), work(i++), work(i++), work(i++);
 *
 * How often the loop goes round does not tell how often each of the copies runs. So its trip counts
 * are counted by their remainders, and those of 0 apart:
 *
 *     counters[n == 0 ? 8 : n % 8] += 1;
 *     for (i = 0; i < n; i++) ...
 *
 * 8 is the most copies that GCC makes by itself, and their number is a power of two.
 */
#ifndef CINSTR_PLUGIN_COSTS_REMAINDERS_H
#define CINSTR_PLUGIN_COSTS_REMAINDERS_H

#include "costs/step.h"
#include "costs/trips.h"

enum { REMAINDERS = 8, REMAINDERS_NO_TRIP = REMAINDERS, REMAINDERS_COUNTERS };

/* One such loop. Owns `blocks`. */
struct remainder_loop {
    counted_loop loop;
    vec<int> blocks;   /* the CFG indices of its blocks */
    unsigned variable; /* of remainder 0; the others follow */
};

/* Finds those of a function; their counters have the variables from `variable` on. */
void remainders_find(vec<remainder_loop> &found, function *fun, unsigned variable);
void remainders_release(vec<remainder_loop> &found);

/* Whether a block is in a loop. */
bool remainders_has(const remainder_loop &loop, int block);

/* Inserts the counters on edges, for gsi_commit_edge_inserts. */
void remainders_insert_counters(const vec<remainder_loop> &found, make_step increment, void *data);

#endif
