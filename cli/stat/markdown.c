/* SPDX-License-Identifier: MIT */
/* markdown.c - tables for pull requests and step summaries. */
#include "stat/print.h"

#include "stat/number.h"

#include <string.h>

struct markdown {
    const struct ci_stat_tables *tables;
    const struct ci_stat_table *table;
    struct ci_pool *pool;
    FILE *out;
    struct ci_stat_notes notes;
};

/* Text inside a table: a bar would end the cell, and names may hold what Markdown reads as marks.
 */
void ci_stat_markdown_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("|\\`*_<>[]", *text))
            putc('\\', out);
        putc(*text, out);
    }
}

static void put_head(struct markdown *md)
{
    const struct ci_stat_table *table = md->table;
    bool show_min = md->tables->options.show_min;
    fputs("| |", md->out);
    for (size_t column = 0; column < table->column_count; column++) {
        putc(' ', md->out);
        ci_stat_markdown_text(md->out,
                              ci_stat_key_text(md->tables->by_column, table->columns[column]));
        putc(' ', md->out);
        ci_stat_markdown_text(md->out, table->unit);
        fputs(show_min ? " | min |" : " |", md->out);
        fputs(column ? " vs base |" : "", md->out);
    }
    fputs("\n|:--|", md->out);
    for (size_t column = 0; column < table->column_count; column++) {
        fputs(show_min ? "--:|--:|" : "--:|", md->out);
        fputs(column ? "--:|" : "", md->out);
    }
    putc('\n', md->out);
}

static const char *space_before(struct ci_pool *pool, const char *marks)
{
    return *marks ? ci_pool_format(pool, " %s", marks) : "";
}

static void put_cell(struct markdown *md, const struct ci_stat_cell *cell,
                     struct ci_stat_scale scale)
{
    struct ci_pool *pool = md->pool;
    const char *marks = ci_stat_notes_mark(pool, &md->notes, "", cell->vary_warning);
    marks = ci_stat_notes_mark(pool, &md->notes, marks, cell->summary_warning);
    fprintf(md->out, " %s ± %s%s |", ci_stat_scale_format(pool, scale, cell->center),
            ci_stat_cell_range(pool, cell), space_before(pool, marks));
    if (md->tables->options.show_min)
        fprintf(md->out, " %s |", ci_stat_scale_format(pool, scale, cell->values[0]));
}

static void put_delta(struct markdown *md, const struct ci_stat_cell *cell)
{
    const char *delta = ci_stat_cell_delta(md->pool, cell);
    const char *marks = ci_stat_notes_mark(md->pool, &md->notes, "", cell->compare_warning);
    /* A pair of tildes would strike the text between them through. */
    fprintf(md->out, " %s%s (%s)%s |", *delta == '~' ? "\\" : "", delta,
            ci_stat_cell_evidence(md->pool, cell), space_before(md->pool, marks));
}

static void put_row(struct markdown *md, size_t row)
{
    const struct ci_stat_table *table = md->table;
    double *centers = ci_pool_alloc(md->pool, table->column_count, sizeof(double));
    for (size_t column = 0; column < table->column_count; column++)
        if (ci_stat_cell_at(table, row, column))
            centers[column] = ci_stat_cell_at(table, row, column)->center;
    struct ci_stat_scale scale = ci_stat_scale_common(centers, table->column_count, table->binary);
    fputs("| ", md->out);
    ci_stat_markdown_text(md->out, ci_stat_key_text(md->tables->by_row, table->rows[row]));
    fputs(" |", md->out);
    for (size_t column = 0; column < table->column_count; column++) {
        const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
        if (cell)
            put_cell(md, cell, scale);
        else
            fputs(md->tables->options.show_min ? " | |" : " |", md->out);
        if (cell && cell->baseline)
            put_delta(md, cell);
        else if (column)
            fputs(" |", md->out);
    }
    putc('\n', md->out);
}

static void put_geomeans(struct markdown *md)
{
    fputs("| geomean |", md->out);
    for (size_t column = 0; column < md->table->column_count; column++) {
        const struct ci_stat_geomean *geomean = &md->table->geomeans[column];
        const char *mean = "", *marks = "";
        struct ci_stat_scale scale = ci_stat_scale_common(&geomean->mean, 1, md->table->binary);
        for (size_t i = 0; i < geomean->warning_count; i++)
            marks = ci_stat_notes_mark(md->pool, &md->notes, marks, geomean->warnings[i]);
        if (geomean->has_mean)
            mean = ci_stat_scale_format(md->pool, scale, geomean->mean);
        fprintf(md->out, " %s%s |%s", mean, space_before(md->pool, marks),
                md->tables->options.show_min ? " |" : "");
        if (column && geomean->has_ratio)
            fprintf(md->out, " %+.2f%% |", (geomean->ratio - 1) * 100);
        else if (column)
            fputs(" ? |", md->out);
    }
    putc('\n', md->out);
}

static void put_config(struct markdown *md, size_t index)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_header_fields(md->tables, index, &count);
    for (size_t i = 0; i < count; i++) {
        ci_stat_markdown_text(md->out, fields[i]->name);
        fputs(": ", md->out);
        ci_stat_markdown_text(md->out, ci_stat_key_get(md->table->key, fields[i]));
        fputs(i + 1 < count ? "<br>\n" : "\n\n", md->out);
    }
}

void ci_stat_print_markdown(const struct ci_stat_tables *tables, FILE *out)
{
    for (size_t i = 0; i < tables->table_count; i++) {
        struct markdown md = {.tables = tables, .table = tables->tables[i], .out = out};
        md.pool = tables->pool;
        if (i > 0)
            putc('\n', out);
        put_config(&md, i);
        put_head(&md);
        for (size_t row = 0; row < md.table->row_count; row++)
            put_row(&md, row);
        if (md.table->row_count > 1)
            put_geomeans(&md);
        if (md.notes.count)
            putc('\n', out);
        for (size_t j = 0; j < md.notes.count; j++) {
            fprintf(out, "%s ", ci_stat_superscript(md.pool, j + 1));
            ci_stat_markdown_text(out, md.notes.texts[j]);
            fputs(j + 1 < md.notes.count ? "<br>\n" : "\n", out);
        }
    }
}
