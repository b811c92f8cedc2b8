/* SPDX-License-Identifier: MIT */
/*
 * calibrate.h - the cost of measuring itself on this machine.
 */
#ifndef CINSTR_BENCH_CALIBRATE_H
#define CINSTR_BENCH_CALIBRATE_H

#include <stdint.h>

struct ci_calibration {
    double for_nanos;    /* one iteration of an empty loop over b->N */
    double loop_nanos;   /* one iteration of an empty cinstr_bench_loop */
    int64_t timer_nanos; /* smallest step of the clock that was seen */
    int64_t cpu_nanos;   /* processor time between two readings of it, one right after the other */
};

/* Fills in cpu_nanos alone, in about 20 us. */
void ci_calibration_measure_cpu(struct ci_calibration *calibration);

/* Measures all, in about 2 ms; each value is the smallest of several. */
void ci_calibration_measure(struct ci_calibration *calibration);

#endif
