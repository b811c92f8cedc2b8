/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flow.h - how often every block and edge of a function ran, from as few counters as possible.
 *
 * What flows into a block flows out of it, so most counts follow from others. The function's
 * control-flow graph is turned into a flow graph: every block becomes two vertices joined by a
 * "block arc", every edge of the CFG an arc from its source's second vertex to its destination's
 * first, and the outside world (ENTRY, EXIT, and wherever a call that never returns goes to) one
 * more vertex. The arcs of a maximum spanning tree, by expected frequency, need no counter (Knuth
 * 1968; Ball and Larus, TOPLAS 1994); the others do. Where flow can leave unseen (a call that may
 * not return, an exception edge) both ends are merged into one vertex: conservation then holds for
 * the merged vertex, and the unseen flow need not be known.
 *
 * The count of every arc is a variable:
 *     0                    how often the function was entered (the runtime knows)
 *     1..counters          a counter in front of the node; the last ones are those of cases.h
 *     counters+1..         solved, in this order, by an equation over earlier variables
 */
#ifndef CINSTR_PLUGIN_COSTS_FLOW_H
#define CINSTR_PLUGIN_COSTS_FLOW_H

#include "gcc.h"

/*
 * Ends blocks at calls that may return twice (setjmp): what stands after one runs more often than
 * the call. Without optimisation, ends them at all calls that may not return, as gcov does, so that
 * what stands after such a call is counted for itself. Where GCC optimises that would be a counter
 * for almost every call, and the block's count stands for all of it.
 */
void flow_split_at_calls(function *fun);

/* Analyses the current function, before any probe is inserted. Ends the analysis before. */
void flow_analyse(function *fun);

/* Number of counters that the function needs. */
unsigned flow_counters(void);

/* The variable that counts a block, or an edge (that of its destination for an edge whose flow is
 * not seen). Known by index, so that they may be asked for after probes have changed the graph. */
unsigned flow_block_variable(int block);
unsigned flow_edge_variable(int source, int destination);

/* Whether an edge's own flow is known. */
bool flow_edge_is_counted(edge e);

/* The equations: for each solved variable the number of its terms, then the terms, variable * 2 + 1
 * where it is subtracted. */
const vec<unsigned> &flow_equations(void);
unsigned flow_variables(void);

/* Adds `increment(k, amount)` (counter k of the node, from 0; amount NULL_TREE: 1) where each
 * counter belongs. */
void flow_insert_counters(gimple_seq (*increment)(unsigned counter, tree amount, void *data),
                          void *data);

/* A number that two compilations agree on when their graphs are the same. */
unsigned flow_checksum(void);

#endif
