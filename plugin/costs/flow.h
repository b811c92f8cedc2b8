/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.h - how often every block and edge of a function ran, from as few counters as possible.
 *
 * What flows into a block flows out of it, so most counts follow from others. The function's
 * control-flow graph is turned into a flow graph: every block becomes two vertices joined by a
 * "block arc", every edge of the CFG an arc from its source's second vertex to its destination's
 * first, and the outside world (ENTRY, EXIT, and wherever a call that never returns goes to) one
 * more vertex. The arcs of a maximum spanning tree, by expected frequency, need no counter
 * (spanning.h); the others do. Where flow can leave unseen (a call that may
 * not return, an exception edge) both ends are merged into one vertex: conservation then holds for
 * the merged vertex, and the unseen flow need not be known.
 *
 * The count of every arc is a variable:
 *     0                    how often the function was entered (the runtime knows)
 *     1..counters          a counter in front of the node; the last ones are those of cases.h,
 *                          repeats.h and remainders.h
 *     counters+1..         solved, in this order, by an equation over earlier variables
 */
#ifndef CINSTR_PLUGIN_COSTS_FLOW_H
#define CINSTR_PLUGIN_COSTS_FLOW_H

#include "costs/cases.h"
#include "costs/step.h"
#include "costs/remainders.h"
#include "costs/repeats.h"
#include "costs/spanning.h"
#include "costs/trips.h"

/* What is known of one function's flow. Owned by who calls flow_analyse, until flow_end. */
struct flow {
    flow_graph graph;
    vec<edge> edges;                /* by arc; NULL for the arc of a block */
    vec<unsigned> block_arcs;       /* by CFG index of a block that exists: its arc */
    vec<two_ways> cases;            /* switches and joined conditions with a counter of their own */
    vec<repeated> repeats;          /* copies with a counter of their bytes */
    vec<remainder_loop> remainders; /* loops that have their trip counts counted by remainders */
    vec<counted_loop> loops;        /* those whose back edge may have its counter before the loop */
    unsigned checksum; /* two compilations agree on it when their graphs are the same */
};

/*
 * Ends blocks at calls that may return twice (setjmp): what stands after one runs more often than
 * the call. Without optimisation, ends them at all calls that may not return, as gcov does, so that
 * what stands after such a call is counted for itself. Where GCC optimises that would be a counter
 * for almost every call, and the block's count stands for all of it. Returns the blocks that
 * follow the calls; the caller releases them.
 */
vec<basic_block> flow_split_at_calls(function *fun);

/*
 * Undoes that in the plain compilation, once its code is marked (tags.h): without optimisation a
 * block of its own, even one that becomes no instruction, may get a nop for its line.
 */
void flow_join(const vec<basic_block> &rests);

/* Analyses the current function, before any probe is inserted. */
void flow_analyse(flow &flow, function *fun);
void flow_end(flow &flow);

/* The variable that counts a block, or an edge (that of its destination for an edge whose flow is
 * not seen). Known by index, so that they may be asked for after probes have changed the graph. */
unsigned flow_block_variable(const flow &flow, int block);
unsigned flow_edge_variable(const flow &flow, int source, int destination);

/* Whether an edge's own flow is known. */
bool flow_edge_is_counted(edge e);

/* Adds the code of `increment` where each counter belongs. */
void flow_insert_counters(const flow &flow, make_step increment, void *data);

#endif
