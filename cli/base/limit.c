/* SPDX-License-Identifier: MIT */
/* limit.c - the numbers of limits, and the names of verdicts. */
#include "base/limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Takes a number of at least 0 off *TEXT. */
static bool take_number(const char **text, double *value)
{
    size_t length = strspn(*text, "0123456789.");
    char *end;
    *value = strtod(*text, &end);
    bool whole = length && (size_t)(end - *text) == length && isfinite(*value);
    *text += length;
    return whole;
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
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].text);
        if (strncmp(*text, prefixes[i].text, length) == 0) {
            *text += length;
            return prefixes[i].factor;
        }
    }
    return 1;
}

static bool read_absolute(const char *text, struct ci_limit *limit)
{
    limit->has_absolute = true;
    if (!take_number(&text, &limit->absolute))
        return false;
    limit->absolute *= take_prefix(&text);
    if (*text == 'B' || *text == 's')
        limit->dimension = *text++;
    return *text == '\0';
}

bool ci_limit_read_values(const char *text, struct ci_limit *limit)
{
    if (!take_number(&text, &limit->relative) || (*text != '%' && limit->relative != 0))
        return false;
    limit->relative /= 100;
    text += *text == '%';
    return *text == '|' ? read_absolute(text + 1, limit) : *text == '\0';
}

bool ci_limit_is_of_functions(const struct ci_limit *limit)
{
    return limit->glob || limit->name;
}

bool ci_limit_is_bad_group(const char *metric)
{
    return *metric == '@' && strcmp(metric, "@exact") != 0 && strcmp(metric, "@all") != 0;
}

static const struct {
    const char *word, *name;
} verdicts[CI_VERDICTS] = {
    [CI_VERDICT_PASS] = {"pass", "pass"},
    [CI_VERDICT_NEW] = {"new", "new"},
    [CI_VERDICT_IMPROVED] = {"improved", "improved"},
    [CI_VERDICT_UNDECIDED] = {"UNDECIDED", "undecided"},
    [CI_VERDICT_UNSTEADY] = {"NOT DETERMINISTIC", "not-deterministic"},
    [CI_VERDICT_MISSING] = {"MISSING", "missing"},
    [CI_VERDICT_REGRESSION] = {"REGRESSION", "regression"},
};

const char *ci_verdict_word(enum ci_verdict verdict)
{
    return verdicts[verdict].word;
}

const char *ci_verdict_name(enum ci_verdict verdict)
{
    return verdicts[verdict].name;
}
