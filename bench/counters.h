/* SPDX-License-Identifier: MIT */
/*
 * counters.h - the processor's own counters, through perf_event_open: instructions and cycles of
 * this process outside the kernel, its later threads included.
 */
#ifndef CINSTR_BENCH_COUNTERS_H
#define CINSTR_BENCH_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

enum ci_counter { CI_COUNTER_INSTRUCTIONS, CI_COUNTER_CYCLES, CI_COUNTERS };

/* `fds` -1: not there. */
struct ci_counters {
    int fds[CI_COUNTERS];
};

/* Opens what there is. Returns 0, or errno where there is none at all. */
int ci_counters_open(struct ci_counters *counters);

/* Stores the totals since then, scaled where the kernel had to share a counter. */
void ci_counters_read(const struct ci_counters *counters, double totals[CI_COUNTERS]);

#endif
