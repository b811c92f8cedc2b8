/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cases.h - edges that are taken in two ways, of which GCC makes two jumps.
 *
 * A switch whose default is reached out of the range of its cases, and through holes of the table:
 *
 *     switch (x) {                     cmpl  $7, %edi
 *     case 0: case 2: case 7: ...      ja    .L_default          out of range
 *     default: ...                     jmp   *.L_table(,%rdi,8)  1, 3..6 lead to .L_default too
 *     }
 *
 * A condition of two that are joined, where the first may decide alone:
 *
 *     _1 = i < 0;                      testl %edi, %edi
 *     _2 = i >= n;                     js    .L_true             the first is true
 *     _3 = _1 | _2;                    cmpl  %esi, %edi
 *     if (_3 != 0) ...                 jge   .L_true
 *
 * How often the edge is taken does not tell how often the second jump was reached. So the runs by
 * the first way are counted apart, on that edge and without a branch:
 *
 *     counter += (unsigned)x - 0 > 7;      counter += i < 0;
 */
#ifndef CINSTR_PLUGIN_COSTS_CASES_H
#define CINSTR_PLUGIN_COSTS_CASES_H

#include "costs/step.h"

/* One such edge. */
struct two_ways {
    edge way;
    int source, destination; /* its ends, which are known after the edge is gone */
    gimple *statement;       /* the switch; or what joins the two conditions */
    unsigned variable;
};

/* Finds those of a function; their counters have the variables from `variable` on. */
void cases_find(vec<two_ways> &found, function *fun, unsigned variable);

/* The variable that counts the runs of a GIMPLE edge by the first way; 0: not such an edge. */
unsigned cases_variable(const vec<two_ways> &found, int source, int destination);

/* Inserts the counters on edges, for gsi_commit_edge_inserts; see flow_insert_counters. */
void cases_insert_counters(const vec<two_ways> &found, make_step increment, void *data);

#endif
