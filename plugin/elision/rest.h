/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/rest.h - what a loop still does after the last pass, besides counting. */
#ifndef CINSTR_PLUGIN_ELISION_REST_H
#define CINSTR_PLUGIN_ELISION_REST_H

#include "elision/work.h"

/* What the blocks of one cycle of cfun's graph do besides counting. */
loop_rest rest_of_cycle(const vec<basic_block> &blocks, const inventory &loop);

/*
 * Calls `note` for each function that the code of a statement or instruction of cfun comes from:
 * the one it was written in, then those it was inlined into, with its place there. `callee` is the
 * function whose call has the place and was inlined; NULL for the statement's own place.
 */
void rest_for_each_place(location_t location,
                         void (*note)(tree function, location_t location, tree callee, void *data),
                         void *data);

/* Whether code of cfun with this location comes from one of `places` in the loop's function. */
bool rest_is_at(location_t location, const inventory &loop, const vec<source_place> &places);

#endif
