/* SPDX-License-Identifier: MIT */
/*
 * number.h - numbers as benchstat prints them.
 *
 * Strings are the pool's.
 */
#ifndef CINSTR_CLI_STAT_NUMBER_H
#define CINSTR_CLI_STAT_NUMBER_H

#include "base/map.h"

#include <stdbool.h>

/* How to print a number: divided by FACTOR, DECIMALS places, then PREFIX. */
struct ci_stat_scale {
    int decimals;
    double factor;
    const char *prefix; /* "k", "Mi", ... */
};

/*
 * The scale that shows at least three significant digits of each of COUNT values: that of the one
 * nearest to 0 that is not 0. BINARY units have the prefixes Ki to Ti and nothing below 1; the
 * others n to T.
 */
struct ci_stat_scale ci_stat_scale_common(const double *values, size_t count, bool binary);

char *ci_stat_scale_format(struct ci_pool *pool, struct ci_stat_scale scale, double value);

/* Fewest digits that read back as VALUE, in the layout of Go's %v ("1e-05", "100000", "1e+06"). */
char *ci_stat_number_shortest(struct ci_pool *pool, double value);

/*
 * printf's FORMAT, which is a conversion of one double by f and at most a percent sign after it,
 * but with Go's "+Inf", "-Inf" and "NaN".
 */
char *ci_stat_number_format(struct ci_pool *pool, const char *format, double value);

#endif
