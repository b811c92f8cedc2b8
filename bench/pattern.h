/* SPDX-License-Identifier: MIT */
/*
 * pattern.h - selection of benchmarks by name, as -bench and -skip mean it.
 *
 * A pattern is split at every "/" and "|" outside brackets and parentheses: "|" into alternatives,
 * each of these at "/" into elements. Element i is an unanchored regular expression for element i
 * of the name.
 */
#ifndef CINSTR_BENCH_PATTERN_H
#define CINSTR_BENCH_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct ci_bench_pattern;

/*
 * Reads a pattern. Returns NULL after writing the reason in words to `error` when an element is not
 * a valid expression or memory ran out. The caller destroys it.
 */
struct ci_bench_pattern *ci_bench_pattern_create(const char *text, char *error, size_t size);

/* Frees the pattern and clears the pointer; NULL inside is fine. */
void ci_bench_pattern_destroy(struct ci_bench_pattern **pattern);

/*
 * Whether the elements of `name` match. `*partial` is set when they do but the pattern has more
 * elements than the name: then only sub-benchmarks can be meant.
 */
bool ci_bench_pattern_match(const struct ci_bench_pattern *pattern, const char *name,
                            bool *partial);

#endif
