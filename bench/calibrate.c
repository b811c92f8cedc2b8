/* SPDX-License-Identifier: MIT */
/* calibrate.c - times empty loops and the clock. */
#include "calibrate.h"

#include "clock.h"
#include "state.h"

enum { ROUNDS = 16, ITERATIONS = 100000 };

/* Keeps the loop without giving it any work. */
static inline void keep(void)
{
    __asm__ volatile("");
}

static __attribute__((noinline)) void run_for(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        keep();
}

static __attribute__((noinline)) void run_loop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        keep();
}

static double nanos_per_iteration(void (*run)(cinstr_bench *b))
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < ROUNDS; i++) {
        struct ci_bench bench = {.loop_state = CI_LOOP_DONE}; /* ends with what is granted */
        bench.api.N = ITERATIONS;
        bench.api.loop_left = ITERATIONS;
        int64_t start = ci_clock_nanos();
        run(&bench.api);
        int64_t nanos = ci_clock_nanos() - start;
        if (nanos < least)
            least = nanos;
    }
    return (double)least / ITERATIONS;
}

static int64_t timer_step(void)
{
    int64_t least = INT64_MAX;
    for (int i = 0; i < 1000; i++) {
        int64_t start = ci_clock_nanos(), end;
        while ((end = ci_clock_nanos()) == start)
            continue;
        if (end - start < least)
            least = end - start;
    }
    return least;
}

void ci_calibration_measure_cpu(struct ci_calibration *calibration)
{
    calibration->cpu_nanos = INT64_MAX;
    for (int i = 0; i < 32; i++) {
        int64_t first = ci_clock_cpu_nanos();
        int64_t nanos = ci_clock_cpu_nanos() - first;
        if (nanos < calibration->cpu_nanos)
            calibration->cpu_nanos = nanos;
    }
}

void ci_calibration_measure(struct ci_calibration *calibration)
{
    calibration->for_nanos = nanos_per_iteration(run_for);
    calibration->loop_nanos = nanos_per_iteration(run_loop);
    calibration->timer_nanos = timer_step();
    ci_calibration_measure_cpu(calibration);
}
