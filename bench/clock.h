/* SPDX-License-Identifier: MIT */
/* clock.h - the clocks of all measurements: elapsed and processor time, nanoseconds. */
#ifndef CINSTR_BENCH_CLOCK_H
#define CINSTR_BENCH_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t ci_clock_read(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static inline int64_t ci_clock_nanos(void)
{
    return ci_clock_read(CLOCK_MONOTONIC);
}

/* Processor time of all threads of this process. */
static inline int64_t ci_clock_cpu_nanos(void)
{
    return ci_clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

#endif
