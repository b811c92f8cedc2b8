/* SPDX-License-Identifier: MIT */
/*
 * environment.h - the machine, and what may disturb a measurement on it.
 */
#ifndef CINSTR_BENCH_ENVIRONMENT_H
#define CINSTR_BENCH_ENVIRONMENT_H

#include "calibrate.h"

#include <stdbool.h>
#include <stdio.h>

/* CPUs that this process may run on; at least 1. */
int ci_environment_cpus(void);

/* What the plugin put into the measured code. */
enum ci_mode {
    CI_MODE_PLAIN, /* no probes: mode=guard, or no plugin */
    CI_MODE_TIME,  /* times contain the probes */
    CI_MODE_COUNT, /* exact counts, no times */
};

/* The mode of this program. */
enum ci_mode ci_environment_mode(void);

/*
 * Prints the configuration lines that stand before results: goos, goarch, pkg, cpu as Go does, then
 * "cinstr-mode:" unless it is CI_MODE_PLAIN, so that results of different modes are not compared,
 * and "governor:" when it may change the clock frequency and "aslr: on" when results are to be
 * `exact`. With `all` these two always and also what differs from run to run, "load:", "timer-ns:",
 * "loop-ns:"; benchstat then takes runs that differ in them as different configurations.
 */
void ci_environment_print(FILE *out, const char *package, bool exact, bool all,
                          const struct ci_calibration *calibration);

/*
 * Prints what changes from run to run as lines starting with "#", which readers of the format skip:
 * that times contain probes; a load that takes CPUs away; overheads if they are large, or always if
 * `verbose`.
 */
void ci_environment_warn(FILE *out, bool verbose, const struct ci_calibration *calibration);

#endif
