/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joined.h - the two jumps of two joined conditions (cases.h).
 *
 * Where GCC merged equal ends of two conditions, the second jump serves both:
 *
 *     case A: if (p == 0 || q < p) ...     A: testq;  je L1;  L2: cmpq;  jb L1
 *     case B: if (p == 0 || q < p) ...     B: testq;  je L1;  jmp L2
 */
#ifndef CINSTR_PLUGIN_COSTS_JOINED_H
#define CINSTR_PLUGIN_COSTS_JOINED_H

#include "costs/places.h"

/* The tag that counts the runs of an edge out of a place by the first of two ways; TAG_NONE where
 * none of its edges has one. */
int joined_first_way(const places &places, const vec<tag> &tags, int place);

/* The edge from the first jump that a place's condition became, at the end of an RTL block, to the
 * second; NULL: it is no such jump. */
edge joined_edge_to_second(const places &places, const vec<tag> &tags, basic_block bb, int place);

/* Where control goes from the second jump if neither jump goes to the block that both can go to;
 * NULL: nowhere. */
basic_block joined_neither(edge to_second);

#endif
