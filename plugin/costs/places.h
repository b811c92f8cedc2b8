/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * places.h - where in the final code the GIMPLE graph's blocks and edges are.
 *
 * A "place" is a block or an edge of the GIMPLE graph, named by its first tag. Where some of its
 * instructions are left in the final code it is visible.
 */
#ifndef CINSTR_PLUGIN_COSTS_PLACES_H
#define CINSTR_PLUGIN_COSTS_PLACES_H

#include "gcc.h"
#include "costs/tags.h"

/* A place's instructions in an RTL block. */
struct occurrence {
    int place, block; /* block: index */
    unsigned instructions;
};

/* What is known of one tag's place, at the place's first tag. */
struct place_in_code {
    vec<occurrence> found;
    vec<int> next; /* the GIMPLE edges out of a block; an edge's destination, where that has a
                      place */
    int last;      /* the place's last tag */
};

/* The places of a function. Owned by who calls places_find, until places_end. */
struct places {
    vec<place_in_code> by_tag; /* empty but for first tags */
    vec<int> first_tags;       /* by tag: the first one of its place */
    vec<vec<int>> visible;     /* by RTL block: its places */
    vec<int> mains;            /* by RTL block, see places_main */
    vec<int> decided;          /* by RTL block, see places_decided */
};

/* Finds the places of the current function. */
void places_find(places &places, function *fun, const vec<tag> &tags);
void places_end(places &places);

/* The place of an RTL block that most of its instructions are of; TAG_NONE without any. */
int places_main(const places &places, basic_block bb);

/* Whether an RTL block has instructions of a place. */
bool places_in(const places &places, basic_block bb, int place);

/* All occurrences of a place; empty when it is not visible. */
const vec<occurrence> &places_of(const places &places, int place);

/* The place of the GIMPLE block whose last statement, a condition or a switch, the jump at the end
 * of an RTL block is; TAG_NONE when the block ends otherwise. */
int places_decided(const places &places, basic_block bb);

/* The places of the GIMPLE edges out of a GIMPLE block's place. */
const vec<int> &places_edges(const places &places, int place);

/* The GIMPLE edge from a block's place back to itself; TAG_NONE when there is none. */
int places_edge_back(const places &places, const vec<tag> &tags, int place);

/*
 * Whether the way over a GIMPLE edge may begin in an RTL block: whether this has instructions of
 * the first visible place there, and none of a place that comes before.
 */
bool places_may_lead(const places &places, int gimple_edge, basic_block bb);

#endif
