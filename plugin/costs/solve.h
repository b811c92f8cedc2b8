/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * solve.h - linear equations, taken in the order in which they are believed.
 *
 * The unknowns are how often blocks and edges of the final code run. They are expressed by
 * "givens", the counts of GIMPLE blocks and edges, which are known when the program has run. An
 * equation that says nothing new, or contradicts what was believed before, is left out.
 *
 * Needs nothing of GCC but vec.
 */
#ifndef CINSTR_PLUGIN_COSTS_SOLVE_H
#define CINSTR_PLUGIN_COSTS_SOLVE_H

#include "base/vec.h"

/* factor * unknown (key >= 0), or factor * given number ~key (key < 0). */
struct term {
    int key;
    double factor;
};

/* A sum of terms. Invariant: sorted by key, no key twice, no factor 0. */
typedef vec<term> sum;

/* The key of a given. */
static inline int solve_given(int number)
{
    return ~number;
}

/* Adds factor * key to a sum. */
void solve_add_term(sum &to, int key, double factor);

/*
 * One unknown. Invariant: the value of a solved one has givens and free unknowns only; that of a
 * free one is the unknown itself. `users` are the solved ones whose value has this free one in it,
 * and perhaps some that had.
 */
struct unknown {
    sum value;
    vec<unsigned> users;
    bool solved;
};

/* The equations so far. Owned by who calls solve_begin, until solve_end. */
struct solver {
    vec<unknown> unknowns;
    unsigned long work; /* terms touched so far */
};

/* Begins with the unknowns 0..unknowns-1 and no equation. */
void solve_begin(solver &solver, unsigned unknowns);
void solve_end(solver &solver);

/* The equation `sum` = 0. Returns false when it was left out. */
bool solve_believe(solver &solver, const sum &sum);

/* Whether an unknown is expressed by givens alone. */
bool solve_is_known(const solver &solver, unsigned unknown);

/* What an unknown is by the equations so far; of givens alone when it is known. */
const sum &solve_value(const solver &solver, unsigned unknown);

#endif
