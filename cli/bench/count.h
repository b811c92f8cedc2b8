/* SPDX-License-Identifier: MIT */
/*
 * count.h - exact counts of programs of Google Benchmark that are built in mode=count.
 *
 * Such a program writes a profile of its whole run: of what happens once, of each call of the
 * benchmark's function, and of each iteration. How often both happened the library tells with
 * --v=2. Of three runs with other numbers of calls and iterations,
 *
 *     counts = ONCE + calls * CALL + iterations * ITERATION
 *
 * gives ITERATION. A fourth run tells whether it is the same with still more iterations.
 */
#ifndef CINSTR_CLI_BENCH_COUNT_H
#define CINSTR_CLI_BENCH_COUNT_H

#include "base/pool.h"
#include "bench/worker.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of the columns; see count.c for what each is the sum of. */
enum { CI_COUNT_UNITS = 9 };

/* What a process counted, and how often what it measured was done. */
struct ci_count_run {
    int64_t calls, iterations;
    bool has[CI_COUNT_UNITS];
    int64_t counts[CI_COUNT_UNITS];
};

/* Of one iteration. */
struct ci_count {
    int64_t iterations; /* of the run with the most */
    bool has[CI_COUNT_UNITS];
    double per_op[CI_COUNT_UNITS];
    bool calls_included; /* no run had more iterations in a call: what a call does is in it */
    bool varies;         /* other numbers of iterations gave other counts */
};

/* The unit's name: "instructions/op". */
const char *ci_count_unit(int unit);

/* Finds one iteration's counts. Returns false where the runs do not tell. */
bool ci_count_solve(const struct ci_count_run runs[3], struct ci_count *count);

/* The same of two runs, whose calls share out what they do among their iterations. */
bool ci_count_share(const struct ci_count_run runs[2], struct ci_count *count);

/* Whether the program, one of Google Benchmark, is built in mode=count. */
bool ci_count_has_counts(const char *path);

/*
 * Counts one benchmark; `iterations`: of the smallest run, where the library takes a number.
 * Returns NULL, or why it could not, in the pool.
 */
const char *ci_count_measure(struct ci_pool *pool, const struct ci_worker_job *job,
                             int64_t iterations, struct ci_count *count);

/* Appends a result line, for `cinstr stat`; before the first one its header. */
void ci_count_print(struct ci_buffer *text, const char *name, const struct ci_count *count);

#endif
