/* SPDX-License-Identifier: MIT */
/*
 * ramp.h - how many iterations the next run of a benchmark gets. Pure arithmetic.
 *
 * The rule is that of Go's testing package (predictN), kept to a budget of wall time.
 */
#ifndef CINSTR_BENCH_RAMP_H
#define CINSTR_BENCH_RAMP_H

#include <stdbool.h>
#include <stdint.h>

#define CI_RAMP_MAX      INT64_C(1000000000)    /* iterations of a run over b->N, as in Go */
#define CI_RAMP_LOOP_MAX INT64_C(1000000000000) /* of a cinstr_bench_loop */

/*
 * Wall time of all runs together, in multiples of the goal. 2.2 leaves room for a disturbed last
 * run within the 2.5 that users may rely on.
 */
#define CI_RAMP_BUDGET         2.2
#define CI_RAMP_UNTIMED_BUDGET 5.0 /* where less than half of the wall time is measured */

/*
 * Go's prediction: goal * previous / nanos, 1.2 times that, at most 100 * last, at least last + 1,
 * at most `max`. The product has 128 bits, so that minutes of -benchtime do not overflow.
 */
int64_t ci_ramp_predict(int64_t goal_nanos, int64_t previous, int64_t nanos, int64_t last,
                        int64_t max);

/* One run: `timed` nanoseconds of its `wall` nanoseconds were measured. */
struct ci_ramp_run {
    int64_t n, timed, wall;
};

/* Invariant: `wall` is the sum over all runs so far, `last` and `before` are the last two. */
struct ci_ramp {
    int64_t goal; /* nanoseconds to measure */
    int64_t wall;
    struct ci_ramp_run last, before;
    bool cut; /* the budget ended the ramp before the goal was reached */
};

void ci_ramp_init(struct ci_ramp *ramp, int64_t goal_nanos);

/* Tells the ramp of a run that was made. */
void ci_ramp_add(struct ci_ramp *ramp, int64_t n, int64_t timed, int64_t wall);

/*
 * Iterations of the next run; 0 if the last run is final: it reached the goal, has CI_RAMP_MAX
 * iterations, or no longer run fits the budget. The last run decides which budget applies.
 */
int64_t ci_ramp_next(struct ci_ramp *ramp);

#endif
