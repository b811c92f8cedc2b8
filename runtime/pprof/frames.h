/* SPDX-License-Identifier: MIT */
/*
 * frames.h - the frames between a context and its caller: the call, and what ran in between.
 *
 * A probe knows the call site that its caller announced and the address that it will return to. If
 * the two do not belong together, uninstrumented code called back: qsort between a sort and its
 * comparison. Its frame has the name that the site calls, or the symbol that contains the address,
 * and never a guess.
 */
#ifndef CINSTR_PPROF_FRAMES_H
#define CINSTR_PPROF_FRAMES_H

#include "locations.h"

/* The frames from a context to its caller, innermost first. */
struct ci_frames {
    struct ci_location *between; /* uninstrumented code; NULL: none */
    struct ci_location *caller;
};

/* Returns the frames between a child and its parent, shared by equal calls; NULL: no memory. */
const struct ci_frames *ci_frames_get(struct ci_locations *locations, struct ci_keymap *map,
                                      const struct ci_context *parent,
                                      const struct ci_context *child);

/* The frame of a call in code without probes that returns to `returns`, named as above; 0: in a
 * library that is no longer loaded. NULL: no memory. */
struct ci_location *ci_frames_unprobed(struct ci_locations *locations, uintptr_t returns);

/* Whether `returns` lies in a function of that name, or in what GCC split off from it. */
bool ci_frames_in(struct ci_locations *locations, uintptr_t returns, const char *function);

#endif
