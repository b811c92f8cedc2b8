/* SPDX-License-Identifier: MIT */
/* limit.c - the limits of a gate: their grammar, their file, which one applies. */
#include "gate/gate.h"
#include "profile/schema.h"
#include "base/input.h"
#include "profile/measure.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/*
 * Takes the function that WHAT is for out of it, and leaves the metric: "func:GLOB:METRIC", or
 * "METRIC@NAME", where the metric may be a group, "@exact". Returns whether all parts are there.
 */
static bool split(char *what, struct ci_limit *limit)
{
    limit->metric = what;
    char *at = *what ? strchr(what + 1, '@') : NULL;
    if (strncmp(what, "func:", 5) == 0) {
        char *colon = strrchr(what, ':');
        limit->glob = colon > what + 4 ? what + 5 : "";
        limit->metric = colon + 1;
        *colon = '\0';
        return *limit->glob && *limit->metric;
    }
    if (at) {
        *at = '\0';
        limit->name = at + 1;
    }
    return *what && !strchr(what, ':') && (!at || at[1]);
}

/* A function's name, such as "operator()", need not be a regular expression. */
static void compile(struct ci_gate *gate, struct ci_limit *limit)
{
    struct ci_error ignored;
    if (limit->name)
        limit->pattern = ci_pattern_create(
            "limit", ci_pool_format(&gate->pool, "^(?:%s)$", limit->name), &ignored);
}

int ci_limit_add(struct ci_gate *gate, const char *text, const char *origin, struct ci_error *error)
{
    struct ci_limit limit = {.text = ci_pool_copy(&gate->pool, text, strlen(text)),
                             .origin = ci_pool_copy(&gate->pool, origin, strlen(origin))};
    const char *equals = strrchr(text, '=');
    if (!equals || !ci_limit_read_values(equals + 1, &limit))
        return ci_error_set(error,
                            "limit '%s': give METRIC=REL%%[|ABS], such as 'instructions=1%%' or "
                            "'alloc_space=0|1MB'",
                            text);
    char *what = ci_pool_copy(&gate->pool, text, (size_t)(equals - text));
    if (!split(what, &limit))
        return ci_error_set(error,
                            "limit '%s': for functions give METRIC@NAME=REL%%[|ABS] or "
                            "func:GLOB:METRIC=REL%%[|ABS]",
                            text);
    if (ci_limit_is_bad_group(limit.metric))
        return ci_error_set(error, "limit '%s': the groups of metrics are @exact and @all", text);
    compile(gate, &limit);
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

void ci_limit_deinit(struct ci_gate *gate)
{
    for (size_t i = 0; i < gate->limits.count; i++)
        ci_pattern_destroy(&gate->limits.limits[i].pattern);
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

/* NAME: NULL for the total. */
static bool fits_function(const struct ci_limit *limit, const char *name)
{
    if (!name)
        return !ci_limit_is_of_functions(limit);
    if (limit->glob)
        return fnmatch(limit->glob, name, 0) == 0;
    return limit->name && (strcmp(limit->name, name) == 0 ||
                           (limit->pattern && ci_pattern_match(limit->pattern, name)));
}

const struct ci_limit *ci_limit_find(struct ci_gate *gate, const struct ci_value_type *metric,
                                     const char *name)
{
    const struct ci_limit *found = NULL;
    for (size_t i = 0; i < gate->limits.count; i++) {
        struct ci_limit *limit = &gate->limits.limits[i];
        if (!fits_metric(limit, metric) || !fits_function(limit, name))
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
