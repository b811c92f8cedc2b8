/* SPDX-License-Identifier: MIT */
/*
 * math.h - the statistics of `cinstr stat`: medians with order-statistic intervals, the
 * Mann-Whitney U test, geometric means, Holm's correction.
 *
 * Results equal those of benchstat (golang.org/x/perf on amd64) to the last digit printed. Samples
 * are sorted ascending and hold no NaN. All functions are pure but for memory taken and freed.
 */
#ifndef CINSTR_CLI_STAT_MATH_H
#define CINSTR_CLI_STAT_MATH_H

#include <stdbool.h>
#include <stddef.h>

/* The sample's median: Hyndman and Fan's quantile R8 at 0.5. COUNT >= 1. */
double ci_stat_median(const double *sorted, size_t count);

/*
 * The interval of the median at CONFIDENCE (0 to 1) for a sample of COUNT: the 1-based order
 * statistics that bound it, 0 or COUNT + 1 where that side is infinite.
 *
 * Up to 30 samples the binomial distribution B(COUNT, 1/2) is summed outward from its lower mode,
 * the larger neighbour first and the left one on ties; above, its normal approximation is rounded
 * outward and then shortened by one on the right if that still holds CONFIDENCE.
 */
void ci_stat_median_interval(size_t count, double confidence, size_t *low, size_t *high);

/*
 * The least sample size whose median interval is finite at CONFIDENCE; 0 if that is above
 * CI_STAT_MEDIAN_LIMIT.
 */
enum { CI_STAT_MEDIAN_LIMIT = 50 };
size_t ci_stat_median_samples(double confidence);

/* Geometric mean; NaN for no values or one that is not above 0. */
double ci_stat_geomean(const double *values, size_t count);

struct ci_stat_utest {
    bool all_equal; /* nothing to test: p is 1 */
    double u;       /* pairs in which the first sample's value is greater, ties as a half */
    double p;       /* two-sided; may exceed 1 slightly for ties, as in the reference */
};

/*
 * Mann-Whitney's U test. Exact up to 50 samples a side without ties (Mann and Whitney 1947) and up
 * to 25 with ties (counted over tie groups, Klotz 1966); above, the normal approximation with tie
 * and continuity correction.
 */
struct ci_stat_utest ci_stat_utest(const double *first, size_t first_count, const double *second,
                                   size_t second_count);

/* The smallest p that the exact test can give for samples of these sizes: 2 / C(m+n, m). */
double ci_stat_utest_least_p(size_t first_count, size_t second_count);

/*
 * The least size of two equal samples that can differ at level ALPHA; 0 if that is above
 * CI_STAT_UTEST_LIMIT.
 */
enum { CI_STAT_UTEST_LIMIT = 10 };
size_t ci_stat_utest_samples(double alpha);

/*
 * The interval at CONFIDENCE of the ratio new / old of two samples of positive values: the pairwise
 * ratios whose ranks bound the acceptance region of the U test (Hodges and Lehmann). False, and
 * nothing set, where a value is not above 0 or the samples are too small for that confidence.
 */
bool ci_stat_ratio_interval(const double *old_values, size_t old_count, const double *new_values,
                            size_t new_count, double confidence, double *low, double *high);

/* Replaces COUNT p values by Holm's step-down adjusted ones (Holm 1979), at most 1. */
void ci_stat_holm(double *p, size_t count);

/* Go's log and exp on amd64, which differ from the C library's in the last bits. */
double ci_stat_log(double x);
double ci_stat_exp(double x);

#endif
