/* SPDX-License-Identifier: MIT */
/*
 * fuzz_benchfile.c - feeds bytes to the reader of benchmark files and to what `cinstr stat` makes
 * of its results.
 *
 * The first line that starts with '#' is a filter, a second one a projection for the rows.
 */
#include "fuzz.h"
#include "stat/gate.h"
#include "stat/print.h"

#include <stdio.h>
#include <string.h>

struct target {
    struct ci_pool *pool;
    struct ci_stat_filter *filter;
    struct ci_stat_tables tables;
};

static void on_result(void *context, struct ci_bench_result *result)
{
    struct target *target = context;
    if (ci_stat_filter_apply(target->filter, target->pool, result))
        ci_stat_tables_add(&target->tables, result);
}

/* Takes a line of the form "#TEXT\n" off the input; FALLBACK if there is none. */
static const char *take_line(struct target *target, const char **text, const char *end,
                             const char *fallback)
{
    const char *newline = memchr(*text, '\n', (size_t)(end - *text));
    if (*text == end || **text != '#' || !newline)
        return fallback;
    const char *line = ci_pool_copy(target->pool, *text + 1, (size_t)(newline - *text - 1));
    *text = newline + 1;
    return line;
}

/* The expressions of the input if they are well formed, else the usual ones. */
static void prepare(struct target *target, struct ci_stat_projections *set, const char *query,
                    const char *rows)
{
    char *error;
    struct ci_stat_tables *tables = &target->tables;
    target->filter = ci_stat_filter_parse(target->pool, query, &error);
    if (!target->filter)
        target->filter = ci_stat_filter_parse(target->pool, "*", &error);
    set->pool = target->pool;
    set->filter = target->filter;
    tables->pool = target->pool;
    tables->options = (struct ci_stat_options){0.95, 0.05, true};
    tables->by_table = ci_stat_project_parse(set, ".config", &error);
    ci_stat_project_add_unit(tables->by_table);
    tables->by_row = ci_stat_project_parse(set, rows, &error);
    if (!tables->by_row)
        tables->by_row = ci_stat_project_parse(set, ".fullname", &error);
    tables->by_column = ci_stat_project_parse(set, ".file", &error);
    tables->residue = ci_stat_project_residue(set);
}

/* Prints in every format to nowhere. */
static void print(const struct ci_stat_tables *tables, const struct ci_stat_gate *gate)
{
    static FILE *nowhere;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    if (!nowhere)
        return;
    ci_stat_print_text(tables, nowhere);
    ci_stat_print_csv(tables, nowhere, nowhere);
    ci_stat_print_markdown(tables, nowhere);
    ci_stat_print_html(tables, nowhere);
    ci_stat_print_json(tables, nowhere);
    ci_stat_gate_print(gate, tables, true, nowhere);
    ci_stat_gate_print_json(gate, tables, nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ci_pool pool = {0};
    struct target target = {.pool = &pool};
    struct ci_stat_projections set = {0};
    struct ci_stat_gate gate = {0};
    const char *text = (const char *)data, *end = text + size;
    const char *query = take_line(&target, &text, end, "*");
    const char *rows = take_line(&target, &text, end, ".fullname");
    struct ci_bench_reader reader = {.pool = target.pool, .result = on_result, .context = &target};
    prepare(&target, &set, query, rows);
    target.tables.reader = &reader;
    /* Two inputs of one text, the second cut short, so that there is something to compare. */
    ci_benchfile_parse(&reader, "a", "a", text, (size_t)(end - text));
    ci_benchfile_parse(&reader, "b", "b", text, (size_t)(end - text) / 4 * 3);
    ci_stat_tables_finish(&target.tables);
    ci_stat_gate_judge(&gate, &target.tables);
    print(&target.tables, &gate);
    ci_stat_filter_deinit(target.filter);
    ci_pool_deinit(target.pool);
    return 0;
}
