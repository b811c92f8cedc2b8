/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/size.h - verbose: how many instructions the code of a measured loop has with the guard,
 * and how many it has without.
 */
#ifndef CINSTR_PLUGIN_ELISION_SIZE_H
#define CINSTR_PLUGIN_ELISION_SIZE_H

#include "elision/work.h"

/* Whether sizes are to be told: not of code with probes. */
bool size_is_wanted(void);

/* Adds to each inventory's `size` what the final code of `fun`, which is cfun, has of its loop. */
void size_add(function *fun, const vec<inventory *> &loops);

/* Tells what the guard has added to a loop that has `before` instructions without it. */
void size_tell(const inventory &loop, unsigned before);

#endif
