/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bypasses.h - conditions that some ways to them no longer reach.
 *
 * On RTL, GCC lets a block jump past a condition of which it knows how it ends after that block:
 *
 *     x = 0; goto L;                 x = 0; goto L2;
 *     L: if (!x) goto L2;      ->    L: if (!x) goto L2;
 *
 * The condition's jump then runs less often than the condition did, by an unknown number.
 */
#ifndef CINSTR_PLUGIN_COSTS_BYPASSES_H
#define CINSTR_PLUGIN_COSTS_BYPASSES_H

#include "costs/analysis.h"

/* Whether GCC leads a way past a jump that decides a place's condition. It does not correct what it
 * expects of the blocks, and so it shows. */
bool bypasses_pass(const analysis &known, int place);

#endif
