/* SPDX-License-Identifier: MIT */
/* table.c - gathers results into tables; see table.h. */
#include "stat/table.h"

#include <string.h>

/* Adds KEY to an array unless it is in there; the newest are looked at first. */
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
            ci_stat_cell_compare(tables->pool, cell, table->exact, options->alpha);
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
        ci_stat_table_geomean(tables->pool, table, column);
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
