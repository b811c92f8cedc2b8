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

#include "costs/analysis.h"

/* A number that stands for a sum of counters, see shorten.cc. */
typedef unsigned long long count_mark;

/* The counts of a function. */
struct shortener {
    const vec<unsigned> &variables; /* of the tags */
    auto_vec<count_mark> marks;     /* by variable */
    auto_vec<int> tag_having;       /* by variable: a tag that has it, or TAG_NONE */
    hash_map<int_hash<count_mark, 0, 1>, unsigned> having; /* mark -> variable */

    explicit shortener(const vec<unsigned> &of_tags) : variables(of_tags)
    {
    }
};

/* Learns the counts of a function; `shortener` has its variables and nothing else yet. */
void shorten_begin(shortener &shortener, const flow_graph &graph);

/* Replaces the parts by fewer that are always the same, where there are such: by `place` alone if
 * that is one, the block's own place. */
void shorten_parts(shortener &shortener, vec<part> &parts, int place);

/* Whether a sum of givens (solve.h) is always the count of a tag. */
bool shorten_is_count(const shortener &shortener, const sum &value, int tag);

/* Whether a sum is always 0. */
bool shorten_is_nothing(const shortener &shortener, const vec<part> &parts);

#endif
