/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/inner.h - lambdas, and other local objects with operator(), in loops of benchmarks.
 *
 *     for (int64_t i = 0; i < b->N; i++)
 *         std::for_each(v.begin(), v.end(), [](int x) { mix(x); });
 *
 * What the lambda does is written in the loop, and for the compiler it is a function of its own. So
 * is what a helper with the loop gets: repeat(b, [] { mix(20); }).
 */
#ifndef CINSTR_PLUGIN_GUARD_INNER_H
#define CINSTR_PLUGIN_GUARD_INNER_H

#include "gcc.h"

/* Whether `function` is such a lambda, whether in a loop or not. To be asked once while GCC still
 * has the scopes, which it forgets before LTO's streaming. */
bool inner_note(tree function);

/* Whether a loop of its benchmark, which has a graph by now, or of a helper that the benchmark
 * calls, handles a lambda that was noted. */
bool inner_is_in_loop(tree function);

#endif
