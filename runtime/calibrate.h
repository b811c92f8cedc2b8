/* SPDX-License-Identifier: MIT */
/* calibrate.h - measures what the probes themselves cost. */
#ifndef CINSTR_RUNTIME_CALIBRATE_H
#define CINSTR_RUNTIME_CALIBRATE_H

#include <stdint.h>

/* By how many ticks the probes lengthen a call's own time (between entry and exit), and its
 * caller's (between exit and the next entry). */
struct ci_cost {
    uint64_t inside, outside;
};

/*
 * A read of the clock and the code around it run at the same time in part, so what a probe costs
 * depends on that code. `typical`: with a few operations in function and caller, as the shortest
 * functions of real programs have; it is taken out of the times. `greatest`: with nothing to
 * overlap with, and as far as the measurement may be off. The least is nothing: a chain of loads
 * that miss the cache hides the probes.
 */
struct ci_calibration {
    struct ci_cost typical, greatest;
};

/*
 * Runs the probes of mode=time in tight loops and returns the least cost of all rounds (Malony and
 * Shende, Euro-Par 2004: calibrate by the minimum over repeated loops). Takes some three
 * milliseconds.
 */
struct ci_calibration ci_calibrate(void);

#endif
