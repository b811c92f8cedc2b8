/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ways.h - which way of its condition or switch each edge of a jump goes. */
#ifndef CINSTR_PLUGIN_COSTS_WAYS_H
#define CINSTR_PLUGIN_COSTS_WAYS_H

#include "costs/analysis.h"

/* The RTL edges and the GIMPLE edges that one condition or switch may have led to. Those that can
 * be told apart have different groups. */
struct decision {
    auto_vec<edge> rtl;
    auto_vec<int> gimple;       /* places */
    auto_vec<int> rtl_group;    /* by index in `rtl` */
    auto_vec<int> gimple_group; /* by index in `gimple` */
};

/*
 * Groups the edges of a decision of a place: those of RTL are of the group of the GIMPLE edge that
 * they stand for. Tells by what the RTL edges lead to; where that has been merged with other code,
 * by the other edge of the same jump, by a condition that GCC merged with this one, by GCC's
 * expectation. Groups between which nothing tells are joined.
 */
void ways_group(decision &all, const analysis &known, int place);

#endif
