/* SPDX-License-Identifier: MIT */
/*
 * environment.h - the machine, and what on it may disturb a measurement.
 */
#ifndef CINSTR_BENCH_ENVIRONMENT_H
#define CINSTR_BENCH_ENVIRONMENT_H

#include "calibrate.h"

#include <stdbool.h>
#include <stdio.h>

/* CPUs that this process may run on; at least 1. */
int ci_environment_cpus(void);

/*
 * Prints the configuration lines that stand before results: goos, goarch, pkg, cpu as Go does, then
 * "governor:" when it may change the clock frequency and "aslr: on" when results are to be `exact`.
 * With `all` these two always and also what differs from run to run, "load:", "timer-ns:",
 * "loop-ns:"; benchstat then takes runs that differ in them as different configurations.
 */
void ci_environment_print(FILE *out, const char *package, bool exact, bool all,
                          const struct ci_calibration *calibration);

/*
 * Prints what changes from run to run as lines starting with "#", which readers of the format skip:
 * a load that takes CPUs away; overheads when they are large, or always when `verbose`.
 */
void ci_environment_warn(FILE *out, bool verbose, const struct ci_calibration *calibration);

#endif
