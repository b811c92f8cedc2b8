/* SPDX-License-Identifier: MIT */
/* duration.c - reading and writing of Go's durations. */
#include "duration.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct unit {
    const char *name;
    int64_t nanos;
} units[] = {
    {"ns", 1},       {"us", 1000},     {"µs", 1000},          {"μs", 1000},
    {"ms", 1000000}, {"s", CI_SECOND}, {"m", 60 * CI_SECOND}, {"h", 3600 * CI_SECOND},
};

/* The unit at the start of `text`: everything before the next digit or dot. */
static const struct unit *find_unit(const char *text, size_t *length)
{
    *length = strcspn(text, "0123456789.");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == *length && memcmp(units[i].name, text, *length) == 0)
            return &units[i];
    return NULL;
}

/* One number with its unit, added to `*total`. Returns what follows, NULL when it is malformed. */
static const char *parse_part(const char *text, __int128 *total)
{
    __int128 whole = 0, fraction = 0, scale = 1;
    bool digits = false;
    for (; isdigit((unsigned char)*text); text++, digits = true)
        if ((whole = whole * 10 + (*text - '0')) > INT64_MAX)
            return NULL;
    if (*text == '.') {
        text++;
        for (; isdigit((unsigned char)*text); text++, digits = true)
            if (scale < INT64_MAX / 10) { /* digits beyond are less than a nanosecond */
                fraction = fraction * 10 + (*text - '0');
                scale *= 10;
            }
    }
    size_t length;
    const struct unit *unit = digits ? find_unit(text, &length) : NULL;
    if (!unit)
        return NULL;
    *total += whole * unit->nanos + fraction * unit->nanos / scale;
    return *total > INT64_MAX ? NULL : text + length;
}

bool ci_duration_parse(const char *text, int64_t *nanos)
{
    bool negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    __int128 total = 0;
    if (strcmp(text, "0") != 0) {
        if (!*text)
            return false;
        while (text && *text)
            text = parse_part(text, &total);
        if (!text)
            return false;
    }
    *nanos = (int64_t)(negative ? -total : total);
    return true;
}

/* "1.5" + unit: at most nine decimals, no trailing zeros. */
static int format_decimal(char *text, size_t size, int64_t value, int64_t unit, const char *name)
{
    char fraction[24] = "";
    if (value % unit) {
        /* the digits after a leading 1 are the fraction with its zeros */
        snprintf(fraction, sizeof fraction, "%lld", (long long)(unit + value % unit));
        fraction[0] = '.';
        for (size_t end = strlen(fraction); fraction[end - 1] == '0';)
            fraction[--end] = '\0';
    }
    return snprintf(text, size, "%lld%s%s", (long long)(value / unit), fraction, name);
}

void ci_duration_format(char *text, size_t size, int64_t nanos)
{
    uint64_t rest = nanos < 0 ? -(uint64_t)nanos : (uint64_t)nanos;
    int used = nanos < 0 ? snprintf(text, size, "-") : 0;
    if (rest == 0) {
        snprintf(text, size, "0s");
        return;
    }
    if (rest < (uint64_t)CI_SECOND) {
        int64_t unit = rest < 1000 ? 1 : rest < 1000000 ? 1000 : 1000000;
        format_decimal(text + used, size - (size_t)used, (int64_t)rest, unit,
                       unit == 1      ? "ns"
                       : unit == 1000 ? "µs"
                                      : "ms");
        return;
    }
    uint64_t minutes = rest / (60 * (uint64_t)CI_SECOND);
    if (minutes >= 60)
        used += snprintf(text + used, size - (size_t)used, "%lluh%llum",
                         (unsigned long long)(minutes / 60), (unsigned long long)(minutes % 60));
    else if (minutes)
        used += snprintf(text + used, size - (size_t)used, "%llum", (unsigned long long)minutes);
    format_decimal(text + used, size - (size_t)used, (int64_t)(rest % (60 * (uint64_t)CI_SECOND)),
                   CI_SECOND, "s");
}
