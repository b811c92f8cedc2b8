/* SPDX-License-Identifier: MIT */
/* csv.c - tables as comma-separated values (RFC 4180 quoting, line feeds). */
#include "stat/print.h"

#include "stat/number.h"

#include <string.h>

enum { LABEL_FIELDS = 1, CENTER_FIELDS = 2, DELTA_FIELDS = 2 };

struct csv {
    const struct ci_stat_tables *tables;
    struct ci_pool *pool;
    FILE *out, *warnings;
    size_t row;   /* from 1 */
    size_t field; /* in this row, so far */
};

static bool needs_quotes(const char *field)
{
    return strcmp(field, "\\.") == 0 || strpbrk(field, ",\"\r\n") ||
           (*field && strchr(" \t\v\f", *field));
}

static void put_field(struct csv *csv, const char *field)
{
    if (csv->field++)
        putc(',', csv->out);
    if (!needs_quotes(field)) {
        fputs(field, csv->out);
        return;
    }
    putc('"', csv->out);
    for (; *field; field++) {
        if (*field == '"')
            putc('"', csv->out);
        putc(*field, csv->out);
    }
    putc('"', csv->out);
}

static void end_row(struct csv *csv)
{
    putc('\n', csv->out);
    csv->field = 0;
    csv->row++;
}

static size_t group_start(const struct csv *csv, size_t column)
{
    size_t center = CENTER_FIELDS + csv->tables->options.show_min;
    return column ? LABEL_FIELDS + center + (column - 1) * (center + DELTA_FIELDS) : LABEL_FIELDS;
}

static void skip_to(struct csv *csv, size_t field)
{
    while (csv->field < field)
        put_field(csv, "");
}

/* Tells of the next field. Beyond Z the letters are the reference's, not a spreadsheet's. */
static void warn(struct csv *csv, const char *warning)
{
    char name[24], *at = name + sizeof(name) - 1;
    if (!warning)
        return;
    *at = '\0';
    for (size_t x = csv->field; x > 0; x /= 26)
        *--at = (char)('A' + x % 26);
    if (!*at)
        *--at = 'A';
    fprintf(csv->warnings, "%s%zu: %s\n", at, csv->row, warning);
}

static void put_labels(struct csv *csv, const struct ci_stat_table *table)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_project_fields(csv->tables->by_column, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t column = 0; column < table->column_count; column++) {
            skip_to(csv, group_start(csv, column));
            put_field(csv, ci_stat_key_get(table->columns[column], fields[i]));
        }
        skip_to(csv, group_start(csv, table->column_count));
        end_row(csv);
    }
    for (size_t column = 0; column < table->column_count; column++) {
        skip_to(csv, group_start(csv, column));
        put_field(csv, table->unit);
        put_field(csv, "CI");
        if (csv->tables->options.show_min)
            put_field(csv, "min");
        if (column > 0) {
            put_field(csv, "vs base");
            put_field(csv, "P");
        }
    }
    end_row(csv);
}

static void put_cell(struct csv *csv, const struct ci_stat_cell *cell)
{
    warn(csv, cell->vary_warning);
    warn(csv, cell->summary_warning);
    put_field(csv, ci_stat_number_shortest(csv->pool, cell->center));
    put_field(csv, ci_stat_cell_range(csv->pool, cell));
    if (csv->tables->options.show_min)
        put_field(csv, ci_stat_number_shortest(csv->pool, cell->values[0]));
    if (!cell->baseline)
        return;
    warn(csv, cell->compare_warning);
    put_field(csv, ci_stat_cell_delta(csv->pool, cell));
    put_field(csv, ci_stat_cell_evidence(csv->pool, cell));
}

static void put_geomeans(struct csv *csv, const struct ci_stat_table *table)
{
    put_field(csv, "geomean");
    for (size_t column = 0; column < table->column_count; column++) {
        const struct ci_stat_geomean *geomean = &table->geomeans[column];
        skip_to(csv, group_start(csv, column));
        for (size_t i = 0; i < geomean->warning_count; i++)
            warn(csv, geomean->warnings[i]);
        if (geomean->has_mean)
            put_field(csv, ci_stat_number_shortest(csv->pool, geomean->mean));
        if (column == 0)
            continue;
        skip_to(csv, group_start(csv, column + 1) - DELTA_FIELDS);
        put_field(csv, geomean->has_ratio
                           ? ci_stat_number_format(csv->pool, "%+.2f%%", (geomean->ratio - 1) * 100)
                           : "?");
    }
    skip_to(csv, group_start(csv, table->column_count));
    end_row(csv);
}

static void put_table(struct csv *csv, const struct ci_stat_table *table)
{
    put_labels(csv, table);
    for (size_t row = 0; row < table->row_count; row++) {
        put_field(csv, ci_stat_key_text(csv->tables->by_row, table->rows[row]));
        for (size_t column = 0; column < table->column_count; column++) {
            const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
            if (!cell)
                continue;
            skip_to(csv, group_start(csv, column));
            put_cell(csv, cell);
        }
        end_row(csv);
    }
    put_geomeans(csv, table);
}

void ci_stat_print_csv(const struct ci_stat_tables *tables, FILE *out, FILE *warnings)
{
    struct csv csv = {tables, tables->pool, out, warnings, 1, 0};
    for (size_t i = 0; i < tables->table_count; i++) {
        const struct ci_stat_table *table = tables->tables[i];
        size_t count;
        const struct ci_stat_field **fields = ci_stat_header_fields(tables, i, &count);
        if (i > 0)
            end_row(&csv);
        for (size_t j = 0; j < count; j++) {
            put_field(&csv, ci_pool_format(tables->pool, "%s: %s", fields[j]->name,
                                           ci_stat_key_get(table->key, fields[j])));
            end_row(&csv);
        }
        put_table(&csv, table);
    }
}
