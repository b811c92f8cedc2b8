/* SPDX-License-Identifier: MIT */
/*
 * slice.h - how `cinstr bench --compare` has a benchmark measured in short slices.
 *
 * The command starts a program of benchmarks with -slices=IN,OUT, two descriptors, and a pattern
 * that one benchmark matches. Its process calls the benchmark with N = 1 and writes a greeting to
 * OUT. Then it reads requests from IN and answers each with a slice, until IN ends. A benchmark
 * that fails, is skipped or does not exist answers nothing: OUT ends when the program does. Both
 * programs run on the same machine, so structs are sent as they are.
 */
#ifndef CINSTR_COMMON_SLICE_H
#define CINSTR_COMMON_SLICE_H

#include <stdint.h>

#define CINSTR_SLICE_MAGIC "cinstr-slices-1"

enum ci_slice_mode { CI_SLICE_PLAIN, CI_SLICE_TIME, CI_SLICE_COUNT };

struct ci_slice_greeting {
    char magic[16];
    uint32_t mode;     /* enum ci_slice_mode: what probes the program has */
    uint32_t parallel; /* it uses cinstr_bench_parallel */
};

struct ci_slice_request {
    int64_t n; /* iterations, at least 1 */
};

/* One call of the benchmark. Times in nanoseconds. */
struct ci_slice {
    int64_t n;
    int64_t elapsed, cpu; /* while the timer was on; cpu: of all threads */
    int64_t whole_elapsed, whole_cpu, whole_thread_cpu; /* of the call; the last: of its thread */
    int64_t voluntary, involuntary;                     /* context switches in the call */
    int64_t delayed; /* ready without a CPU in the call; -1: not known */
};

#endif
