/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analysis.h - what is known of a function's final code while its costs are read. */
#ifndef CINSTR_PLUGIN_COSTS_ANALYSIS_H
#define CINSTR_PLUGIN_COSTS_ANALYSIS_H

#include "costs/claims.h"
#include "costs/places.h"
#include "costs/solve.h"
#include "costs/tags.h"
#include "costs/twins.h"
#include "costs/unknowns.h"

struct peeled_test; /* peeled.h */

/* How often an RTL block runs: the sum of `units` / CINSTR_COST_UNIT times the place's runs. */
struct part {
    int place;
    int units;
};

/*
 * Made by blocks_know and owned by its caller, until blocks_forget. `solver` and `claims` live only
 * while blocks_know runs; copies.cc and decisions.cc add to them.
 */
struct analysis {
    function *fun;
    const vec<tag> &tags;
    const vec<peeled_test> &peeled;
    struct places places;
    struct twins twins;
    struct unknowns unknowns;
    struct solver solver;
    struct claims claims;
    /* What was certain of each unknown, before anything was estimated (bounds.h): a sum of givens
     * and of unknowns that stayed free. */
    vec<sum> certain;
    /* The result, by RTL block: how often it runs, and how often control runs into it from the
     * block before it. */
    vec<vec<part>> blocks, fallthroughs;
};

/* Believes (solve.h) and releases an equation. Returns whether it was news. */
static inline bool analysis_believe(analysis &known, sum &equation)
{
    bool news = solve_believe(known.solver, equation);
    equation.release();
    return news;
}

#endif
