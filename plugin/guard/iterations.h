/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/iterations.h - where a number of iterations comes from. */
#ifndef CINSTR_PLUGIN_GUARD_ITERATIONS_H
#define CINSTR_PLUGIN_GUARD_ITERATIONS_H

#include "gcc.h"

/* Values and variables that were followed already. */
typedef hash_set<tree> iterations_seen;

/*
 * Whether `value`, of the code of `fun`, is computed from b->N: the function's own, or one that a
 * caller in the unit hands to it. `value` may be an SSA name or, where `fun` is not in SSA form
 * yet, a variable. Returns the function that reads b->N; NULL when there is none.
 */
tree iterations_source(function *fun, tree value, iterations_seen *seen);

#endif
