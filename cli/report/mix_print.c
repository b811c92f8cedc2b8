/* SPDX-License-Identifier: MIT */
/* mix_print.c - 'cinstr mix': what functions do, a function a line. */
#include "base/status.h"
#include "commands.h"
#include "report/mix.h"
#include "tree/name.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column_kind {
    COLUMN_COUNT,
    COLUMN_BYTES,     /* loaded and stored */
    COLUMN_INTENSITY, /* operations by byte */
    COLUMN_PER,       /* for each instruction */
    COLUMN_SHARE,     /* of instructions, in per cent */
    COLUMN_PART,      /* of all rows' */
    COLUMN_DOUBT,     /* how far instructions may be off */
};

/* A column is there when the profile has all sample types that it needs. */
struct column {
    const char *title;
    int width;
    enum column_kind kind;
    enum cinstr_call_measure measure;
};

static const struct column columns[] = {
    {"instructions", 14, COLUMN_COUNT, CINSTR_CALL_INSTRUCTIONS},
    {"ins%", 7, COLUMN_PART, CINSTR_CALL_INSTRUCTIONS},
    {"flops", 14, COLUMN_COUNT, CINSTR_CALL_FLOPS},
    {"bytes", 10, COLUMN_BYTES, CINSTR_CALL_LOAD_BYTES},
    {"flops/B", 8, COLUMN_INTENSITY, CINSTR_CALL_FLOPS},
    {"flops/ins", 9, COLUMN_PER, CINSTR_CALL_FLOPS},
    {"loads/ins", 9, COLUMN_PER, CINSTR_CALL_LOADS},
    {"stores/ins", 10, COLUMN_PER, CINSTR_CALL_STORES},
    {"branches/ins", 12, COLUMN_PER, CINSTR_CALL_BRANCHES},
    {"vector%", 7, COLUMN_SHARE, CINSTR_CALL_VECTOR},
    {"divides", 12, COLUMN_COUNT, CINSTR_CALL_DIVIDES},
    {"spills", 12, COLUMN_COUNT, CINSTR_CALL_SPILLS},
    {"off by", 8, COLUMN_DOUBT, CINSTR_CALL_INSTRUCTIONS},
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

struct table {
    struct ci_report *report;
    const struct ci_mix *mix;
    struct ci_mix_row all; /* the rows' sum */
};

/* The first sample type that the column lacks, or -1. */
static int find_lacking(const struct ci_mix *mix, const struct column *column)
{
    bool bytes = column->kind == COLUMN_BYTES || column->kind == COLUMN_INTENSITY;
    bool instructions = column->kind == COLUMN_PER || column->kind == COLUMN_SHARE;
    if (!mix->has[column->measure])
        return column->measure;
    if (instructions && !mix->has[CINSTR_CALL_INSTRUCTIONS])
        return CINSTR_CALL_INSTRUCTIONS;
    if (bytes && !mix->has[CINSTR_CALL_LOAD_BYTES])
        return CINSTR_CALL_LOAD_BYTES;
    return bytes && !mix->has[CINSTR_CALL_STORE_BYTES] ? CINSTR_CALL_STORE_BYTES : -1;
}

static void format_ratio(int64_t value, int64_t of, const char *format, double factor,
                         char text[CI_VALUE_SIZE])
{
    strcpy(text, "-");
    if (of > 0)
        snprintf(text, CI_VALUE_SIZE, format, factor * (double)value / (double)of);
}

/* "-" is certain. */
static void format_doubt(double doubt, char text[CI_VALUE_SIZE])
{
    if (doubt == 0)
        strcpy(text, "-");
    else if (isinf(doubt))
        strcpy(text, "unknown");
    else if (doubt < 0.0001)
        strcpy(text, "<0.01%");
    else
        snprintf(text, CI_VALUE_SIZE, "%.2f%%", 100 * doubt);
}

static void format(const struct table *table, const struct column *column,
                   const struct ci_mix_row *row, char text[CI_VALUE_SIZE])
{
    int64_t value = row->own[column->measure];
    const char *unit = table->report->options->unit;
    switch (column->kind) {
    case COLUMN_COUNT:
        snprintf(text, CI_VALUE_SIZE, "%" PRId64, value);
        break;
    case COLUMN_BYTES:
        ci_measure_format(ci_mix_bytes(row), "bytes", unit, text);
        break;
    case COLUMN_INTENSITY:
        format_ratio(value, ci_mix_bytes(row), "%.3f", 1, text);
        break;
    case COLUMN_PER:
        format_ratio(value, row->own[CINSTR_CALL_INSTRUCTIONS], "%.3f", 1, text);
        break;
    case COLUMN_SHARE:
        format_ratio(value, row->own[CINSTR_CALL_INSTRUCTIONS], "%.2f%%", 100, text);
        break;
    case COLUMN_PART:
        format_ratio(value, table->all.own[column->measure], "%.2f%%", 100, text);
        break;
    case COLUMN_DOUBT:
        format_doubt(row->doubt, text);
    }
}

/* ---- the order ---- */

/* What rows are sorted by: a count, or a name or intensity where there is none. */
enum { BY_NAME = -1, BY_INTENSITY = -2, BY_BYTES = -3, UNKNOWN_ORDER = -4 };

static int find_order(const struct ci_mix *mix, const char *name)
{
    if (!*name && mix->has[CINSTR_CALL_INSTRUCTIONS])
        return CINSTR_CALL_INSTRUCTIONS;
    if (!*name || strcmp(name, "name") == 0)
        return BY_NAME;
    if (strcmp(name, "intensity") == 0)
        return BY_INTENSITY;
    if (strcmp(name, "bytes") == 0)
        return BY_BYTES;
    for (int i = 0; i < CINSTR_CALL_COUNT; i++)
        if (strcmp(ci_schema_calls[i].type.type, name) == 0 &&
            (ci_mix_is_kind(i) || i == CINSTR_CALL_INSTRUCTIONS))
            return i;
    return UNKNOWN_ORDER;
}

static double key_of(const struct ci_mix_row *row, int order)
{
    if (order == BY_INTENSITY)
        return ci_mix_intensity(row);
    if (order == BY_BYTES)
        return (double)ci_mix_bytes(row);
    return order >= 0 ? (double)row->own[order] : 0;
}

static int compare(const void *left, const void *right, void *context)
{
    double a = key_of(left, *(int *)context), b = key_of(right, *(int *)context);
    const struct ci_mix_row *x = left, *y = right;
    return a != b ? (a < b) - (a > b) : strcmp(x->name, y->name);
}

/* Returns 0, or -1 with the error set. */
static int sort(struct ci_mix *mix, const char *name, struct ci_error *error)
{
    int order = find_order(mix, name);
    bool bytes = order == BY_INTENSITY || order == BY_BYTES;
    if (order == UNKNOWN_ORDER)
        return ci_error_set(error,
                            "-sort=%s: give instructions, bytes, intensity, name, or a sample type "
                            "of mix=, such as flops",
                            name);
    if ((order >= 0 && !mix->has[order]) ||
        (order == BY_INTENSITY && !mix->has[CINSTR_CALL_FLOPS]) ||
        (bytes && (!mix->has[CINSTR_CALL_LOAD_BYTES] || !mix->has[CINSTR_CALL_STORE_BYTES]))) {
        ci_error_set(error, "-sort=%s: the profile does not have it; build the program with mix=on",
                     name);
        error->status = EXIT_NO_DATA;
        return -1;
    }
    if (mix->count)
        qsort_r(mix->rows, mix->count, sizeof *mix->rows, compare, &order);
    return 0;
}

/* ---- the table ---- */

/* Says which columns are not there, and why. */
static void print_lacking(const struct ci_mix *mix)
{
    bool any = false;
    for (int i = 0; i < N_COLUMNS; i++) {
        int lacking = find_lacking(mix, &columns[i]);
        if (lacking < 0)
            continue;
        printf("%s%s (no %s)", any ? ", " : "Left out: ", columns[i].title,
               ci_schema_calls[lacking].type.type);
        any = true;
    }
    if (any)
        printf("; build with -fplugin-arg-cinstr-mix=on for all\n");
}

static void print_uncertain(const struct ci_mix *mix)
{
    size_t count = 0;
    for (size_t i = 0; i < mix->count; i++)
        count += mix->rows[i].doubt > 0;
    if (count)
        printf("Not certain: %zu of %zu functions; 'off by' is how far instructions of the code "
               "that they are part of may be off, and their mix is as uncertain\n",
               count, mix->count);
}

static void print_titles(const struct table *table)
{
    fputs(ci_screen_bold(&table->report->screen), stdout);
    for (int i = 0; i < N_COLUMNS; i++)
        if (find_lacking(table->mix, &columns[i]) < 0)
            printf("%*s ", columns[i].width, columns[i].title);
    printf(" function%s\n", ci_screen_plain(&table->report->screen));
}

static void print_row(const struct table *table, const struct ci_mix_row *row)
{
    char text[CI_VALUE_SIZE];
    const struct ci_report *report = table->report;
    int names = report->options->names;
    for (int i = 0; i < N_COLUMNS; i++) {
        if (find_lacking(table->mix, &columns[i]) >= 0)
            continue;
        format(table, &columns[i], row, text);
        printf("%*s ", columns[i].width, text);
    }
    const char *name = row->name;
    if (names == CI_NAMES_SHORT || (names == CI_NAMES_DEFAULT && report->screen.width))
        name = ci_name_shorten(&report->profile->pool, name);
    printf(" %s\n", name);
}

/* Leaves the rows that match, and sums them up. */
static void choose(struct table *table, struct ci_mix *mix, const struct ci_pattern *pattern)
{
    size_t kept = 0;
    for (size_t i = 0; i < mix->count; i++) {
        if (pattern && !ci_pattern_match(pattern, mix->rows[i].name))
            continue;
        mix->rows[kept] = mix->rows[i];
        table->all.doubt = fmax(table->all.doubt, mix->rows[kept].doubt);
        for (int j = 0; j < CINSTR_CALL_COUNT; j++)
            table->all.own[j] = ci_measure_add(table->all.own[j], mix->rows[kept].own[j]);
        kept++;
    }
    mix->count = kept;
}

static void print_table(const struct table *table)
{
    const struct ci_mix *mix = table->mix;
    int limit = table->report->options->node_count;
    size_t shown = limit > 0 && (size_t)limit < mix->count ? (size_t)limit : mix->count;
    table->report->type.type = ""; /* the columns name theirs */
    ci_report_print_profile(table->report);
    print_lacking(mix);
    print_uncertain(mix);
    print_titles(table);
    print_row(table, &table->all);
    for (size_t i = 0; i < shown; i++)
        print_row(table, &mix->rows[i]);
    if (shown < mix->count)
        printf("%zu of %zu functions\n", shown, mix->count);
}

/* Prints the functions that match -f, which may be empty. Returns an exit status. */
static int print_matching(struct ci_report *report, struct ci_mix *mix)
{
    struct ci_error error;
    struct ci_pattern *pattern = NULL;
    const char *regex = report->options->regex;
    struct table table = {.report = report, .mix = mix, .all = {.name = "(all)"}};
    if (sort(mix, report->options->order, &error))
        return ci_error_print("mix", &error);
    if (*regex && !(pattern = ci_pattern_create("-f", regex, &error)))
        return ci_error_print("mix", &error);
    choose(&table, mix, pattern);
    ci_pattern_destroy(&pattern);
    if (*regex && mix->count == 0) {
        ci_error_set(&error, "no function matches '%s'; 'cinstr mix' lists them", regex);
        error.status = EXIT_NO_MATCH;
        return ci_error_print(report->options->file, &error);
    }
    print_table(&table);
    return 0;
}

static int print_mix(struct ci_report *report)
{
    struct ci_mix mix;
    int status = ci_mix_init(&mix, report, CI_MIX_FUNCTIONS);
    if (status == 0)
        status = print_matching(report, &mix);
    ci_mix_deinit(&mix);
    return status;
}

int ci_mix_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned traits = CI_TAKES_FILTERS | CI_TAKES_INLINES | CI_TAKES_TABLE | CI_TAKES_NAMES |
                            CI_TAKES_MIX | CI_BY_LINE_ALWAYS;
    return ci_report_main(argv, traits, print_mix);
}
