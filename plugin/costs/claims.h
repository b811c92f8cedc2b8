/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * claims.h - equations about the flow that may be true.
 *
 * A claim says that some blocks or edges of the final code run as often, together, as some places
 * of GIMPLE do. It is the more credible, the nearer GCC's own expectations of both sides are to
 * each other: GCC adds them up when it merges blocks and divides them when it copies one.
 */
#ifndef CINSTR_PLUGIN_COSTS_CLAIMS_H
#define CINSTR_PLUGIN_COSTS_CLAIMS_H

#include "gcc.h"
#include "costs/solve.h"
#include "costs/tags.h"

/* Claims of no more doubt than this are as good as certain. */
static const double CLAIMS_CERTAIN = 0.02;
/* Claims of more are no better than what GCC expects. */
static const double CLAIMS_DOUBTFUL = 0.5;

/* Numbers the blocks and edges of the RTL graph as unknowns of solve.h, and begins to solve. */
void claims_begin(function *fun);

/* The number of unknowns. */
unsigned claims_unknowns(void);

/* The keys of a block, an edge and a place; see solve.h. */
int claims_block(const_basic_block bb);
int claims_edge(edge e);
int claims_given(int place);

/* Whether control may go back from a block to the start of a loop. How often it does is what GCC
 * knows least about: where loops are unrolled it does not even try. */
bool claims_ends_loop(basic_block bb);

/* A count as GCC expects it. */
double claims_expected(profile_count count);

/* How far two expectations are from each other: the logarithm of their quotient, without the sign.
 * 0 is no doubt at all. */
double claims_doubt(double left, double right);

/* Makes the claim "equation = 0", which is taken over, where GCC expects these two of its sides. */
void claims_add(const sum &equation, double left, double right);

/* The number of claims so far. */
unsigned claims_count(void);

/* Of the claims from number `first` on, of which only one may be true, drops all but the certain
 * ones or else the best one. */
void claims_keep_best(unsigned first);

/* Believes (solve.h) the claims that have no more doubt and were not tried yet, by their doubt. No
 * claim may be made any more. */
void claims_believe(double doubt, const vec<tag> &tags);

/* Forgets all claims and numbers. */
void claims_end(void);

#endif
