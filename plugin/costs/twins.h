/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * twins.h - conditions that GCC merged with others.
 *
 *     case A: x = f(p); if (g(x)) goto yes; else goto no;
 *     case B: x = f(q); if (g(x)) goto yes; else goto no;
 *
 * becomes one copy of the equal ends, whose instructions all come from A, say. B's condition then
 * has no jump of its own: it is A's twin, and the jump decides for both.
 */
#ifndef CINSTR_PLUGIN_COSTS_TWINS_H
#define CINSTR_PLUGIN_COSTS_TWINS_H

#include "gcc.h"
#include "costs/places.h"

/* The twins of a function. Owned by who calls twins_find, until twins_end. */
struct twins {
    vec<vec<int>> by_place; /* the places whose conditions it decides */
    vec<int> deciders;      /* by place: the place that decides its condition; TAG_NONE */
    vec<vec<int>> edges_to; /* by place of a block: GIMPLE edges that lead to it */
};

/* Finds the twins of the current function; places_find has run. */
void twins_find(twins &twins, const places &places, function *fun, const vec<tag> &tags);
void twins_end(twins &twins);

/* The places of the GIMPLE blocks whose conditions a place's jumps decide besides its own. */
const vec<int> &twins_of(const twins &twins, int place);

/* The GIMPLE edge out of a condition's place that is taken when it is true, or when it is not;
 * TAG_NONE when the place has no condition. */
int twins_edge(const places &places, const vec<tag> &tags, int place, bool when_true);

#endif
