/* SPDX-License-Identifier: MIT */
/* types.c - 'cinstr types': what a program allocated, by its static types. */
#include "report/heap.h"
#include "commands.h"

#include <stdio.h>
#include <string.h>

/* No type that C or C++ can name has this name. */
static const char no_type[] = "(no type)";

/* The sample types with a column of their own, of those that the profile has. */
static const enum cinstr_heap_measure columns[] = {
    CINSTR_HEAP_INUSE_SPACE, CINSTR_HEAP_INUSE_OBJECTS, CINSTR_HEAP_ALLOC_SPACE,
    CINSTR_HEAP_ALLOC_OBJECTS};

enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* The columns of one table: the chosen sample type, then the others. */
struct table {
    const struct ci_report *report;
    const struct ci_heap *heap;
    size_t values[N_COLUMNS + 1];
    const char *units[N_COLUMNS + 1];
    size_t count;
};

static const char *describe(struct ci_pool *pool, const struct ci_profile *profile,
                            const struct ci_sample *sample, const void *data)
{
    (void)pool;
    (void)profile;
    (void)data;
    const char *type = ci_heap_type(sample);
    return type ? type : no_type;
}

static void add_column(struct table *table, size_t value)
{
    table->values[table->count] = value;
    table->units[table->count++] = ci_heap_unit(table->heap, table->report, value);
}

static void choose_columns(struct table *table)
{
    const struct ci_report *report = table->report;
    add_column(table, report->value);
    for (size_t i = 0; i < N_COLUMNS; i++) {
        int value = ci_schema_find_heap(report->profile, columns[i]);
        if (value >= 0 && (size_t)value != report->value)
            add_column(table, (size_t)value);
    }
}

static void format(const struct table *table, size_t column, int64_t value,
                   char text[CI_VALUE_SIZE])
{
    const char *from = table->report->profile->types[table->values[column]].unit;
    ci_measure_format(value, from, table->units[column], text);
}

static void print_row(const struct table *table, const struct ci_heap_row *row, int64_t *sum)
{
    char text[CI_VALUE_SIZE], part[CI_PERCENT_SIZE], sum_part[CI_PERCENT_SIZE];
    int64_t total = table->report->total, value = row->values[table->values[0]];
    *sum = ci_measure_add(*sum, value);
    format(table, 0, value, text);
    ci_measure_percent(value, total, part);
    ci_measure_percent(*sum, total, sum_part);
    printf("%13s %s %s", text, part, sum_part);
    for (size_t i = 1; i < table->count; i++) {
        format(table, i, row->values[table->values[i]], text);
        printf(" %13s", text);
    }
    printf("  %s\n", row->label);
}

/* Prints how much of the chosen sample type the rows account for, and how much has no type. */
static void print_sums(const struct table *table, size_t shown)
{
    int64_t sum = 0, untyped = 0, total = table->report->total;
    const struct ci_heap *heap = table->heap;
    for (size_t i = 0; i < heap->n_rows; i++) {
        int64_t value = heap->rows[i].values[table->values[0]];
        if (i < shown)
            sum = ci_measure_add(sum, value);
        if (heap->rows[i].label == no_type)
            untyped = value;
    }
    char text[CI_VALUE_SIZE], total_text[CI_VALUE_SIZE], part[CI_PERCENT_SIZE];
    format(table, 0, sum, text);
    format(table, 0, total, total_text);
    ci_measure_percent(sum, total, part);
    printf("Showing types accounting for %s, %s of %s total\n", text, part + strspn(part, " "),
           total_text);
    format(table, 0, untyped, text);
    ci_measure_percent(untyped, total, part);
    printf("Without a type: %s, %s\n", text, part + strspn(part, " "));
    if (shown < heap->n_rows)
        printf("Showing top %zu types out of %zu\n", shown, heap->n_rows);
}

static void print_types(const struct ci_report *report, const struct ci_heap *heap)
{
    struct table table = {.report = report, .heap = heap};
    size_t limit = report->options->node_count > 0 ? (size_t)report->options->node_count : SIZE_MAX;
    size_t shown = heap->n_rows < limit ? heap->n_rows : limit;
    int64_t sum = 0;
    choose_columns(&table);
    ci_report_print_profile(report);
    print_sums(&table, shown);
    printf("%13s %5s%% %5s%%", report->type.type, "flat", "sum");
    for (size_t i = 1; i < table.count; i++)
        printf(" %13s", report->profile->types[table.values[i]].type);
    printf("  type\n");
    for (size_t i = 0; i < shown; i++)
        print_row(&table, &heap->rows[i], &sum);
}

static int print_report(struct ci_report *report)
{
    struct ci_heap heap;
    int status = ci_heap_check(report, NULL, 0);
    if (status)
        return status;
    ci_heap_init(&heap, report, describe, NULL);
    ci_heap_sort(&heap, report->value, report->value);
    print_types(report, &heap);
    ci_heap_deinit(&heap);
    return 0;
}

int ci_types_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned own = CI_TAKES_SAMPLE_TYPE | CI_TAKES_PERCENTAGES;
    return ci_report_main(argv, CI_LIKE_TYPES | own, print_report);
}
