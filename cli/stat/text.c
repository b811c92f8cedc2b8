/* SPDX-License-Identifier: MIT */
/* text.c - tables as text for a fixed-width font, as benchstat lays them out. */
#include "stat/print.h"

#include "stat/layout.h"
#include "stat/number.h"

#include <string.h>

/* Columns of the layout: one label, then for each column of the table a group of cells. */
enum {
    LABEL_COLUMNS = 1,
    CENTER_COLUMNS = 3, /* centre, range, footnotes; with -min the least value is a fourth */
    DELTA_COLUMNS = 3,  /* difference, evidence, footnotes; not in the first group */
};

struct text_table {
    struct ci_pool *pool;
    const struct ci_stat_tables *tables;
    const struct ci_stat_table *table;
    struct ci_stat_layout layout;
    struct ci_stat_notes notes;
};

static size_t center_columns(const struct text_table *text)
{
    return CENTER_COLUMNS + text->tables->options.show_min;
}

static size_t group_start(const struct text_table *text, size_t column)
{
    if (column == 0)
        return LABEL_COLUMNS;
    return LABEL_COLUMNS + center_columns(text) +
           (column - 1) * (center_columns(text) + DELTA_COLUMNS);
}

static void add_edge(struct text_table *text)
{
    text->layout.column = group_start(text, text->table->column_count + 1);
    ci_stat_layout_span(&text->layout, 1, "", CI_ALIGN_LEFT, " │");
}

/* Whether COLUMN and the one before it have equal values of the first LEVEL + 1 fields. */
static bool joins_previous(const struct ci_stat_table *table, const struct ci_stat_field **fields,
                           size_t level, size_t column)
{
    for (size_t i = 0; i <= level; i++)
        if (strcmp(ci_stat_key_get(table->columns[column], fields[i]),
                   ci_stat_key_get(table->columns[column - 1], fields[i])) != 0)
            return false;
    return true;
}

/* One row for each field of the column keys, equal neighbours joined below their common parent. */
static void add_column_labels(struct text_table *text)
{
    size_t field_count, column_count = text->table->column_count;
    const struct ci_stat_field **fields =
        ci_stat_project_fields(text->tables->by_column, &field_count);
    for (size_t level = 0; level < field_count; level++) {
        ci_stat_layout_row(&text->layout);
        for (size_t first = 0, next; first < column_count; first = next) {
            next = first + 1;
            while (next < column_count && joins_previous(text->table, fields, level, next))
                next++;
            text->layout.column = group_start(text, first);
            ci_stat_layout_span(&text->layout, group_start(text, next) - group_start(text, first),
                                ci_stat_key_get(text->table->columns[first], fields[level]),
                                CI_ALIGN_CENTER, " │ ");
        }
        add_edge(text);
    }
}

static void add_units(struct text_table *text)
{
    struct ci_stat_layout *layout = &text->layout;
    ci_stat_layout_row(layout);
    for (size_t column = 0; column < text->table->column_count; column++) {
        size_t start = group_start(text, column);
        layout->column = start;
        ci_stat_layout_span(layout, CENTER_COLUMNS, text->table->unit, CI_ALIGN_CENTER, " │ ");
        if (text->tables->options.show_min)
            ci_stat_layout_span(layout, 1, "min", CI_ALIGN_RIGHT, "  ");
        if (column > 0)
            ci_stat_layout_span(layout, DELTA_COLUMNS, "vs base", CI_ALIGN_LEFT, "  ");
        for (size_t i = start + 1; i < layout->column; i++)
            ci_stat_layout_set_narrow(layout, i);
    }
    add_edge(text);
}

static void add_text(struct text_table *text, const char *value, enum ci_stat_align align)
{
    ci_stat_layout_span(&text->layout, 1, value, align, NULL);
}

static void add_cell(struct text_table *text, const struct ci_stat_cell *cell,
                     struct ci_stat_scale scale)
{
    struct ci_pool *pool = text->pool;
    const char *marks = ci_stat_notes_mark(pool, &text->notes, "", cell->vary_warning);
    marks = ci_stat_notes_mark(pool, &text->notes, marks, cell->summary_warning);
    add_text(text, ci_stat_scale_format(pool, scale, cell->center), CI_ALIGN_RIGHT);
    ci_stat_layout_span(&text->layout, 1, ci_stat_cell_range(pool, cell), CI_ALIGN_RIGHT, " ± ");
    add_text(text, marks, CI_ALIGN_LEFT);
    if (text->tables->options.show_min)
        add_text(text, ci_stat_scale_format(pool, scale, cell->values[0]), CI_ALIGN_RIGHT);
    if (!cell->baseline)
        return;
    add_text(text, ci_stat_cell_delta(pool, cell), CI_ALIGN_RIGHT);
    add_text(text, ci_pool_format(pool, "(%s)", ci_stat_cell_evidence(pool, cell)), CI_ALIGN_LEFT);
    add_text(text, ci_stat_notes_mark(pool, &text->notes, "", cell->compare_warning),
             CI_ALIGN_LEFT);
}

static void add_row(struct text_table *text, size_t row)
{
    const struct ci_stat_table *table = text->table;
    double *centers = ci_pool_alloc(text->pool, table->column_count, sizeof(double));
    size_t count = 0;
    for (size_t column = 0; column < table->column_count; column++)
        if (ci_stat_cell_at(table, row, column))
            centers[count++] = ci_stat_cell_at(table, row, column)->center;
    struct ci_stat_scale scale = ci_stat_scale_common(centers, count, table->binary);
    ci_stat_layout_row(&text->layout);
    add_text(text, ci_stat_key_text(text->tables->by_row, table->rows[row]), CI_ALIGN_LEFT);
    for (size_t column = 0; column < table->column_count; column++) {
        const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
        text->layout.column = group_start(text, column);
        if (cell)
            add_cell(text, cell, scale);
    }
}

static void add_geomeans(struct text_table *text)
{
    ci_stat_layout_row(&text->layout);
    add_text(text, "geomean", CI_ALIGN_LEFT);
    for (size_t column = 0; column < text->table->column_count; column++) {
        const struct ci_stat_geomean *geomean = &text->table->geomeans[column];
        const char *marks = "";
        for (size_t i = 0; i < geomean->warning_count; i++)
            marks = ci_stat_notes_mark(text->pool, &text->notes, marks, geomean->warnings[i]);
        text->layout.column = group_start(text, column);
        if (geomean->has_mean) {
            struct ci_stat_scale scale =
                ci_stat_scale_common(&geomean->mean, 1, text->table->binary);
            add_text(text, ci_stat_scale_format(text->pool, scale, geomean->mean), CI_ALIGN_RIGHT);
        }
        text->layout.column = group_start(text, column) + center_columns(text);
        if (column > 0 && geomean->has_ratio)
            add_text(text, ci_stat_number_format(text->pool, "%+.2f%%", (geomean->ratio - 1) * 100),
                     CI_ALIGN_RIGHT);
        else if (column > 0)
            add_text(text, "?", CI_ALIGN_LEFT);
        text->layout.column = column ? group_start(text, column + 1) - 1
                                     : (size_t)(LABEL_COLUMNS + CENTER_COLUMNS - 1);
        add_text(text, marks, CI_ALIGN_LEFT);
    }
}

static void print_table(const struct ci_stat_tables *tables, const struct ci_stat_table *table,
                        FILE *out)
{
    struct text_table text = {.pool = tables->pool, .tables = tables, .table = table};
    text.layout.pool = tables->pool;
    add_column_labels(&text);
    add_units(&text);
    for (size_t row = 0; row < table->row_count; row++)
        add_row(&text, row);
    if (table->row_count > 1)
        add_geomeans(&text);
    ci_stat_layout_print(&text.layout, out);
    for (size_t i = 0; i < text.notes.count; i++)
        fprintf(out, "%s %s\n", ci_stat_superscript(tables->pool, i + 1), text.notes.texts[i]);
}

void ci_stat_print_text(const struct ci_stat_tables *tables, FILE *out)
{
    for (size_t i = 0; i < tables->table_count; i++) {
        size_t count;
        const struct ci_stat_field **fields = ci_stat_header_fields(tables, i, &count);
        if (i > 0)
            putc('\n', out);
        for (size_t j = 0; j < count; j++)
            fprintf(out, "%s: %s\n", fields[j]->name,
                    ci_stat_key_get(tables->tables[i]->key, fields[j]));
        print_table(tables, tables->tables[i], out);
    }
}
