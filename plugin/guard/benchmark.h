/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * benchmark.h - which functions are benchmarks of cinstr/bench.h, and their registration.
 */
#ifndef CINSTR_PLUGIN_GUARD_BENCHMARK_H
#define CINSTR_PLUGIN_GUARD_BENCHMARK_H

#include "gcc.h"

/*
 * Whether `decl` is a benchmark: void NAME(cinstr_bench *) with a NAME that begins with "Benchmark"
 * and an upper-case letter, a digit or an underscore. In C++ the namespace or class does not
 * matter, but it must need no object.
 */
bool benchmark_function(tree decl);

/* Whether `type` is a pointer to a record called `name`, cv-qualified or not. */
bool benchmark_pointer_to(tree type, const char *name);

/* Whether the unit's user asked for a guard in all of `decl`: by the attribute cinstr_bench, or by
 * the option guard=REGEX. */
bool benchmark_chosen(tree decl);

/* Makes every benchmark that the unit defines known to the harness; registers the attribute. */
void benchmark_register(const char *plugin);

#endif
