/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spanning.h - a flow graph, which of its arcs need a counter, and how the others follow from them.
 *
 * What flows into a vertex flows out of it. The arcs of a maximum spanning tree, by weight, need no
 * counter (Knuth 1968; Ball and Larus, TOPLAS 1994): their flow is the solution of an equation over
 * that of the others. Vertex 0 is the outside world, of which nothing is known.
 *
 * Needs nothing of GCC but vec.
 */
#ifndef CINSTR_PLUGIN_COSTS_SPANNING_H
#define CINSTR_PLUGIN_COSTS_SPANNING_H

#include "base/vec.h"

/* One arc. Invariant: `variable` is 0 until it is known which one the arc has; only the entry arc
 * has 0 for good. */
struct flow_arc {
    int from, to;       /* vertices */
    int source, target; /* of the CFG, as flow.h has them; they order arcs of equal weight */
    long weight;        /* larger ones are kept free of counters */
    bool in_tree, is_entry;
    unsigned variable;
};

/* A flow graph. Owned by who calls spanning_begin, until spanning_end. */
struct flow_graph {
    vec<flow_arc> arcs;
    vec<int> parent_of; /* union-find over vertices */
    /* For each solved variable the number of its terms, then the terms: variable * 2, + 1 where it
     * is subtracted. */
    vec<unsigned> equations;
    unsigned counters, variables; /* their numbers: how many the function needs, and has */
};

enum { FLOW_OUTSIDE = 0 };

/* Begins with the vertices 0..vertices-1 and no arc. */
void spanning_begin(flow_graph &graph, unsigned vertices);
void spanning_end(flow_graph &graph);

/* Merges two vertices between which flow passes unseen. */
void spanning_merge(flow_graph &graph, int a, int b);

/*
 * Gives each arc that needs a counter a variable, 1..counters. The caller may then make more
 * counters, of which no arc knows.
 */
void spanning_choose(flow_graph &graph);

/* Gives each other arc a variable, and finds the equations, in order. */
void spanning_solve(flow_graph &graph);

#endif
