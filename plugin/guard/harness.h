/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * harness.h - the harnesses of others, known by the shapes of their loops.
 *
 *     Google Benchmark   for (auto _ : state), state.KeepRunning(), state.KeepRunningBatch(n)
 *     picobench          for (auto _ : state), for (i = 0; i < state.iterations(); i++)
 *     ubench.h           while (ubench_do_benchmark(state) > 0)
 *     ubench.h           UBENCH(set, name) { body }
 *     Catch2             BENCHMARK("name") { body };   meter.measure([] { body });
 *     nanobench          Bench().run([] { body });
 *     Celero             BENCHMARK(group, name, samples, iterations) { body }
 *
 * The first three have the loop in the benchmark; there the question is what decides when it ends.
 * In the others the harness has it, and calls a function of the user in each iteration.
 */
#ifndef CINSTR_PLUGIN_GUARD_HARNESS_H
#define CINSTR_PLUGIN_GUARD_HARNESS_H

#include "gcc.h"

/* Whether a type is one that a harness hands to a benchmark, or of a class inside of one. */
bool harness_is_class(tree type);

/* Whether a type is a pointer, or a reference, to what a harness owns, ours or another: b, a
 * thread's share, a benchmark::State. */
bool harness_is_pointer(tree type);

/* Whether a function gets such a one. */
bool harness_is_passed_to(tree function);

/* Whether a function is the harness's own: part of no benchmark's work. */
bool harness_is_method(tree function);

/* Whether a loop ends when this function says so. */
bool harness_decides(tree function);

/* Whether a function, which GCC is parsing, may be one that a harness calls in each iteration. It
 * may be another: the callers are not known yet. */
bool harness_may_call(tree function);

/* The same of a function that may have such ones in it: GCC does not tell where a lambda begins. */
bool harness_may_call_inner(tree function);

/* Whether a function is one that a harness calls in each iteration. To be asked when the unit's
 * calls are known. */
bool harness_calls(tree function);

/* Whether nobody takes the result of such a function. */
bool harness_drops_result(tree function);

/* Whether a function has the loop in which a harness calls functions of the user. */
bool harness_has_loop(tree function);

/* Whether a call hands such a harness something to call that nobody looks into: a pointer to a
 * function, or a std::function. Calls within the harness do not count. */
bool harness_gets_indirect(tree caller, const gcall *call);

#endif
