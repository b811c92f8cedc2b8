/* SPDX-License-Identifier: MIT */
/* limit.c - the limits of a gate: their grammar, their file, which one applies. */
#include "gate/gate.h"
#include "profile/schema.h"
#include "base/input.h"
#include "profile/measure.h"

#include <errno.h>
#include <fnmatch.h>
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
    } prefixes[] = {{"Ki", 0x1p10}, {"Mi", 0x1p20}, {"Gi", 0x1p30}, {"Ti", 0x1p40},
                    {"n", 1e-9},    {"u", 1e-6},    {"m", 1e-3},    {"k", 1e3},
                    {"K", 1e3},     {"M", 1e6},     {"G", 1e9},     {"T", 1e12}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i].text);
        if (strncmp(*text, prefixes[i].text, length) == 0) {
            *text += length;
            return prefixes[i].factor;
        }
    }
    return 1;
}

/* "1MB", "10ms", or a number with a prefix in the metric's own unit. */
static bool take_absolute(const char *text, struct ci_limit *limit)
{
    limit->has_absolute = true;
    if (!take_number(&text, &limit->absolute))
        return false;
    limit->absolute *= take_prefix(&text);
    if (*text == 'B' || *text == 's')
        limit->dimension = *text++;
    return *text == '\0';
}

/* What is behind the '='. */
static bool take_values(const char *text, struct ci_limit *limit)
{
    if (!take_number(&text, &limit->relative) || (*text != '%' && limit->relative != 0))
        return false;
    limit->relative /= 100;
    text += *text == '%';
    return *text == '|' ? take_absolute(text + 1, limit) : *text == '\0';
}

int ci_limit_add(struct ci_gate *gate, const char *text, const char *origin, struct ci_error *error)
{
    struct ci_limit limit = {.text = ci_pool_copy(&gate->pool, text, strlen(text)),
                             .origin = ci_pool_copy(&gate->pool, origin, strlen(origin))};
    const char *equals = strrchr(text, '=');
    if (!equals || !take_values(equals + 1, &limit))
        return ci_error_set(error,
                            "limit '%s': give METRIC=REL%%[|ABS], such as 'instructions=1%%' or "
                            "'alloc_space=0|1MB'",
                            text);
    char *what = ci_pool_copy(&gate->pool, text, (size_t)(equals - text));
    limit.metric = what;
    if (strncmp(what, "func:", 5) == 0) {
        char *colon = strrchr(what, ':');
        limit.glob = colon > what + 4 ? what + 5 : "";
        limit.metric = colon + 1;
        *colon = '\0';
    }
    if (!*limit.metric || (limit.glob && !*limit.glob) || strchr(limit.metric, ':'))
        return ci_error_set(error, "limit '%s': for functions give func:GLOB:METRIC=REL%%[|ABS]",
                            text);
    if (*limit.metric == '@' && strcmp(limit.metric, "@exact") && strcmp(limit.metric, "@all"))
        return ci_error_set(error, "limit '%s': the groups of metrics are @exact and @all", text);
    struct ci_limits *limits = &gate->limits;
    limits->limits =
        ci_pool_grow(&gate->pool, limits->limits, limits->count, sizeof *limits->limits);
    limits->limits[limits->count++] = limit;
    return 0;
}

/* Cuts white space and a comment off a line. */
static char *trim(char *line)
{
    line[strcspn(line, "#")] = '\0';
    line += strspn(line, " \t\r");
    size_t length = strlen(line);
    while (length && strchr(" \t\r", line[length - 1]))
        line[--length] = '\0';
    return line;
}

int ci_limit_read(struct ci_gate *gate, const char *path, struct ci_error *error)
{
    struct ci_bytes file;
    if (ci_input_read(path, &file, error))
        return -1;
    char *text = ci_pool_copy(&gate->pool, (const char *)file.data, file.size);
    free(file.data);
    int status = 0;
    for (int number = 1; text && status == 0; number++) {
        char *line = strsep(&text, "\n");
        line = trim(line);
        if (*line)
            status =
                ci_limit_add(gate, line, ci_pool_format(&gate->pool, "%s:%d", path, number), error);
    }
    return status;
}

void ci_limit_default(struct ci_gate *gate)
{
    static struct ci_limit none = {.text = "@exact=0%", .metric = "@exact"};
    if (gate->limits.count == 0)
        gate->limits = (struct ci_limits){&none, 1};
}

static bool fits_metric(const struct ci_limit *limit, const struct ci_value_type *metric)
{
    if (strcmp(limit->metric, "@all") == 0)
        return true;
    if (strcmp(limit->metric, "@exact") == 0)
        return ci_schema_is_exact(metric);
    return strcmp(limit->metric, metric->type) == 0;
}

const struct ci_limit *ci_limit_find(struct ci_gate *gate, const struct ci_value_type *metric,
                                     const char *name)
{
    const struct ci_limit *found = NULL;
    for (size_t i = 0; i < gate->limits.count; i++) {
        struct ci_limit *limit = &gate->limits.limits[i];
        if (!fits_metric(limit, metric) || !limit->glob != !name)
            continue;
        if (limit->glob && fnmatch(limit->glob, name, 0))
            continue;
        limit->used = true;
        found = limit;
    }
    return found;
}

double ci_limit_absolute(const struct ci_limit *limit, const struct ci_value_type *metric)
{
    const char *unit;
    if (limit->dimension == 's')
        return limit->absolute / ci_measure_scale(1, metric->unit, "s", &unit);
    if (limit->dimension == 'B')
        return limit->absolute / ci_measure_scale(1, metric->unit, "bytes", &unit);
    return limit->absolute;
}
