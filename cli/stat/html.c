/* SPDX-License-Identifier: MIT */
/* html.c - tables as one page of HTML, for artefacts of a build and for mail. */
#include "stat/print.h"

#include "stat/number.h"

#include <string.h>

struct html {
    const struct ci_stat_tables *tables;
    const struct ci_stat_table *table;
    struct ci_pool *pool;
    FILE *out;
    struct ci_stat_notes notes;
};

static const char head[] = "<!DOCTYPE html>\n"
                           "<html lang=\"en\">\n"
                           "<head>\n"
                           "<meta charset=\"utf-8\">\n"
                           "<title>Benchmarks</title>\n"
                           "<style>\n"
                           "body { font-family: sans-serif; }\n"
                           "table { border-collapse: collapse; margin: 0 0 1em; }\n"
                           "th, td { padding: .1em .6em; text-align: right; }\n"
                           "th:first-child, td:first-child { text-align: left; }\n"
                           "thead { border-bottom: 1px solid; }\n"
                           ".worse { color: #b00020; font-weight: bold; }\n"
                           ".better { color: #006400; font-weight: bold; }\n"
                           ".none { color: #666; }\n"
                           "</style>\n"
                           "</head>\n"
                           "<body>\n";

void ci_stat_html_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            putc(*text, out);
        }
    }
}

static void put_cell_text(struct html *html, const char *element, const char *text)
{
    fprintf(html->out, "<%s>", element);
    ci_stat_html_text(html->out, text);
    fprintf(html->out, "</%s>", element);
}

static void put_head(struct html *html)
{
    const struct ci_stat_table *table = html->table;
    fputs("<table>\n<thead>\n<tr><th></th>", html->out);
    for (size_t column = 0; column < table->column_count; column++) {
        put_cell_text(
            html, "th",
            ci_pool_format(html->pool, "%s %s",
                           ci_stat_key_text(html->tables->by_column, table->columns[column]),
                           table->unit));
        if (html->tables->options.show_min)
            put_cell_text(html, "th", "min");
        if (column)
            put_cell_text(html, "th", "vs base");
    }
    fputs("</tr>\n</thead>\n<tbody>\n", html->out);
}

/* "better" or "worse" where the difference counts and the unit has a direction. */
static const char *class_of(const struct ci_stat_table *table, const struct ci_stat_cell *cell)
{
    double base = cell->baseline->center;
    if (cell->p > cell->alpha || cell->center == base)
        return "none";
    if (!table->better)
        return "changed";
    return (cell->center > base) == (table->better > 0) ? "better" : "worse";
}

static void put_delta(struct html *html, const struct ci_stat_cell *cell)
{
    const char *marks = ci_stat_notes_mark(html->pool, &html->notes, "", cell->compare_warning);
    fprintf(html->out, "<td class=\"%s\">", class_of(html->table, cell));
    ci_stat_html_text(html->out, ci_pool_format(html->pool, "%s (%s)%s%s",
                                                ci_stat_cell_delta(html->pool, cell),
                                                ci_stat_cell_evidence(html->pool, cell),
                                                *marks ? " " : "", marks));
    fputs("</td>", html->out);
}

static void put_cell(struct html *html, const struct ci_stat_cell *cell, struct ci_stat_scale scale)
{
    struct ci_pool *pool = html->pool;
    const char *marks = ci_stat_notes_mark(pool, &html->notes, "", cell->vary_warning);
    marks = ci_stat_notes_mark(pool, &html->notes, marks, cell->summary_warning);
    put_cell_text(html, "td",
                  ci_pool_format(pool, "%s ± %s%s%s",
                                 ci_stat_scale_format(pool, scale, cell->center),
                                 ci_stat_cell_range(pool, cell), *marks ? " " : "", marks));
    if (html->tables->options.show_min)
        put_cell_text(html, "td", ci_stat_scale_format(pool, scale, cell->values[0]));
}

static void put_row(struct html *html, size_t row)
{
    const struct ci_stat_table *table = html->table;
    double *centers = ci_pool_alloc(html->pool, table->column_count, sizeof(double));
    for (size_t column = 0; column < table->column_count; column++)
        if (ci_stat_cell_at(table, row, column))
            centers[column] = ci_stat_cell_at(table, row, column)->center;
    struct ci_stat_scale scale = ci_stat_scale_common(centers, table->column_count, table->binary);
    fputs("<tr>", html->out);
    put_cell_text(html, "td", ci_stat_key_text(html->tables->by_row, table->rows[row]));
    for (size_t column = 0; column < table->column_count; column++) {
        const struct ci_stat_cell *cell = ci_stat_cell_at(table, row, column);
        if (cell)
            put_cell(html, cell, scale);
        else
            fputs(html->tables->options.show_min ? "<td></td><td></td>" : "<td></td>", html->out);
        if (cell && cell->baseline)
            put_delta(html, cell);
        else if (column)
            fputs("<td></td>", html->out);
    }
    fputs("</tr>\n", html->out);
}

static void put_geomeans(struct html *html)
{
    fputs("<tr><td>geomean</td>", html->out);
    for (size_t column = 0; column < html->table->column_count; column++) {
        const struct ci_stat_geomean *geomean = &html->table->geomeans[column];
        struct ci_stat_scale scale = ci_stat_scale_common(&geomean->mean, 1, html->table->binary);
        const char *marks = "";
        for (size_t i = 0; i < geomean->warning_count; i++)
            marks = ci_stat_notes_mark(html->pool, &html->notes, marks, geomean->warnings[i]);
        const char *mean =
            geomean->has_mean ? ci_stat_scale_format(html->pool, scale, geomean->mean) : "";
        put_cell_text(html, "td",
                      ci_pool_format(html->pool, "%s%s%s", mean, *marks ? " " : "", marks));
        if (html->tables->options.show_min)
            fputs("<td></td>", html->out);
        if (column)
            put_cell_text(html, "td",
                          geomean->has_ratio ? ci_stat_number_format(html->pool, "%+.2f%%",
                                                                     (geomean->ratio - 1) * 100)
                                             : "?");
    }
    fputs("</tr>\n", html->out);
}

static void put_config(struct html *html, size_t index)
{
    size_t count;
    const struct ci_stat_field **fields = ci_stat_header_fields(html->tables, index, &count);
    if (count > 0)
        fputs("<p>", html->out);
    for (size_t i = 0; i < count; i++) {
        ci_stat_html_text(html->out, ci_pool_format(html->pool, "%s: %s", fields[i]->name,
                                                    ci_stat_key_get(html->table->key, fields[i])));
        fputs(i + 1 < count ? "<br>\n" : "</p>\n", html->out);
    }
}

static void put_notes(struct html *html)
{
    if (html->notes.count)
        fputs("<p>", html->out);
    for (size_t i = 0; i < html->notes.count; i++) {
        ci_stat_html_text(html->out, ci_pool_format(html->pool, "%s %s",
                                                    ci_stat_superscript(html->pool, i + 1),
                                                    html->notes.texts[i]));
        fputs(i + 1 < html->notes.count ? "<br>\n" : "</p>\n", html->out);
    }
}

void ci_stat_print_html(const struct ci_stat_tables *tables, FILE *out)
{
    fputs(head, out);
    for (size_t i = 0; i < tables->table_count; i++) {
        struct html html = {.tables = tables, .table = tables->tables[i], .out = out};
        html.pool = tables->pool;
        put_config(&html, i);
        put_head(&html);
        for (size_t row = 0; row < html.table->row_count; row++)
            put_row(&html, row);
        if (html.table->row_count > 1)
            put_geomeans(&html);
        fputs("</tbody>\n</table>\n", out);
        put_notes(&html);
    }
}
