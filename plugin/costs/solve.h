/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solve.h - linear equations, taken in the order in which they are believed.
 *
 * The unknowns are how often blocks and edges of the final code run, and what they are expressed
 * by are "givens", the counts of GIMPLE blocks and edges, which are known when the program has run.
 * An equation that says nothing new, or contradicts what was believed before, is left out.
 */
#ifndef CINSTR_PLUGIN_COSTS_SOLVE_H
#define CINSTR_PLUGIN_COSTS_SOLVE_H

#include "gcc.h"

/* factor * unknown (key >= 0), or factor * given number ~key (key < 0). */
struct term {
    int key;
    double factor;
};

/* A sum of terms. Invariant: sorted by key, no key twice, no factor 0. */
typedef vec<term> sum;

/* Adds factor * key to a sum. */
void solve_add_term(sum &to, int key, double factor);

/* Forgets all equations; from now on there are the unknowns 0..unknowns-1. */
void solve_begin(unsigned unknowns);

/* The equation `sum` = 0. Returns false when it was left out. */
bool solve_believe(const sum &sum);

/* Whether an unknown is expressed by givens alone. */
bool solve_is_known(unsigned unknown);

/* What an unknown is by the equations so far; of givens alone when it is known. */
const sum &solve_value(unsigned unknown);

#endif
