/* SPDX-License-Identifier: MIT */
/* number.c - numbers as benchstat prints them; see number.h. */
#include "stat/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct step {
    double factor;
    const char *prefix;
    double hundred, ten, one; /* the least values that print as 100.0, 10.00 and 1.000 */
};

/* The limits are literals, so that they round exactly as a printed value does. */
static const struct step si_steps[] = {
    {1e12, "T", 99.995e12, 9.9995e12, .99995e12}, {1e9, "G", 99.995e9, 9.9995e9, .99995e9},
    {1e6, "M", 99.995e6, 9.9995e6, .99995e6},     {1e3, "k", 99.995e3, 9.9995e3, .99995e3},
    {1e0, "", 99.995e0, 9.9995e0, .99995e0},      {1e-3, "m", 99.995e-3, 9.9995e-3, .99995e-3},
    {1e-6, "µ", 99.995e-6, 9.9995e-6, .99995e-6}, {1e-9, "n", 99.995e-9, 9.9995e-9, .99995e-9},
};

#define IEC_STEP(factor, prefix)                                                                   \
    {                                                                                              \
        factor, prefix, 99.995 * (factor), 9.9995 * (factor), .99995 * (factor)                    \
    }

static const struct step iec_steps[] = {IEC_STEP(0x1p40, "Ti"), IEC_STEP(0x1p30, "Gi"),
                                        IEC_STEP(0x1p20, "Mi"), IEC_STEP(0x1p10, "Ki"),
                                        IEC_STEP(1.0, "")};

/* What the smallest step does not reach: 3 decimals from the first limit on, one more for each. */
static struct ci_stat_scale scale_below(struct step smallest, double least)
{
    static const double limits[] = {9.9995e-1, 9.9995e-2, 9.9995e-3, 9.9995e-4,
                                    9.9995e-5, 9.9995e-6, 9.9995e-7, 9.9995e-8};
    const int last = sizeof(limits) / sizeof(limits[0]) - 1;
    int i = 0;
    while (i < last && least / smallest.factor < limits[i])
        i++;
    return (struct ci_stat_scale){3 + i, smallest.factor, smallest.prefix};
}

struct ci_stat_scale ci_stat_scale_common(const double *values, size_t count, bool binary)
{
    const struct step *steps = binary ? iec_steps : si_steps;
    size_t step_count =
        binary ? sizeof(iec_steps) / sizeof(iec_steps[0]) : sizeof(si_steps) / sizeof(si_steps[0]);
    double least = 0;
    for (size_t i = 0; i < count; i++)
        if (values[i] != 0 && (least == 0 || fabs(values[i]) < least))
            least = fabs(values[i]);
    if (least == 0)
        return (struct ci_stat_scale){3, 1, ""};
    for (size_t i = 0; i < step_count; i++) {
        struct step step = steps[i];
        int decimals = least >= step.hundred ? 1 : least >= step.ten ? 2 : 3;
        if (least >= step.one)
            return (struct ci_stat_scale){decimals, step.factor, step.prefix};
    }
    return scale_below(steps[step_count - 1], least);
}

char *ci_stat_scale_format(struct ci_pool *pool, struct ci_stat_scale scale, double value)
{
    char format[16];
    snprintf(format, sizeof(format), "%%.%df", scale.decimals);
    return ci_pool_format(pool, "%s%s", ci_stat_number_format(pool, format, value / scale.factor),
                          scale.prefix);
}

char *ci_stat_number_shortest(struct ci_pool *pool, double value)
{
    char text[40];
    int precision = 0;
    if (!isfinite(value))
        return ci_stat_number_format(pool, "%f", value);
    do
        snprintf(text, sizeof(text), "%.*e", precision++, value);
    while (strtod(text, NULL) != value);
    int exponent = atoi(strchr(text, 'e') + 1);
    int decimals = precision - 1 > exponent ? precision - 1 - exponent : 0;
    if (exponent >= -4 && exponent < 6)
        return ci_pool_format(pool, "%.*f", decimals, value);
    return ci_pool_copy(pool, text, strlen(text));
}

char *ci_stat_number_format(struct ci_pool *pool, const char *format, double value)
{
    if (!isfinite(value)) {
        const char *word = isnan(value) ? strchr(format, '+') ? "+NaN" : "NaN"
                           : value > 0  ? "+Inf"
                                        : "-Inf";
        /* What follows the number: after the conversion, with "%%" as "%". */
        const char *rest = strchr(format, 'f');
        return ci_pool_format(pool, "%s%s", word, rest && strchr(rest, '%') ? "%" : "");
    }
    char text[512]; /* 309 digits, a few decimals */
    int len = snprintf(text, sizeof(text), format, value);
    return ci_pool_copy(pool, text, (size_t)len);
}
