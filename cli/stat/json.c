/* SPDX-License-Identifier: MIT */
/* json.c - tables as JSON (RFC 8259); numbers have all their digits. */
#include "common/json.h"
#include "stat/print.h"

#include "stat/number.h"

#include <math.h>
#include <string.h>

void ci_stat_json_number(struct ci_pool *pool, FILE *out, double value)
{
    fputs(isfinite(value) ? ci_stat_number_shortest(pool, value) : "null", out);
}

static void put_number(const struct ci_stat_tables *tables, FILE *out, const char *name,
                       double value)
{
    fprintf(out, ", \"%s\": ", name);
    ci_stat_json_number(tables->pool, out, value);
}

/* The name and values of KEY's fields as an object; .unit has its own member. */
static void put_key(const struct ci_stat_projection *projection, const struct ci_stat_key *key,
                    FILE *out)
{
    size_t count;
    const char *separator = "";
    const struct ci_stat_field **fields = ci_stat_project_fields(projection, &count);
    putc('{', out);
    for (size_t i = 0; i < count; i++) {
        const char *value = ci_stat_key_get(key, fields[i]);
        if (!*value || strcmp(fields[i]->name, ".unit") == 0)
            continue;
        fputs(separator, out);
        ci_json_text(out, fields[i]->name);
        fputs(": ", out);
        ci_json_text(out, value);
        separator = ", ";
    }
    putc('}', out);
}

static void put_warnings(FILE *out, const char *const *warnings, size_t count)
{
    const char *separator = "";
    fputs(", \"warnings\": [", out);
    for (size_t i = 0; i < count; i++) {
        if (!warnings[i])
            continue;
        fputs(separator, out);
        ci_json_text(out, warnings[i]);
        separator = ", ";
    }
    putc(']', out);
}

static void put_cell(const struct ci_stat_tables *tables, const struct ci_stat_table *table,
                     const struct ci_stat_cell *cell, FILE *out)
{
    const char *warnings[] = {cell->vary_warning, cell->summary_warning, cell->compare_warning};
    fprintf(out, "{\"n\": %zu", cell->count);
    put_number(tables, out, "center", cell->center);
    put_number(tables, out, "low", cell->low);
    put_number(tables, out, "high", cell->high);
    put_number(tables, out, "min", cell->values[0]);
    put_number(tables, out, "max", cell->values[cell->count - 1]);
    if (cell->baseline) {
        double base = cell->baseline->center;
        put_number(tables, out, "change",
                   base == cell->center ? 0
                   : base == 0          ? NAN
                                        : cell->center / base - 1);
        put_number(tables, out, "p", table->exact ? NAN : fmin(cell->p, 1));
        fprintf(out, ", \"significant\": %s", cell->p <= cell->alpha ? "true" : "false");
    }
    put_warnings(out, warnings, 3);
    putc('}', out);
}

static void put_rows(const struct ci_stat_tables *tables, const struct ci_stat_table *table,
                     FILE *out)
{
    for (size_t row = 0; row < table->row_count; row++) {
        fputs(row ? ",\n        {\"name\": " : "\n        {\"name\": ", out);
        ci_json_text(out, ci_stat_key_text(tables->by_row, table->rows[row]));
        fputs(", \"cells\": [", out);
        for (size_t column = 0; column < table->column_count; column++) {
            const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
            fputs(column ? ",\n          " : "\n          ", out);
            if (cell)
                put_cell(tables, table, cell, out);
            else
                fputs("null", out);
        }
        fputs("]}", out);
    }
}

static void put_geomeans(const struct ci_stat_tables *tables, const struct ci_stat_table *table,
                         FILE *out)
{
    for (size_t column = 0; column < table->column_count; column++) {
        const struct ci_stat_geomean *geomean = &table->geomeans[column];
        fputs(column ? ",\n        {\"mean\": " : "\n        {\"mean\": ", out);
        ci_stat_json_number(tables->pool, out, geomean->has_mean ? geomean->mean : NAN);
        if (column)
            put_number(tables, out, "ratio", geomean->has_ratio ? geomean->ratio : NAN);
        put_warnings(out, geomean->warnings, geomean->warning_count);
        putc('}', out);
    }
}

static void put_table(const struct ci_stat_tables *tables, const struct ci_stat_table *table,
                      FILE *out)
{
    fputs("    {\"config\": ", out);
    put_key(tables->by_table, table->key, out);
    fputs(", \"unit\": ", out);
    ci_json_text(out, table->unit);
    fprintf(out, ", \"assume\": \"%s\", \"better\": %s,\n      \"columns\": [",
            table->exact ? "exact" : "nothing",
            table->better > 0   ? "\"higher\""
            : table->better < 0 ? "\"lower\""
                                : "null");
    for (size_t column = 0; column < table->column_count; column++) {
        fputs(column ? ", " : "", out);
        put_key(tables->by_column, table->columns[column], out);
    }
    fputs("],\n      \"rows\": [", out);
    put_rows(tables, table, out);
    fputs("],\n      \"geomeans\": [", out);
    put_geomeans(tables, table, out);
    fputs("]}", out);
}

void ci_stat_print_json(const struct ci_stat_tables *tables, FILE *out)
{
    fputs("\"tables\": [", out);
    for (size_t i = 0; i < tables->table_count; i++) {
        fputs(i ? ",\n" : "\n", out);
        put_table(tables, tables->tables[i], out);
    }
    fputs("]", out);
}
