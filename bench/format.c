/* SPDX-License-Identifier: MIT */
/* format.c - numbers and columns of a result line. */
#include "format.h"

#include <math.h>
#include <string.h>

/* As Go prints them: NaN without a sign and in the widest column, since no limit is above it. */
static void format_infinite(FILE *out, double value, const char *unit)
{
    if (isnan(value))
        fprintf(out, "%18s %s", "NaN", unit);
    else
        fprintf(out, "%10s %s", value > 0 ? "+Inf" : "-Inf", unit);
}

void ci_format_value(FILE *out, double value, const char *unit)
{
    /* The limits are those at which the next precision would round to one digit more. */
    static const struct {
        double limit;
        int width, decimals;
    } formats[] = {
        {999.95, 10, 0},   {99.995, 12, 1},    {9.9995, 13, 2},     {0.99995, 14, 3},
        {0.099995, 15, 4}, {0.0099995, 16, 5}, {0.00099995, 17, 6}, {0, 18, 7},
    };
    if (!isfinite(value)) {
        format_infinite(out, value, unit);
        return;
    }
    double size = fabs(value);
    int i = 0;
    while (size != 0 && size < formats[i].limit)
        i++;
    fprintf(out, "%*.*f %s", formats[i].width, formats[i].decimals, value, unit);
}

static double megabytes_per_second(const struct ci_result *result)
{
    double value = 0;
    if (ci_result_get(result, "MB/s", &value))
        return value;
    if (result->exact || result->bytes <= 0 || result->nanos <= 0 || result->n <= 0)
        return 0;
    return (double)result->bytes * (double)result->n / 1e6 / ((double)result->nanos / 1e9);
}

/* A column of whole numbers: the benchmark's own value, or a total over the iterations. */
static void print_memory(FILE *out, const struct ci_result *result, uint64_t total,
                         const char *unit)
{
    double own;
    if (ci_result_get(result, unit, &own))
        fprintf(out, "\t%8lld %s", (long long)own, unit);
    else if (result->has_allocations && ci_result_counted_n(result) > 0)
        fprintf(out, "\t%8llu %s",
                (unsigned long long)(total / (uint64_t)ci_result_counted_n(result)), unit);
}

static bool has_own_column(const char *unit)
{
    return strcmp(unit, "ns/op") == 0 || strcmp(unit, "MB/s") == 0 || strcmp(unit, "B/op") == 0 ||
           strcmp(unit, "allocs/op") == 0;
}

void ci_format_result(FILE *out, const struct ci_result *result, bool memory)
{
    fprintf(out, "%8lld", (long long)result->n);
    double nanos = ci_result_nanos_per_op(result);
    if (nanos != 0) {
        fputc('\t', out);
        ci_format_value(out, nanos, "ns/op");
    }
    double rate = megabytes_per_second(result);
    if (rate != 0)
        fprintf(out, "\t%7.2f MB/s", rate);
    for (int i = 0; i < result->metric_count; i++) {
        const struct ci_metric *metric = &result->metrics[i];
        if (has_own_column(metric->unit))
            continue;
        fputc('\t', out);
        ci_format_value(out, metric->value, metric->unit);
    }
    if (memory) {
        print_memory(out, result, result->allocated, "B/op");
        print_memory(out, result, result->allocations, "allocs/op");
    }
}

size_t ci_format_name(char *text, size_t size, const char *name, int procs)
{
    int length =
        procs == 1 ? snprintf(text, size, "%s", name) : snprintf(text, size, "%s-%d", name, procs);
    return (size_t)length;
}
