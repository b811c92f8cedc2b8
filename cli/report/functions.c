/* SPDX-License-Identifier: MIT */
/* functions.c - 'cinstr report': functions with their calls, averages and depth, sorted by any. */
#include "commands.h"
#include "report/report.h"
#include "tree/name.h"
#include "tree/sums.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A function's line of the table. */
struct row {
    const char *name;
    int64_t own, total, calls; /* calls: 0: not known */
    size_t depth;
};

struct table {
    struct row *rows;
    size_t count;
};

typedef int compare_rows(const void *left, const void *right);

static int compare_names(const void *left, const void *right)
{
    return strcmp(((const struct row *)left)->name, ((const struct row *)right)->name);
}

/* Larger magnitudes first; equals by name. */
static int compare_values(int64_t a, int64_t b, const void *left, const void *right)
{
    uint64_t x = (uint64_t)ci_measure_abs(a), y = (uint64_t)ci_measure_abs(b);
    return x != y ? (x < y) - (x > y) : compare_names(left, right);
}

static int compare_own(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return compare_values(a->own, b->own, left, right);
}

static int compare_totals(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return compare_values(a->total, b->total, left, right);
}

static int compare_calls(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return compare_values(a->calls, b->calls, left, right);
}

static double average(const struct row *row)
{
    return row->calls ? (double)row->total / (double)row->calls : 0;
}

static int compare_averages(const void *left, const void *right)
{
    double a = average(left), b = average(right);
    return a != b ? (a < b) - (a > b) : compare_names(left, right);
}

static int compare_depths(const void *left, const void *right)
{
    const struct row *a = left, *b = right;
    return a->depth != b->depth ? (a->depth < b->depth) - (a->depth > b->depth)
                                : compare_names(left, right);
}

/* The order of this name, "" the default; NULL: there is none. */
static compare_rows *find_order(const char *name)
{
    static const struct {
        const char *name;
        compare_rows *compare;
    } orders[] = {{"", compare_own},
                  {"own", compare_own},
                  {"total", compare_totals},
                  {"calls", compare_calls},
                  {"depth", compare_depths},
                  {"name", compare_names},
                  {"average", compare_averages}};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (strcmp(orders[i].name, name) == 0)
            return orders[i].compare;
    return NULL;
}

static struct table make_table(const struct ci_report *report, const struct ci_tree *tree,
                               const struct ci_sums *sums)
{
    struct table table = {0};
    int calls = ci_tree_calls(tree);
    table.rows = ci_pool_alloc(&report->profile->pool, tree->n_functions, sizeof *table.rows);
    for (size_t i = 0; i < tree->n_functions; i++) {
        const struct ci_sum *sum = &sums->functions[i];
        struct row row = {.name = tree->functions[i].name, .depth = sum->depth};
        row.own = sum->own[report->value];
        row.total = sum->cum[report->value];
        row.calls = calls < 0 ? 0 : sum->own[calls];
        if (tree->functions[i].kind == CI_FRAME_FUNCTION && (row.own || row.total))
            table.rows[table.count++] = row;
    }
    return table;
}

/* An average, in the unit that suits it; to two decimals where the unit is none of time or bytes.
 */
static void format_average(const struct ci_report *report, int64_t value, int64_t calls,
                           char text[CI_VALUE_SIZE])
{
    const char *unit;
    double mean = (double)value / (double)calls;
    if (calls == 0)
        strcpy(text, "-");
    else if (ci_measure_scale(1, report->type.unit, "auto", &unit), *unit && mean >= 10)
        ci_measure_format((int64_t)(mean + 0.5), report->type.unit, "auto", text);
    else
        snprintf(text, CI_VALUE_SIZE, "%.2f%s", mean, unit);
}

/* Columns of all values but own/call, of own/call, and of a name that is cut. */
enum { VALUES = 65, MEAN = 11, SHORTEST_NAME = 14 };

/* A narrow terminal has no room for own/call. */
static bool is_wide(const struct ci_screen *screen)
{
    return !screen->width || screen->width >= 110;
}

static void print_row(struct ci_report *report, const struct row *row)
{
    char own[CI_VALUE_SIZE], total[CI_VALUE_SIZE], own_part[CI_PERCENT_SIZE];
    char total_part[CI_PERCENT_SIZE], calls[32] = "-", own_mean[CI_VALUE_SIZE], mean[CI_VALUE_SIZE];
    const struct ci_screen *screen = &report->screen;
    int names = report->options->names;
    ci_measure_format(row->own, report->type.unit, "auto", own);
    ci_measure_format(row->total, report->type.unit, "auto", total);
    ci_measure_percent(row->own, report->total, own_part);
    ci_measure_percent(row->total, report->total, total_part);
    if (row->calls)
        snprintf(calls, sizeof calls, "%" PRId64, row->calls);
    format_average(report, row->own, row->calls, own_mean);
    format_average(report, row->total, row->calls, mean);
    const char *name = row->name;
    if (names == CI_NAMES_SHORT || (names == CI_NAMES_DEFAULT && screen->width))
        name = ci_name_shorten(&report->profile->pool, name);
    size_t taken = is_wide(screen) ? VALUES + MEAN : VALUES;
    size_t room = screen->width > taken + SHORTEST_NAME ? screen->width - taken : SHORTEST_NAME;
    if (screen->width && names != CI_NAMES_FULL)
        name = ci_screen_clip(&report->profile->pool, name, room);
    double part = report->total ? (double)row->own / (double)report->total : 0;
    const char *heat = ci_screen_heat(screen, part), *plain = *heat ? ci_screen_plain(screen) : "";
    printf("%s%10s %s%s %10s %s %10s ", heat, own, own_part, plain, total, total_part, calls);
    if (is_wide(screen))
        printf("%10s ", own_mean);
    printf("%10s %5zu  %s\n", mean, row->depth, name);
}

static int print_report(struct ci_report *report)
{
    const struct ci_options *options = report->options;
    struct ci_error error;
    compare_rows *order = find_order(options->order);
    if (!order) {
        ci_error_set(&error, "-sort=%s: give own, total, calls, average, depth or name",
                     options->order);
        return ci_error_print("report", &error);
    }
    struct ci_tree tree;
    struct ci_sums sums;
    ci_tree_build(&tree, report->profile, NULL);
    ci_sums_init(&sums, &tree);
    struct table table = make_table(report, &tree, &sums);
    if (table.count)
        qsort(table.rows, table.count, sizeof *table.rows, order);
    ci_report_print_profile(report);
    printf("%s%10s %5s%% %10s %5s%% %10s ", ci_screen_bold(&report->screen), "own", "own", "total",
           "total", "calls");
    if (is_wide(&report->screen))
        printf("%10s ", "own/call");
    printf("%10s %5s%s\n", "total/call", "depth", ci_screen_plain(&report->screen));
    size_t limit = options->node_count > 0 ? (size_t)options->node_count : table.count;
    for (size_t i = 0; i < table.count && i < limit; i++)
        print_row(report, &table.rows[i]);
    if (limit < table.count)
        printf("%zu of %zu functions\n", limit, table.count);
    ci_sums_deinit(&sums);
    ci_tree_deinit(&tree);
    return 0;
}

int ci_report_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned traits = CI_TAKES_SAMPLE_TYPE | CI_TAKES_FILTERS | CI_TAKES_INLINES |
                            CI_TAKES_TABLE | CI_TAKES_NAMES | CI_TAKES_ORDER | CI_BY_LINE_ALWAYS;
    return ci_report_main(argv, traits, print_report);
}
