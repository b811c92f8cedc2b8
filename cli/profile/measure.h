/* SPDX-License-Identifier: MIT */
/* measure.h - sample values as people read them: units, scaling, percentages. */
#ifndef CINSTR_CLI_PROFILE_MEASURE_H
#define CINSTR_CLI_PROFILE_MEASURE_H

#include <stddef.h>
#include <stdint.h>

enum {
    CI_VALUE_SIZE = 400,   /* room for the digits of any value and the start of its unit */
    CI_PERCENT_SIZE = 400, /* room for any percentage */
};

/*
 * Converts VALUE of unit FROM to unit TO. "minimum" and "auto" choose the largest unit in which the
 * value is at least 1. Units are those of memory (bytes, kB: 1024 bytes, ...), of time
 * (nanoseconds, ms, ...) and GCU; a value of another unit stays as it is. Returns the converted
 * value and sets UNIT to the unit's short name, "" for one that need not be shown (count). UNIT is
 * a constant or TO itself.
 */
double ci_measure_scale(int64_t value, const char *from, const char *to, const char **unit);

/*
 * The unit for values of unit FROM, of which SMALLEST is the least and TOTAL the sum: the smallest
 * value's best one, or where the total's differs a larger one in which it is at least 0.01.
 */
const char *ci_measure_common_unit(int64_t smallest, int64_t total, const char *from);

/* Writes the scaled value with at most two decimals and its unit: "1.50MB", "0", "12ms". */
void ci_measure_format(int64_t value, const char *from, const char *to, char text[CI_VALUE_SIZE]);

/* Writes the part of the total that the value is: "  100%", "12.34%", " 0.05%", "    0%". */
void ci_measure_percent(int64_t value, int64_t total, char text[CI_PERCENT_SIZE]);

/* Sums and magnitudes that wrap around as the readers of pprof do, where C leaves it undefined. */
int64_t ci_measure_add(int64_t a, int64_t b);
void ci_measure_add_all(int64_t *to, const int64_t *from, size_t count); /* one by one */
int64_t ci_measure_abs(int64_t value);                     /* of INT64_MIN: INT64_MIN */
int64_t ci_measure_divide(int64_t value, int64_t divisor); /* by 0: the value itself */
int64_t ci_measure_multiply(int64_t value, double factor); /* cut to a whole number */

#endif
