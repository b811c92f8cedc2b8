/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shorten.h - sums of counts in fewer terms.
 *
 * The counts of GIMPLE blocks and edges hang together: what comes out of the equations as
 * "(2) - (2->3) - (2->4)" is "(2->5)". The shorter form makes the smaller table, and a count of its
 * own is exact where a difference of two is not while a block is under way.
 */
#ifndef CINSTR_PLUGIN_COSTS_SHORTEN_H
#define CINSTR_PLUGIN_COSTS_SHORTEN_H

#include "costs/blocks.h"
#include "gcc.h"

/* Begins with a function: the variable of each of its tags; flow_analyse has run. */
void shorten_begin(const vec<unsigned> &variables);

/* Replaces the parts by fewer that are always the same, where there are such: by `place` alone if
 * that is one, the block's own place. */
void shorten_parts(vec<part> &parts, int place);

/* Whether a sum is always 0. */
bool shorten_is_nothing(const vec<part> &parts);

#endif
