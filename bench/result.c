/* SPDX-License-Identifier: MIT */
/* result.c - the metrics of a result, kept sorted by unit. */
#include "result.h"

#include <string.h>

/* The index of `unit`, or of where it belongs. */
static int find(const struct ci_result *result, const char *unit, bool *found)
{
    int i = 0;
    while (i < result->metric_count && strcmp(result->metrics[i].unit, unit) < 0)
        i++;
    *found = i < result->metric_count && strcmp(result->metrics[i].unit, unit) == 0;
    return i;
}

bool ci_result_set(struct ci_result *result, const char *unit, double value)
{
    bool found;
    int i = find(result, unit, &found);
    struct ci_metric *metric = &result->metrics[i];
    if (!found) {
        if (result->metric_count == CI_METRICS_MAX || strlen(unit) >= CI_UNIT_SIZE)
            return false;
        memmove(metric + 1, metric, (size_t)(result->metric_count - i) * sizeof *metric);
        result->metric_count++;
        strcpy(metric->unit, unit);
    }
    metric->value = value;
    return true;
}

bool ci_result_get(const struct ci_result *result, const char *unit, double *value)
{
    bool found;
    int i = find(result, unit, &found);
    if (found)
        *value = result->metrics[i].value;
    return found;
}

bool ci_result_find(const struct ci_result *result, const char *unit, double *value)
{
    double n = (double)result->n, counted = (double)ci_result_counted_n(result);
    if (ci_result_get(result, unit, value))
        return true;
    if (result->n <= 0)
        return false;
    *value = strcmp(unit, "ns/op") == 0       ? (double)result->nanos / n
             : strcmp(unit, "cpu-ns/op") == 0 ? (double)result->cpu / n
             : strcmp(unit, "B/op") == 0      ? (double)result->allocated / counted
                                              : (double)result->allocations / counted;
    if (strcmp(unit, "ns/op") == 0 || strcmp(unit, "cpu-ns/op") == 0)
        return !result->exact;
    return (strcmp(unit, "B/op") == 0 || strcmp(unit, "allocs/op") == 0) && result->has_allocations;
}

double ci_result_cpu_per_op(const struct ci_result *result)
{
    return result->n > 0 ? (double)result->cpu / (double)result->n : 0;
}

double ci_result_nanos_per_op(const struct ci_result *result)
{
    double nanos = 0;
    if (!ci_result_get(result, "ns/op", &nanos) && !result->exact && result->n > 0)
        nanos = (double)result->nanos / (double)result->n;
    return nanos;
}
