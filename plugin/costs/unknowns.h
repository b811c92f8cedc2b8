/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unknowns.h - the blocks and edges of the RTL graph as unknowns of solve.h. */
#ifndef CINSTR_PLUGIN_COSTS_UNKNOWNS_H
#define CINSTR_PLUGIN_COSTS_UNKNOWNS_H

#include "gcc.h"

/* Invariant: unknown i is edges[i], whose aux it is; unknown first_block + n is RTL block n. */
struct unknowns {
    vec<edge> edges;
    unsigned first_block;
};

/* Numbers the blocks and edges of the current function. Returns the number of unknowns. */
unsigned unknowns_begin(unknowns &unknowns, function *fun);
void unknowns_end(unknowns &unknowns);

/* The unknown that a block or an edge is. */
int unknowns_block(const unknowns &unknowns, const_basic_block bb);
int unknowns_edge(edge e);

/* Whether control may go back from a block to the start of a loop. How often it does is what GCC
 * knows least about: where loops are unrolled it does not even try. */
bool unknowns_ends_loop(basic_block bb);

/* A count as GCC expects it; 0 where GCC expects nothing. */
double unknowns_expected(profile_count count);

#endif
