/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/dropped.h - what a function does for its result alone.
 *
 * A call whose result nothing uses stays where the function has another effect. GCC inlines it, or
 * makes a copy of the function that returns nothing, and what led to the result is gone:
 *
 *     static double next(void)               state ^= state << 13;  ...      stays
 *     {                                      x = state * 0x1p-53;            goes
 *         ...                                x = 3.9 * x * (1 - x);          goes
 *         return x;
 *     }
 */
#ifndef CINSTR_PLUGIN_ELISION_DROPPED_H
#define CINSTR_PLUGIN_ELISION_DROPPED_H

#include "gcc.h"

/* Whether GCC may drop a part of what a function of the program does where it is called and its
 * result is not used. To be called when GCC has made SSA of all functions. Makes and forgets
 * post-dominators. */
bool dropped_has_work(tree function);

/* Whether nothing in the unit reads a static variable, so that GCC drops what is stored to it. */
bool dropped_is_unread(tree variable);

#endif
