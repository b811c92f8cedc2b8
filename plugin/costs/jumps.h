/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * jumps.h - the jumps that a condition or a switch became.
 *
 *     if (p) a(); else b();          jump.if.not p -> L2;  call a;  ...  L2: call b
 *
 * The jump carries the tag of the condition, and what it leads to tells which way is which.
 */
#ifndef CINSTR_PLUGIN_COSTS_JUMPS_H
#define CINSTR_PLUGIN_COSTS_JUMPS_H

#include "costs/analysis.h"
#include "costs/ways.h"

/* The edge to the second of the two jumps that one condition, or switch, became; NULL. */
edge jumps_second(const analysis &known, basic_block bb, int place);

/* Finds the edges of a place that ends with a condition or a switch; of the groups, those of RTL
 * are not found. */
void jumps_find(decision &all, const analysis &known, int place);

/* Finds the edges and their groups, of a place whose jumps are all there and its own; false: it is
 * no such. */
bool jumps_decide(decision &all, const analysis &known, int place);

/* Whether a block has the second test of a place's condition, whose jump GCC merged with another;
 * whether any of a place's blocks has. */
bool jumps_is_merged_test(const analysis &known, basic_block bb, int place);
bool jumps_have_merged_test(const analysis &known, int place);

/* Whether a joined condition shares its second jump with another. */
bool jumps_share_second(const analysis &known, int place);

/* Whether a place ends with a switch of which the values out of its range are counted. */
bool jumps_count_out_of_range(const analysis &known, int place);

/* visit(decision, place) for all such places. */
template <typename F> void jumps_for_all(const analysis &known, F visit)
{
    for (unsigned i = 1; i < known.tags.length(); i++) {
        decision all;
        if (jumps_decide(all, known, (int)i))
            visit(all, (int)i);
    }
}

#endif
