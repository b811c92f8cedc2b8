/* SPDX-License-Identifier: MIT */
/*
 * measure.c - units and the formatting of values.
 *
 * Names, limits and roundings are those of pprof's package `measurement`, so that tables equal its
 * tables byte for byte.
 */
#include "profile/measure.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct unit {
    const char *name;       /* as it is printed */
    const char *aliases[3]; /* small letters, without a plural s */
    double factor;          /* of the first unit of its kind */
};

struct unit_kind {
    const struct unit *units; /* the smallest first; ends with a NULL name */
    const char *fallback;     /* for a value too small for every unit, or an unknown target */
    double fallback_factor;
};

static const struct unit memory_units[] = {
    {"B", {"b", "byte", NULL}, 1},
    {"kB", {"kb", "kbyte", "kilobyte"}, 0x1p10},
    {"MB", {"mb", "mbyte", "megabyte"}, 0x1p20},
    {"GB", {"gb", "gbyte", "gigabyte"}, 0x1p30},
    {"TB", {"tb", "tbyte", "terabyte"}, 0x1p40},
    {"PB", {"pb", "pbyte", "petabyte"}, 0x1p50},
    {NULL, {NULL}, 0},
};

static const struct unit time_units[] = {
    {"ns", {"ns", "nanosecond", NULL}, 1},    {"us", {"us", "microsecond", NULL}, 1e3},
    {"ms", {"ms", "millisecond", NULL}, 1e6}, {"s", {"s", "sec", "second"}, 1e9},
    {"hrs", {"hour", "hr", NULL}, 3600e9},    {NULL, {NULL}, 0},
};

static const struct unit gcu_units[] = {
    {"n*GCU", {"nanogcu", NULL}, 1e-9},  {"u*GCU", {"microgcu", NULL}, 1e-6},
    {"m*GCU", {"milligcu", NULL}, 1e-3}, {"GCU", {"gcu", NULL}, 1},
    {"k*GCU", {"kilogcu", NULL}, 1e3},   {"M*GCU", {"megagcu", NULL}, 1e6},
    {"G*GCU", {"gigagcu", NULL}, 1e9},   {"T*GCU", {"teragcu", NULL}, 1e12},
    {"P*GCU", {"petagcu", NULL}, 1e15},  {NULL, {NULL}, 0},
};

static const struct unit_kind kinds[] = {
    {memory_units, "B", 1},
    {time_units, "s", 1e9},
    {gcu_units, "GCU", 1},
};

static const struct unit *find_unit(const struct unit_kind *kind, const char *name)
{
    char small[16];
    size_t length = strlen(name);
    if (length >= sizeof small)
        return NULL;
    for (size_t i = 0; i <= length; i++)
        small[i] = (char)tolower((unsigned char)name[i]);
    if (length > 2 && small[length - 1] == 's')
        small[length - 1] = '\0';
    for (const struct unit *unit = kind->units; unit->name; unit++)
        for (int i = 0; i < 3 && unit->aliases[i]; i++)
            if (strcmp(small, unit->aliases[i]) == 0)
                return unit;
    return NULL;
}

static bool is_automatic(const char *unit)
{
    return strcmp(unit, "minimum") == 0 || strcmp(unit, "auto") == 0;
}

static const struct unit *find_best(const struct unit_kind *kind, double value)
{
    const struct unit *best = NULL;
    for (const struct unit *unit = kind->units; unit->name; unit++)
        if (value / unit->factor >= 1)
            best = unit;
    return best;
}

static double scale_magnitude(double value, const char *from, const char *to, const char **name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct unit *unit = find_unit(&kinds[i], from);
        if (!unit)
            continue;
        value *= unit->factor;
        const struct unit *target =
            is_automatic(to) ? find_best(&kinds[i], value) : find_unit(&kinds[i], to);
        *name = target ? target->name : kinds[i].fallback;
        return value / (target ? target->factor : kinds[i].fallback_factor);
    }
    bool plain = is_automatic(to) || strcmp(to, "count") == 0 || strcmp(to, "sample") == 0 ||
                 strcmp(to, "unit") == 0;
    *name = plain ? "" : to;
    return value;
}

double ci_measure_scale(int64_t value, const char *from, const char *to, const char **unit)
{
    if (value < 0 && value != INT64_MIN)
        return -scale_magnitude((double)-value, from, to, unit);
    return scale_magnitude((double)value, from, to, unit);
}

/* The smallest value's unit, unless the total is so much larger that a table of both would have
 * long numbers: then that of a value a hundred times as large. */
const char *ci_measure_common_unit(int64_t smallest, int64_t total, const char *from)
{
    const char *unit, *total_unit;
    ci_measure_scale(smallest, from, "minimum", &unit);
    ci_measure_scale(total, from, "minimum", &total_unit);
    int64_t hundredfold = (int64_t)((uint64_t)smallest * 100);
    if (strcmp(unit, total_unit) != 0 && hundredfold < total)
        ci_measure_scale(hundredfold, from, "minimum", &unit);
    return *unit ? unit : from;
}

void ci_measure_format(int64_t value, const char *from, const char *to, char text[CI_VALUE_SIZE])
{
    const char *unit;
    double scaled = ci_measure_scale(value, from, to, &unit);
    int length = snprintf(text, CI_VALUE_SIZE, "%.2f", scaled);
    if (length > 3 && strcmp(text + length - 3, ".00") == 0)
        text[length -= 3] = '\0';
    if (strcmp(text, "0") == 0 || strcmp(text, "-0") == 0)
        strcpy(text, "0");
    else
        snprintf(text + length, (size_t)(CI_VALUE_SIZE - length), "%s", unit);
}

void ci_measure_percent(int64_t value, int64_t total, char text[CI_PERCENT_SIZE])
{
    double ratio = total ? fabs((double)value / (double)total) * 100 : 0;
    if (ratio >= 99.95 && ratio <= 100.05)
        strcpy(text, "  100%");
    else
        snprintf(text, CI_PERCENT_SIZE, ratio >= 1 ? "%5.2f%%" : "%5.2g%%", ratio);
}

/* Overflow wraps in Go, where pprof counts, and is undefined in C. */
int64_t ci_measure_add(int64_t a, int64_t b)
{
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

void ci_measure_add_all(int64_t *to, const int64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = ci_measure_add(to[i], from[i]);
}

int64_t ci_measure_abs(int64_t value)
{
    return value < 0 ? (int64_t) - (uint64_t)value : value;
}

int64_t ci_measure_divide(int64_t value, int64_t divisor)
{
    if (divisor == 0)
        return value;
    return divisor == -1 ? (int64_t) - (uint64_t)value : value / divisor;
}

int64_t ci_measure_multiply(int64_t value, double factor)
{
    double product = (double)value * factor;
    return product >= -0x1p63 && product < 0x1p63 ? (int64_t)product : INT64_MIN;
}
