/* SPDX-License-Identifier: MIT */
/* summary.c - what a cell says: centre, interval, difference, and the words for them. */
#include "stat/table.h"

#include "stat/math.h"
#include "stat/number.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The most frequent value, the least of them on ties. */
static double mode_of(const double *sorted, size_t count, size_t *frequency)
{
    double mode = sorted[0];
    *frequency = 0;
    for (size_t i = 0, run; i < count; i += run) {
        for (run = 1; i + run < count && sorted[i + run] == sorted[i]; run++)
            continue;
        if (run > *frequency) {
            mode = sorted[i];
            *frequency = run;
        }
    }
    return mode;
}

static void summarize_exact(struct ci_pool *pool, struct ci_stat_cell *cell)
{
    size_t frequency;
    cell->center = mode_of(cell->values, cell->count, &frequency);
    cell->low = cell->values[0];
    cell->high = cell->values[cell->count - 1];
    if (frequency < cell->count)
        cell->summary_warning = ci_pool_format(
            pool, "exact distribution expected, but values range from %s to %s",
            ci_stat_number_shortest(pool, cell->low), ci_stat_number_shortest(pool, cell->high));
}

void ci_stat_cell_summarize(struct ci_pool *pool, struct ci_stat_cell *cell, bool exact,
                            double confidence)
{
    size_t low, high;
    qsort(cell->values, cell->count, sizeof(double), by_value);
    if (exact) {
        summarize_exact(pool, cell);
        return;
    }
    ci_stat_median_interval(cell->count, confidence, &low, &high);
    cell->center = ci_stat_median(cell->values, cell->count);
    cell->low = low < 1 ? -INFINITY : cell->values[low - 1];
    cell->high = high > cell->count ? INFINITY : cell->values[high - 1];
    if (isinf(cell->low) || isinf(cell->high)) {
        size_t need = ci_stat_median_samples(confidence);
        cell->summary_warning = ci_pool_format(
            pool, "need %s %zu samples for confidence interval at level %s", need ? ">=" : ">",
            need ? need : CI_STAT_MEDIAN_LIMIT, ci_stat_number_shortest(pool, confidence));
    }
}

void ci_stat_cell_compare(struct ci_pool *pool, struct ci_stat_cell *cell, bool exact, double alpha)
{
    const struct ci_stat_cell *base = cell->baseline;
    if (exact)
        return;
    struct ci_stat_utest test = ci_stat_utest(base->values, base->count, cell->values, cell->count);
    cell->p = test.p;
    cell->alpha = alpha;
    if (test.all_equal) {
        cell->compare_warning = "all samples are equal";
        return;
    }
    size_t need = ci_stat_utest_samples(alpha), limit = need ? need : CI_STAT_UTEST_LIMIT;
    if (cell->p > alpha && base->count < limit && cell->count < limit)
        cell->compare_warning =
            ci_pool_format(pool, "need %s %zu samples to detect a difference at alpha level %s",
                           need ? ">=" : ">", limit, ci_stat_number_shortest(pool, alpha));
}

static void warn(struct ci_stat_geomean *geomean, const char *warning)
{
    geomean->warnings[geomean->warning_count++] = warning;
}

void ci_stat_table_geomean(struct ci_pool *pool, struct ci_stat_table *table, size_t column)
{
    double *centers = ci_pool_alloc(pool, table->row_count, sizeof(double));
    double *ratios = ci_pool_alloc(pool, table->row_count, sizeof(double));
    struct ci_stat_geomean *geomean = &table->geomeans[column];
    size_t center_count = 0, ratio_count = 0, base_count = 0;
    bool from_zero = false;
    for (size_t row = 0; row < table->row_count; row++) {
        const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
        base_count += ci_stat_cell_at(table, row, 0) != NULL;
        if (!cell)
            continue;
        centers[center_count++] = cell->center;
        if (!cell->baseline)
            continue;
        double base = cell->baseline->center;
        from_zero = from_zero || (base == 0 && cell->center != 0);
        ratios[ratio_count++] = cell->center == base ? 1 : base == 0 ? 0 : cell->center / base;
    }
    if (column > 0 && ratio_count != base_count)
        warn(geomean, "benchmark set differs from baseline; geomeans may not be comparable");
    geomean->mean = ci_stat_geomean(centers, center_count);
    geomean->has_mean = !isnan(geomean->mean);
    if (!geomean->has_mean)
        warn(geomean, "summaries must be >0 to compute geomean");
    if (column == 0 || from_zero)
        return;
    geomean->ratio = ci_stat_geomean(ratios, ratio_count);
    geomean->has_ratio = !isnan(geomean->ratio);
    if (!geomean->has_ratio)
        warn(geomean, "ratios must be >0 to compute geomean");
}

static int sign(double value)
{
    return (value > 0) - (value < 0);
}

const char *ci_stat_cell_range(struct ci_pool *pool, const struct ci_stat_cell *cell)
{
    if (isinf(cell->low) || isinf(cell->high))
        return "∞";
    if (sign(cell->center) != sign(cell->low) || sign(cell->center) != sign(cell->high))
        return "?";
    if (cell->center == 0)
        return "0%";
    double range = fmax(cell->high / cell->center - 1, 1 - cell->low / cell->center);
    return ci_stat_number_format(pool, "%.0f%%", 100 * range);
}

const char *ci_stat_cell_delta(struct ci_pool *pool, const struct ci_stat_cell *cell)
{
    double old_center = cell->baseline->center;
    if (cell->p > cell->alpha)
        return "~";
    if (old_center == cell->center)
        return "0.00%";
    if (old_center == 0)
        return "?";
    return ci_stat_number_format(pool, "%+.2f%%", (cell->center / old_center - 1) * 100);
}

const char *ci_stat_cell_evidence(struct ci_pool *pool, const struct ci_stat_cell *cell)
{
    size_t n1 = cell->baseline->count, n2 = cell->count;
    const char *p = cell->p != 0 ? ci_pool_format(pool, "p=%.3f ", cell->p) : "";
    return n1 == n2 ? ci_pool_format(pool, "%sn=%zu", p, n1)
                    : ci_pool_format(pool, "%sn=%zu+%zu", p, n1, n2);
}
