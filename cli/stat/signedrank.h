/* SPDX-License-Identifier: MIT */
/*
 * signedrank.h - paired differences: Wilcoxon's signed-rank test and the interval that belongs to
 * it.
 *
 * It assumes that a difference is as likely to lie some way above the centre as below it, and
 * nothing else of its distribution. Where old and new are the same program, exchanging them changes
 * nothing, so that holds.
 */
#ifndef CINSTR_CLI_STAT_SIGNEDRANK_H
#define CINSTR_CLI_STAT_SIGNEDRANK_H

#include <stdbool.h>
#include <stddef.h>

struct ci_stat_signed_rank {
    double center; /* Hodges and Lehmann's: the median of the means of all pairs of differences */
    double low, high; /* at the confidence; infinite where there are too few differences */
    double p;         /* two-sided, that the centre is 0 */
};

/*
 * The test of COUNT >= 1 differences. Exact up to 100 of them without ties, above and with ties by
 * the normal approximation; the interval is exact up to 100.
 */
struct ci_stat_signed_rank ci_stat_signed_rank(const double *differences, size_t count,
                                               double confidence);

#endif
