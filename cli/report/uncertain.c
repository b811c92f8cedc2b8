/* SPDX-License-Identifier: MIT */
/* uncertain.c - 'cinstr top -uncertain': functions whose values are not certain. */
#include "report/uncertain.h"
#include "profile/doubt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much the value may be off; the greatest where nobody knows. */
static uint64_t width(const struct ci_doubt *doubt)
{
    return doubt->most == INT64_MAX ? UINT64_MAX : (uint64_t)doubt->most - (uint64_t)doubt->least;
}

static int compare(const void *left, const void *right)
{
    const struct ci_doubt *a = left, *b = right;
    if (width(a) != width(b))
        return width(a) < width(b) ? 1 : -1;
    int order = strcmp(a->symbol, b->symbol);
    return order ? order : strcmp(a->file, b->file);
}

/* The name as other reports print it. */
static const char *name_of(const struct ci_profile *profile, const struct ci_doubt *doubt)
{
    for (size_t i = 0; i < profile->n_functions; i++)
        if (strcmp(profile->functions[i].system_name, doubt->symbol) == 0)
            return profile->functions[i].name;
    return doubt->symbol;
}

static void print_percent(int64_t part, int64_t whole)
{
    if (whole > 0)
        printf(" %+8.2f%%", 100.0 * ((double)part / (double)whole - 1));
    else
        printf(" %9s", "");
}

static void print_value(int64_t value, const char *unit)
{
    char text[CI_VALUE_SIZE] = "unknown";
    if (value != INT64_MAX)
        ci_measure_format(value, unit, "minimum", text);
    printf(" %14s", text);
}

int ci_uncertain_print(struct ci_report *report)
{
    struct ci_pool pool = {0};
    struct ci_doubt *doubts;
    const bool is_time = strcmp(report->type.unit, "nanoseconds") == 0;
    const char *what = is_time ? "time" : "instructions", *unit = is_time ? "nanoseconds" : "count";
    size_t count = ci_doubt_list(report->profile, what, &pool, &doubts);
    ci_report_print_profile(report);
    if (count)
        qsort(doubts, count, sizeof *doubts, compare);
    printf("%zu function%s whose %s not certain\n", count, count == 1 ? "" : "s",
           is_time ? "time is" : "instructions are");
    if (count)
        printf(" %14s %14s %14s %9s %9s\n", "told", "least", "most", "least", "most");
    int limit = report->options->node_count;
    for (size_t i = 0; i < count && (limit <= 0 || i < (size_t)limit); i++) {
        const struct ci_doubt *doubt = &doubts[i];
        print_value(doubt->told, unit);
        print_value(doubt->least, unit);
        print_value(doubt->most, unit);
        print_percent(doubt->least, doubt->told);
        if (doubt->most == INT64_MAX)
            printf(" %9s", "");
        else
            print_percent(doubt->most, doubt->told);
        printf("  %s\n", name_of(report->profile, doubt));
    }
    ci_pool_deinit(&pool);
    return 0;
}
