/* SPDX-License-Identifier: MIT */
/*
 * worker.h - a program that measures one benchmark in slices, as often as it is asked.
 *
 * A program of our harness keeps running between slices (common/slice.h). One of Google Benchmark
 * has no such protocol: each slice is a run of its own, with the number of iterations fixed where
 * its version can do that (1.8), else with the least time.
 */
#ifndef CINSTR_CLI_BENCH_WORKER_H
#define CINSTR_CLI_BENCH_WORKER_H

#include "base/pool.h"
#include "common/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum ci_worker_kind { CI_WORKER_CINSTR, CI_WORKER_GOOGLE, CI_WORKER_GOOGLE_TIME };

/* What to run. Strings live as long as the worker. */
struct ci_worker_job {
    enum ci_worker_kind kind;
    const char *path;    /* of the program; "%d" in it is the number of a layout, from 1 */
    const char *name;    /* of the benchmark, for messages */
    const char *pattern; /* which it alone matches */
    int cpus;            /* -cpu */
    const char *timeout; /* the flag -timeout of a round; NULL: the program's default */
    int cpu;             /* the one to run on; -1: any */
    size_t padding;      /* bytes of environment added, which moves the stack */
    bool fixed_addresses;
};

/* `pid` 0: nothing runs. */
struct ci_worker {
    struct ci_worker_job job;
    pid_t pid;
    int in, out; /* requests to it, answers from it */
    int text;    /* a file in memory with what it printed */
    struct ci_slice_greeting greeting;
};

/* The program's path with the number of a layout in the place of "%d", in the pool. */
const char *ci_worker_path(struct ci_pool *pool, const char *path, int layout);

/* Starts the program and waits for its greeting. Returns false when there is none; see failure. */
bool ci_worker_start(struct ci_worker *worker, const struct ci_worker_job *job);

/* Has `n` iterations measured. Returns false when the benchmark failed or the program ended. */
bool ci_worker_slice(struct ci_worker *worker, int64_t n, struct ci_slice *slice);

/* Ends the program, if it runs, and frees what it holds. */
void ci_worker_stop(struct ci_worker *worker);

/*
 * Why it did not start or did not answer: the line in which it says so, or its exit status. Stops
 * the worker.
 */
const char *ci_worker_failure(struct ci_worker *worker, struct ci_pool *pool);

/*
 * Whether the program is one of Google Benchmark, and which kind. Its benchmarks that match
 * `filter` (NULL: all) are appended to `list`, one a line.
 */
bool ci_worker_is_google(const char *path, const char *filter, enum ci_worker_kind *kind,
                         struct ci_buffer *list);

#endif
