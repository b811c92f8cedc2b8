/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bounds.h - how far a function's instructions may be from what is told.
 *
 * Where the flow and what is as good as certain do not tell how often a block runs, GCC's
 * expectation is taken (blocks.cc). The truth is somewhere between bounds that follow from what is
 * certain:
 *
 *     block a runs as often as its place; b and c follow it, and nobody knows how often each
 *     a = b + c, b >= 0, c >= 0        so b is between 0 and a
 *
 * Both bounds are sums of counts of GIMPLE blocks, like the told value itself.
 */
#ifndef CINSTR_PLUGIN_COSTS_BOUNDS_H
#define CINSTR_PLUGIN_COSTS_BOUNDS_H

#include "costs/analysis.h"

/* Keeps what is certain so far, before anything is estimated, in known.certain. */
void bounds_keep(analysis &known);
void bounds_forget(analysis &known);

/* Adds `factor` times the certain value of an unknown to a sum over what stayed unknown. */
void bounds_add(const analysis &known, sum &to, unsigned unknown, double factor);

/* The least and the greatest value that such a sum can have, of givens (solve.h) alone. */
struct bounds {
    sum least, most;
    bool has_least, has_most; /* else nothing is known but that it is not negative */
};

/* `total` is released, the result is the caller's. */
bounds bounds_find(const analysis &known, sum &total);

#endif
