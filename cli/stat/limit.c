/* SPDX-License-Identifier: MIT */
/* limit.c - parses a gate's limits; see gate.h. */
#include "stat/gate.h"

#include <math.h>
#include <string.h>

/* Takes a number off *TEXT; false where there is none. */
static bool take_number(const char **text, double *value)
{
    size_t len = strspn(*text, "0123456789.");
    if (ci_benchfile_float(*text, len, value))
        return false;
    *text += len;
    return true;
}

/* Takes a prefix of units off *TEXT; 1 where there is none. */
static double take_prefix(const char **text)
{
    static const struct {
        const char *text;
        double factor;
    } prefixes[] = {{"Ki", 0x1p10}, {"Mi", 0x1p20}, {"Gi", 0x1p30}, {"Ti", 0x1p40}, {"n", 1e-9},
                    {"u", 1e-6},    {"µ", 1e-6},    {"m", 1e-3},    {"k", 1e3},     {"K", 1e3},
                    {"M", 1e6},     {"G", 1e9},     {"T", 1e12}};
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
        size_t len = strlen(prefixes[i].text);
        if (strncmp(*text, prefixes[i].text, len) == 0) {
            *text += len;
            return prefixes[i].factor;
        }
    }
    return 1;
}

/* "64KiB" and "10ms" are in base units already; bare numbers are in the limit's UNIT. */
static bool parse_absolute(const char *text, double unit_factor, double *value)
{
    if (!take_number(&text, value))
        return false;
    *value *= take_prefix(&text);
    if (strcmp(text, "B") == 0 || strcmp(text, "s") == 0)
        return true;
    *value *= unit_factor;
    return *text == '\0';
}

struct ci_stat_limit *ci_stat_limit_parse(struct ci_pool *pool, const char *text,
                                          const char **error)
{
    struct ci_stat_limit *limit = ci_pool_alloc(pool, 1, sizeof(*limit));
    const char *equals = strrchr(text, '=');
    double unit_factor;
    limit->text = text;
    *error = "a limit is UNIT=REL%[|ABS], such as 'allocs/op=0%' or 'sec/op=5%|200ms'";
    if (!equals || equals == text)
        return NULL;
    const char *unit = ci_pool_copy(pool, text, (size_t)(equals - text));
    limit->unit = ci_benchfile_tidy(pool, unit, &unit_factor);
    if (unit[0] == '@' && strcmp(unit, "@exact") != 0 && strcmp(unit, "@all") != 0) {
        *error = "the groups of units are @exact and @all";
        return NULL;
    }
    const char *rest = equals + 1;
    if (!take_number(&rest, &limit->relative) || (*rest != '%' && limit->relative != 0))
        return NULL;
    limit->relative /= 100;
    rest += *rest == '%';
    if (*rest == '|') {
        limit->has_absolute = true;
        if (!parse_absolute(rest + 1, unit_factor, &limit->absolute))
            return NULL;
        rest = "";
    }
    return *rest ? NULL : limit;
}
