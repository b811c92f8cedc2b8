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
 * Runs the probes of mode=time around an empty function in tight loops and returns the least cost
 * of all rounds (Malony and Shende, Euro-Par 2004: calibrate by the minimum over repeated loops).
 * Takes about a millisecond.
 */
struct ci_cost ci_calibrate(void);

#endif
