/* SPDX-License-Identifier: MIT */
/*
 * schedule.h - which benchmark runs when: selection by name, values of -cpu, -count.
 */
#ifndef CINSTR_BENCH_SCHEDULE_H
#define CINSTR_BENCH_SCHEDULE_H

#include "registry.h"

#include <stdbool.h>

/* Whether -bench and -skip let a benchmark of this full name run; `*partial` as in pattern.h. */
bool ci_schedule_selects(const char *name, bool *partial);

/* Runs all selected benchmarks of the registry and prints their results. False: one failed. */
bool ci_schedule_run(const struct ci_registry *registry);

#endif
