/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cases.h - switches whose default is reached in two ways.
 *
 *     switch (x) {                     cmpl  $7, %edi
 *     case 0: case 2: case 7: ...      ja    .L_default          out of range
 *     default: ...                     jmp   *.L_table(,%rdi,8)  1, 3..6 lead to .L_default too
 *     }
 *
 * How often the edge to the default is taken does not tell how often the table was read. So the
 * runs out of range are counted apart, on that edge and without a branch:
 *
 *     counter += (unsigned)x - 0 > 7;
 */
#ifndef CINSTR_PLUGIN_COSTS_CASES_H
#define CINSTR_PLUGIN_COSTS_CASES_H

#include "gcc.h"

/* One such switch. */
struct two_ways {
    edge to_default;
    int source, destination; /* its ends, which are known after the edge is gone */
    gswitch *statement;
    unsigned variable;
};

/* Finds those of a function; their counters have the variables from `variable` on. */
void cases_find(vec<two_ways> &found, function *fun, unsigned variable);

/* The variable that counts the runs of a GIMPLE edge out of range; 0: not such an edge. */
unsigned cases_variable(const vec<two_ways> &found, int source, int destination);

/* Inserts the counters on edges, for gsi_commit_edge_inserts; see flow_insert_counters. */
void cases_insert_counters(const vec<two_ways> &found,
                           gimple_seq (*increment)(unsigned counter, tree amount, void *data),
                           void *data);

#endif
