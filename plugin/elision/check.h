/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/check.h - compares inventories with the code after the last pass over GIMPLE. */
#ifndef CINSTR_PLUGIN_ELISION_CHECK_H
#define CINSTR_PLUGIN_ELISION_CHECK_H

#include "elision/work.h"

/* Notes in `loops` what `fun`, which is cfun, has of them. */
void check_function(function *fun, const vec<inventory *> &loops);

/*
 * The same before functions are inlined into others, for `fun` itself and its inventories. What is
 * gone by then may leave no trace of the function anywhere; what is seen later counts instead.
 */
void check_early(function *fun, const vec<inventory *> &loops);

/* Completes the inventories of functions that GCC merged with others, and of those that left no
 * trace where they were inlined; after the last check. */
void check_end(const vec<inventory *> &loops, inlining_hosts *hosts);

#endif
