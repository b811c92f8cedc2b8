/* SPDX-License-Identifier: MIT */
/*
 * stopping.h - the test of a comparison's rounds, and when there are enough of them.
 *
 * Whoever looks again and again, and stops when the data please him, finds changes where there are
 * none. So what decides about stopping must tell nothing of what is tested. Rounds are taken in
 * twos:
 *
 *     mean = (second + first) / 2        is tested
 *     half = (second - first) / 2        its size tells how much rounds vary
 *
 * Where old and new are the same program, both differences of two rounds may as well have the other
 * sign: the mean's sign is then a fair coin, whatever the sizes of mean and half are. So the test
 * of the means keeps its level whatever rule stops by the sizes of the halves.
 */
#ifndef CINSTR_CLI_BENCH_STOPPING_H
#define CINSTR_CLI_BENCH_STOPPING_H

#include "stat/signedrank.h"

#include <stddef.h>

/* Wilcoxon's test of the rounds' means by twos. A last round alone does not count. */
struct ci_stat_signed_rank ci_stopping_test(const double *differences, size_t count,
                                            double confidence);

/* How wide the interval of that test will be, by the sizes of the halves alone. */
double ci_stopping_width(const double *differences, size_t count, double confidence);

#endif
