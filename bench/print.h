/* SPDX-License-Identifier: MIT */
/*
 * print.h - all results and what belongs to them. Each call leaves the stream of results flushed,
 * so that processes, which take turns, print in order.
 */
#ifndef CINSTR_BENCH_PRINT_H
#define CINSTR_BENCH_PRINT_H

#include "supervise.h"

#include <stdbool.h>

/* Makes the first column wide enough for a top-level benchmark; for each of them, before all. */
void ci_print_fit_name(const char *name);

/*
 * Before a benchmark's first call: widens the first column where its name needs that. With -v
 * prints the header if it is still missing, and the name on a line of its own.
 */
void ci_print_begin(const struct ci_bench *bench);

/* On a terminal: the name of what is about to be measured, until the next line replaces it. */
void ci_print_progress(const struct ci_bench *bench);

/*
 * Prints the outcome of a measurement: a result line with logs and notes, a failure, or a skip.
 * Returns whether it counts as a failure.
 */
bool ci_print_outcome(const struct ci_bench *bench, const struct ci_outcome *outcome);

/* Prints "--- NOTE: NAME: text". */
void ci_print_note(const struct ci_bench *bench, const char *text);

/* Prints the last line. Returns false when the stream of results did not take all. */
bool ci_print_verdict(bool failed);

#endif
