/* SPDX-License-Identifier: MIT */
/*
 * result.h - what one measurement of a benchmark found; travels over a pipe as it is.
 */
#ifndef CINSTR_BENCH_RESULT_H
#define CINSTR_BENCH_RESULT_H

#include "usage.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    CI_METRICS_MAX = 64,
    CI_UNIT_SIZE = 64, /* bytes of a unit, end included; longer ones are refused */
};

/* A metric with a unit of its own: reported by the benchmark, or an extra one of the harness. */
struct ci_metric {
    double value;
    char unit[CI_UNIT_SIZE];
};

struct ci_result {
    int64_t n;         /* iterations */
    int64_t nanos;     /* measured time of all of them */
    int64_t cpu;       /* processor time of all threads in that time; 0: not measured */
    int64_t bytes;     /* per iteration, 0: not set */
    int64_t counted_n; /* iterations that the next two are of; 0: `n` */
    uint64_t allocations;
    uint64_t allocated;    /* bytes */
    int64_t wall;          /* nanoseconds that the measurement took, ramp included */
    struct ci_usage usage; /* in the run that counted, with its set-up */
    bool has_allocations;
    bool exact; /* a program in mode=count: no column may depend on time */
    bool show_memory;
    bool has_sub, failed, skipped;
    bool cut;       /* the budget of wall time ended the ramp */
    bool used_loop; /* measured by cinstr_bench_loop */
    bool parallel;
    int threads; /* of the last cinstr_bench_parallel */
    int metric_count;
    struct ci_metric metrics[CI_METRICS_MAX]; /* sorted by unit, each unit once */
};

/* Sets or replaces a metric. Returns false when there is no room or `unit` is too long. */
bool ci_result_set(struct ci_result *result, const char *unit, double value);

/* Returns whether the metric is there, and its value. */
bool ci_result_get(const struct ci_result *result, const char *unit, double *value);

/* The iterations that the allocation counts are of. */
static inline int64_t ci_result_counted_n(const struct ci_result *result)
{
    return result->counted_n ? result->counted_n : result->n;
}

/* The value of a unit that is or could be printed: a metric, a time or an allocation count. */
bool ci_result_find(const struct ci_result *result, const char *unit, double *value);

/* Processor time per iteration in nanoseconds; 0 when it was not measured. */
double ci_result_cpu_per_op(const struct ci_result *result);

/* ns/op as it is reported; 0 when it is not. */
double ci_result_nanos_per_op(const struct ci_result *result);

#endif
