/* SPDX-License-Identifier: MIT */
/* table.c - gathers results into tables; see table.h. */
#include "stat/table.h"
#include "base/order.h"
#include "stat/math.h"
#include "stat/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    qsort(cell->values, cell->count, sizeof(double), ci_order_doubles);
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

static void compare_cell(struct ci_pool *pool, struct ci_stat_cell *cell, bool exact, double alpha)
{
    const struct ci_stat_cell *base = cell->baseline;
    if (exact) /* such values differ or do not: there is no chance to test against */
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

/*
 * The mean over a column's centers, and over their ratios to the first column. A center that is 0
 * in both columns has the ratio 1. One that was 0 and grew has none, and neither has the column.
 */
static void find_geomean(struct ci_pool *pool, struct ci_stat_table *table, size_t column)
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
        return "?"; /* a percentage means nothing across 0 */
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

/* Adds KEY to an array unless it is in there. The newest are looked at first, since results of one
 * benchmark follow each other. */
static void add_key(struct ci_pool *pool, const struct ci_stat_key ***keys, size_t *count,
                    const struct ci_stat_key *key)
{
    for (size_t i = *count; i-- > 0;)
        if ((*keys)[i] == key)
            return;
    *keys = ci_pool_grow(pool, *keys, *count, sizeof(key));
    (*keys)[(*count)++] = key;
}

/* A cell's place while gathering: the addresses of its row's and column's keys. */
struct cell_key {
    const struct ci_stat_key *row, *column;
};

static struct ci_stat_cell *cell_of(struct ci_pool *pool, struct ci_stat_table *table,
                                    struct cell_key key)
{
    size_t known = table->cell_map.map.count;
    size_t number = ci_bytemap_add(&table->cell_map, pool, &key, sizeof(key));
    if (number == known) {
        table->gathered = ci_pool_grow(pool, table->gathered, known, sizeof(*table->gathered));
        table->gathered[number] = ci_pool_alloc(pool, 1, sizeof(struct ci_stat_cell));
        add_key(pool, &table->rows, &table->row_count, key.row);
        add_key(pool, &table->columns, &table->column_count, key.column);
    }
    return table->gathered[number];
}

static struct ci_stat_table *table_of(struct ci_stat_tables *tables, const struct ci_stat_key *key,
                                      const char *unit)
{
    size_t number = ci_bytemap_add(&tables->table_map, tables->pool, &key, sizeof(key));
    if (number == tables->table_count) {
        struct ci_stat_table *table = ci_pool_alloc(tables->pool, 1, sizeof(*table));
        table->key = key;
        table->unit = unit;
        tables->tables =
            ci_pool_grow(tables->pool, tables->tables, tables->table_count, sizeof(table));
        tables->tables[tables->table_count++] = table;
    }
    return tables->tables[number];
}

void ci_stat_tables_add(struct ci_stat_tables *tables, const struct ci_bench_result *result)
{
    struct ci_pool *pool = tables->pool;
    const struct ci_stat_key **keys = ci_pool_alloc(pool, (result->value_count + 1), sizeof(*keys));
    for (size_t i = 0; i < result->value_count; i++)
        keys[i] = ci_stat_project(tables->by_table, result, result->values[i].unit);
    struct cell_key place = {ci_stat_project(tables->by_row, result, NULL),
                             ci_stat_project(tables->by_column, result, NULL)};
    const struct ci_stat_key *residue = ci_stat_project(tables->residue, result, NULL);
    for (size_t i = 0; i < result->value_count; i++) {
        struct ci_stat_table *table = table_of(tables, keys[i], result->values[i].unit);
        struct ci_stat_cell *cell = cell_of(pool, table, place);
        cell->values = ci_pool_grow(pool, cell->values, cell->count, sizeof(double));
        cell->values[cell->count++] = result->values[i].value;
        add_key(pool, &cell->residues, &cell->residue_count, residue);
    }
}

/* "benchmarks vary in K1, K2" where the cell's results differ in more than the table shows. */
static const char *vary_warning(const struct ci_stat_tables *tables,
                                const struct ci_stat_cell *cell)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_project_fields(tables->residue, &count);
    const char *warning = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *first = ci_stat_key_get(cell->residues[0], fields[i]);
        bool varies = false;
        for (size_t j = 1; j < cell->residue_count; j++)
            varies = varies || strcmp(ci_stat_key_get(cell->residues[j], fields[i]), first) != 0;
        if (varies)
            warning =
                ci_pool_format(tables->pool, "%s%s%s", warning ? warning : "benchmarks vary in ",
                               warning ? ", " : "", fields[i]->name);
    }
    return warning;
}

static void finish_cells(struct ci_stat_tables *tables, struct ci_stat_table *table)
{
    const struct ci_stat_options *options = &tables->options;
    size_t count = table->row_count * table->column_count;
    table->cells = ci_pool_alloc(tables->pool, count, sizeof(struct ci_stat_cell *));
    for (size_t i = 0; i < count; i++) {
        struct cell_key key = {table->rows[i / table->column_count],
                               table->columns[i % table->column_count]};
        size_t number = ci_bytemap_find(&table->cell_map, &key, sizeof(key));
        struct ci_stat_cell *cell = number == CI_MAP_NONE ? NULL : table->gathered[number];
        table->cells[i] = cell;
        if (!cell)
            continue;
        ci_stat_cell_summarize(tables->pool, cell, table->exact, options->confidence);
        cell->vary_warning = cell->residue_count > 1 ? vary_warning(tables, cell) : NULL;
        if (i % table->column_count)
            cell->baseline = ci_stat_cell_at(table, i / table->column_count, 0);
        if (cell->baseline)
            compare_cell(tables->pool, cell, table->exact, options->alpha);
    }
}

static void finish_table(struct ci_stat_tables *tables, struct ci_stat_table *table)
{
    table->exact = ci_benchfile_unit_is_exact(tables->reader, table->unit);
    table->binary = ci_benchfile_unit_is_binary(table->unit);
    table->better = ci_benchfile_unit_better(tables->reader, table->unit);
    ci_stat_key_sort(tables->by_row, table->rows, table->row_count);
    ci_stat_key_sort(tables->by_column, table->columns, table->column_count);
    finish_cells(tables, table);
    table->geomeans = ci_pool_alloc(tables->pool, table->column_count, sizeof(*table->geomeans));
    for (size_t column = 0; column < table->column_count; column++)
        find_geomean(tables->pool, table, column);
}

void ci_stat_tables_finish(struct ci_stat_tables *tables)
{
    size_t count = tables->table_count;
    const struct ci_stat_key **keys = ci_pool_alloc(tables->pool, count, sizeof(*keys));
    for (size_t i = 0; i < count; i++)
        keys[i] = tables->tables[i]->key;
    ci_stat_key_sort(tables->by_table, keys, count);
    struct ci_stat_table **sorted = ci_pool_alloc(tables->pool, count, sizeof(*sorted));
    for (size_t i = 0; i < count; i++) {
        sorted[i] = tables->tables[ci_bytemap_find(&tables->table_map, &keys[i], sizeof(keys[i]))];
        finish_table(tables, sorted[i]);
    }
    tables->tables = sorted;
}
