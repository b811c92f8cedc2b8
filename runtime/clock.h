/* SPDX-License-Identifier: MIT */
/*
 * clock.h - the clock that probes read: the processor's time-stamp counter, in ticks.
 *
 * Ticks become nanoseconds by two readings of (tick, CLOCK_MONOTONIC), one at start-up and one when
 * a profile is written. The counter is taken to be invariant, as on every x86-64 of this century.
 */
#ifndef CINSTR_RUNTIME_CLOCK_H
#define CINSTR_RUNTIME_CLOCK_H

#include <stdint.h>

static inline uint64_t ci_clock_ticks(void)
{
#if defined __x86_64__
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
#else
#error "cinstr's runtime has no clock for this processor yet"
#endif
}

/* One moment on both clocks. */
struct ci_moment {
    uint64_t ticks;
    int64_t nanos; /* CLOCK_MONOTONIC */
};

/* Reads both clocks as close together as a few tries allow (some 20 ns). */
struct ci_moment ci_clock_moment(void);

/* Nanoseconds that a tick lasts, from two moments at least a microsecond apart. */
double ci_clock_nanos_per_tick(struct ci_moment start, struct ci_moment end);

#endif
