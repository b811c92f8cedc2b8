/* SPDX-License-Identifier: MIT */
/* clock.c - relates ticks to nanoseconds. */
#define _GNU_SOURCE
#include "clock.h"

static int64_t in_nanos(struct timespec time)
{
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

int64_t ci_clock_nanos(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return in_nanos(now);
}

struct ci_moment ci_clock_moment(void)
{
    struct ci_moment best = {0, 0};
    uint64_t best_width = UINT64_MAX;
    for (int i = 0; i < 16; i++) {
        struct timespec now;
        uint64_t before = ci_clock_ticks();
        clock_gettime(CLOCK_MONOTONIC, &now);
        uint64_t width = ci_clock_ticks() - before;
        if (width < best_width) {
            best_width = width;
            best.ticks = before + width / 2;
            best.nanos = in_nanos(now);
        }
    }
    return best;
}

double ci_clock_nanos_per_tick(struct ci_moment start, struct ci_moment end)
{
    return end.ticks > start.ticks
               ? (double)(end.nanos - start.nanos) / (double)(end.ticks - start.ticks)
               : 0;
}
