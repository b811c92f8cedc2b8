/* SPDX-License-Identifier: MIT */
/*
 * clock.h - the clock that probes read: the processor's time-stamp counter, in ticks.
 *
 * Ticks become nanoseconds by two readings of (tick, CLOCK_MONOTONIC), one at start-up and one when
 * a profile is written.
 */
#ifndef CINSTR_RUNTIME_CLOCK_H
#define CINSTR_RUNTIME_CLOCK_H

#include "processor.h"

#include <stdint.h>
#include <time.h>

static inline uint64_t ci_clock_ticks(void)
{
    return ci_processor_ticks();
}

/* One moment on both clocks. */
struct ci_moment {
    uint64_t ticks;
    int64_t nanos; /* CLOCK_MONOTONIC */
};

/* One of the kernel's clocks, in ns; 0 where it has none. */
int64_t ci_clock_nanos(clockid_t clock);

/* Reads both clocks as close together as a few tries allow (some 20 ns). */
struct ci_moment ci_clock_moment(void);

/* Nanoseconds that a tick lasts, from two moments at least a microsecond apart. */
double ci_clock_nanos_per_tick(struct ci_moment start, struct ci_moment end);

#endif
