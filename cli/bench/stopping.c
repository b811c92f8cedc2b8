/* SPDX-License-Identifier: MIT */
/* stopping.c - the test of rounds, and when there are enough; see stopping.h. */
#include "bench/stopping.h"

#include "base/pool.h"

#include <math.h>

struct ci_stat_signed_rank ci_stopping_test(const double *differences, size_t count,
                                            double confidence)
{
    struct ci_pool pool = {0};
    double *means = ci_pool_alloc(&pool, count / 2 + 1, sizeof *means);
    for (size_t i = 0; i < count / 2; i++)
        means[i] = (differences[2 * i + 1] + differences[2 * i]) / 2;
    struct ci_stat_signed_rank test = ci_stat_signed_rank(means, count / 2, confidence);
    ci_pool_deinit(&pool);
    return test;
}

/* The halves with both signs are as many values again, in balance: their interval is narrower by
 * the root of 2. */
double ci_stopping_width(const double *differences, size_t count, double confidence)
{
    struct ci_pool pool = {0};
    double *halves = ci_pool_alloc(&pool, count + 1, sizeof *halves);
    for (size_t i = 0; i < count / 2; i++) {
        halves[2 * i] = (differences[2 * i + 1] - differences[2 * i]) / 2;
        halves[2 * i + 1] = -halves[2 * i];
    }
    struct ci_stat_signed_rank test = ci_stat_signed_rank(halves, count / 2 * 2, confidence);
    ci_pool_deinit(&pool);
    return (test.high - test.low) * sqrt(2);
}
