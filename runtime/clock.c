/* SPDX-License-Identifier: MIT */
/* clock.c - relates ticks to nanoseconds. */
#define _GNU_SOURCE
#include "clock.h"

#include <time.h>

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
            best.nanos = now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
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
