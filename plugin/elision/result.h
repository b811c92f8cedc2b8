/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/result.h - what a function does for its result alone.
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
#ifndef CINSTR_PLUGIN_ELISION_RESULT_H
#define CINSTR_PLUGIN_ELISION_RESULT_H

#include "gcc.h"

/* The answers so far, by DECL_UID. */
typedef hash_map<int_hash<unsigned, 0, UINT_MAX>, bool> result_answers;

/*
 * Whether GCC may drop a part of what a function of the program does where it is called and its
 * result is not used. To be called while the function has its body, which GCC takes away when it
 * inlines the last call. Makes and forgets post-dominators.
 */
bool result_has_work(tree function, result_answers *answers);

#endif
