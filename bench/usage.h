/* SPDX-License-Identifier: MIT */
/*
 * usage.h - what the kernel knows about an interval of the process's life: whether it had a
 * processor.
 */
#ifndef CINSTR_BENCH_USAGE_H
#define CINSTR_BENCH_USAGE_H

#include <stdint.h>

/* Totals, or the difference of two. Times in nanoseconds. */
struct ci_usage {
    int64_t voluntary,
        involuntary; /* context switches of all threads: it waited; it was preempted */
    int64_t delayed; /* this thread was ready to run and had no CPU, and those that it measured with
                        cinstr_bench_parallel, added up; -1: not known */
    int64_t stolen;  /* the host took from all CPUs, in steps of 10 ms; -1: not known */
};

/* For how long the calling thread was ready to run and had no CPU so far; -1: not known. */
int64_t ci_usage_delayed(void);

/* Reads the totals as of now, `delayed` of the calling thread. `stolen` costs 50 us, all else 3 us;
 * without `with_stolen` it is -1.
 */
void ci_usage_read(struct ci_usage *usage, int with_stolen);

/* What came between the two; what one of them does not know stays -1. */
struct ci_usage ci_usage_between(const struct ci_usage *from, const struct ci_usage *to);

/* Adds what other threads were delayed; -1: not known. */
void ci_usage_add_delay(struct ci_usage *usage, int64_t delayed);

/*
 * For how much of `nanos` elapsed time the thread was ready to run but had no CPU; `cpu` is its
 * processor time. If the kernel does not say: all of the missing time, unless the thread mostly
 * waited voluntarily.
 */
int64_t ci_usage_delay(const struct ci_usage *usage, int64_t nanos, int64_t cpu);

#endif
