/* SPDX-License-Identifier: MIT */
/*
 * state.h - one benchmark inside the process that measures it.
 */
#ifndef CINSTR_BENCH_STATE_H
#define CINSTR_BENCH_STATE_H

#include "counters.h"
#include "names.h"
#include "result.h"
#include <cinstr/bench_abi.h>

#include <cinstr/bench.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum ci_loop_state { CI_LOOP_UNUSED, CI_LOOP_RUNNING, CI_LOOP_DONE };

/*
 * The public handle is the first member. Fields are of the benchmark's own thread, but for those
 * that say otherwise.
 */
struct ci_bench {
    cinstr_bench api;
    struct ci_bench *parent; /* NULL: top level */
    const char *name;        /* without "-P" */
    int procs;               /* the value of -cpu */
    bool partial;            /* only sub-benchmarks can match */
    int channel;             /* to the process that waits for this one */
    int64_t n;               /* what b->N is to be */

    /* What to call: `function`, or where that is NULL `function_with(b, arg)`. */
    void (*function)(cinstr_bench *b);
    void (*function_with)(cinstr_bench *b, void *arg);
    void *arg;

    /* The timer; `duration`, `cpu` and `net` hold what was measured up to its last stop. */
    bool timer_on;
    int64_t start, duration;
    int64_t cpu_start, cpu;  /* processor time, which only mode=count does not need */
    struct ci_usage usage;   /* of the last call of the benchmark */
    int64_t threads_delayed; /* usage.delayed of its threads; -1: not known of one */
    bool counts_allocations; /* the harness does it itself */
    bool has_counters;       /* the processor's, with -counters */
    struct ci_counters counters;
    double counters_start[CI_COUNTERS], counted_events[CI_COUNTERS];
    struct cinstr_bench_counts start_counts, net;
    uint32_t counted; /* CINSTR_BENCH_* of the runtime */

    enum ci_loop_state loop_state;
    int64_t loop_start;  /* clock at the first iteration */
    int64_t chunk_start; /* measured time when the present iterations were granted */
    int64_t chunk;       /* how many those are */

    int parallelism;
    int threads;                        /* of cinstr_bench_set_threads; 0: by -cpu */
    int64_t previous_n, previous_nanos; /* the run before, for the grain */
    double min_nanos;                   /* smallest ns/op of a run or chunk */
    int min_samples;

    struct ci_result result; /* metrics and what does not come from the timer */
    struct ci_cleanup *cleanups;
    struct ci_names sub_names;
    bool has_last;
    struct ci_result last;   /* of the previous sub-benchmark */
    const char *helper_file; /* the place that logs name; NULL: their own */
    int helper_line;

    pthread_mutex_t lock; /* for the channel, the log and `failed`: any thread */
    atomic_bool failed;
    atomic_bool finishing; /* one thread is ending the process */
};

static inline struct ci_bench *ci_bench_of(cinstr_bench *b)
{
    return (struct ci_bench *)b;
}

/* ---- timer.c ---- */

/* Starts from nothing, timer off. */
void ci_timer_init(struct ci_bench *bench);

/* ---- act.c ---- */

/* Logs and fails with a message of the harness itself, then ends the process. */
_Noreturn __attribute__((format(printf, 2, 3))) void ci_act_fatal(struct ci_bench *bench,
                                                                  const char *format, ...);

/* Runs and forgets the clean-ups, the newest first. */
void ci_act_clean_up(struct ci_bench *bench);

/* ---- measure.c ---- */

/* Runs the benchmark as often as needed, reports over the channel and ends the process. */
_Noreturn void ci_measure(struct ci_bench *bench);

/* Reports what there is and ends the process; from any thread. */
_Noreturn void ci_measure_finish(struct ci_bench *bench);

/* Fails where the benchmark wrote b->N: the result would be divided by another number. */
void ci_measure_check_n(struct ci_bench *bench);

/* Calls the benchmark once. Returns the elapsed time of the call and all that belongs to it. */
int64_t ci_measure_run(struct ci_bench *bench, int64_t n);

/* Notes a sample for min-ns/op: `n` iterations took `nanos`. */
void ci_measure_note_min(struct ci_bench *bench, int64_t n, int64_t nanos);

#endif
