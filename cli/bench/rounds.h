/* SPDX-License-Identifier: MIT */
/*
 * rounds.h - two programs of benchmarks, measured in turns by whole runs.
 *
 * For counts, and where the user wants a number of runs; times are compared by pairs.h.
 *
 * What drifts while they are measured (clock rate, heat, other work) hits both alike: each round
 * runs every benchmark in both programs, one right after the other, old first in one round and new
 * first in the next (ABBA). Both sides run the same number of iterations, that which the old one
 * needs for -benchtime.
 */
#ifndef CINSTR_CLI_BENCH_ROUNDS_H
#define CINSTR_CLI_BENCH_ROUNDS_H

#include "base/pool.h"
#include "bench/worker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CI_ROUNDS_OLD, CI_ROUNDS_NEW, CI_ROUNDS_SIDES };
enum { CI_ROUNDS_CPUS_MAX = 64, CI_ROUNDS_PASSED_MAX = 16 };

struct ci_rounds_side {
    const char *path;
    enum ci_worker_kind kind;
    struct ci_buffer list; /* top-level benchmarks, one a line, as it lists them; Google's: all */
    struct ci_buffer results; /* in the benchmark format, for stat */
};

/* A benchmark with one value of -cpu. */
struct ci_rounds_case {
    const char *name;    /* as in its result line, without "Benchmark" */
    const char *pattern; /* for -bench: it alone */
    int cpus;
    int64_t iterations;
    bool dropped; /* it failed, or one side has none: no further rounds */
};

struct ci_rounds {
    struct ci_pool *pool;
    struct ci_rounds_side sides[CI_ROUNDS_SIDES];
    const char *bench, *skip, *benchtime;     /* NULL: not given */
    const char *passed[CI_ROUNDS_PASSED_MAX]; /* flags for every run, whole */
    size_t n_passed;
    int cpus[CI_ROUNDS_CPUS_MAX];
    size_t n_cpus;
    long count; /* rounds */
    struct ci_rounds_case *cases;
    size_t n_cases;
    bool listing;  /* the plan is only to find the benchmarks: one iteration of each */
    bool exact;    /* counts, not times: addresses are made the same in every run */
    bool failed;   /* a benchmark failed in some run */
    bool terminal; /* stderr is one: progress on one line */
};

/* Functions below return 0, or an exit status after one line on stderr. */

/*
 * plan.c: lists the benchmarks of both sides and runs the old one to fill in `cases`. Programs of
 * Google Benchmark are not run: their cases have no number of iterations.
 */
int ci_rounds_plan(struct ci_rounds *rounds);

/* The same for programs that must be ones of Google Benchmark. */
int ci_rounds_plan_google(struct ci_rounds *rounds);

/* rounds.c: runs all rounds, which fills in `results`. */
int ci_rounds_run(struct ci_rounds *rounds);

/* ---- program.c ---- */

/*
 * Runs a program to its end with no input and appends what it prints to `output`. With `quiet` its
 * stderr is dropped. Returns its exit status, 128 + N after signal N, or -errno when it cannot be
 * started.
 */
int ci_rounds_capture(const char *const *arguments, bool quiet, bool fixed_addresses,
                      struct ci_buffer *output);

/* The next line, its length without the newline in `*length`; NULL at the end. Start with NULL. */
const char *ci_rounds_line(const struct ci_buffer *text, const char *line, size_t *length);

/* Whether a line starts with the text. */
bool ci_rounds_starts(const char *line, size_t length, const char *start);

#endif
