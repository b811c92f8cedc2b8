/* SPDX-License-Identifier: MIT */
/*
 * print.h - finished tables in each output format.
 *
 * Text and CSV are benchstat's byte for byte (CSV as from its version of May 2025 on, which pads
 * the rows of column labels and geometric means with empty fields).
 */
#ifndef CINSTR_CLI_STAT_PRINT_H
#define CINSTR_CLI_STAT_PRINT_H

#include "stat/table.h"

#include <stdio.h>

void ci_stat_print_text(const struct ci_stat_tables *tables, FILE *out);

/* Warnings go to WARNINGS, headed by the spreadsheet's cell ("F13: all samples are equal"). */
void ci_stat_print_csv(const struct ci_stat_tables *tables, FILE *out, FILE *warnings);

/* A GitHub-flavoured Markdown table for each table, footnotes below it. */
void ci_stat_print_markdown(const struct ci_stat_tables *tables, FILE *out);

/* The beginning of a page up to the last table; "</body></html>" is the caller's, after what
 * follows. */
void ci_stat_print_html(const struct ci_stat_tables *tables, FILE *out);

/* html.c: text with what HTML reads as marks escaped. */
void ci_stat_html_text(FILE *out, const char *text);

/* The members "tables": [...] of a JSON object, without its braces; units are base units. */
void ci_stat_print_json(const struct ci_stat_tables *tables, FILE *out);

/*
 * markdown.c: text with what Markdown reads as marks escaped; a bar would end a table's cell.
 */
void ci_stat_markdown_text(FILE *out, const char *text);

/* json.c: a number; null where it is not finite. */
void ci_stat_json_number(struct ci_pool *pool, FILE *out, double value);

/*
 * header.c: the fields by which table INDEX is headed, those equal to the previous table's and
 * the unit left out.
 */
const struct ci_stat_field **ci_stat_header_fields(const struct ci_stat_tables *tables,
                                                   size_t index, size_t *count);

/* header.c: footnotes of one table, each text once. */
struct ci_stat_notes {
    const char **texts;
    size_t count;
};

/* header.c: adds NOTE, unless it is NULL, and adds its superscript number to the list MARKS. */
const char *ci_stat_notes_mark(struct ci_pool *pool, struct ci_stat_notes *notes, const char *marks,
                               const char *note);

/* header.c: a number in superscript digits. */
const char *ci_stat_superscript(struct ci_pool *pool, size_t number);

#endif
