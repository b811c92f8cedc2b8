/* SPDX-License-Identifier: MIT */
/* header.c - the lines above a report's table. */
#include "base/filepath.h"
#include "report/report.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void print_time(int64_t nanos)
{
    time_t seconds = nanos / 1000000000 - (nanos % 1000000000 < 0);
    struct tm local;
    char text[100], zone[50];
    if (!localtime_r(&seconds, &local))
        return;
    strftime(text, sizeof text, "%b %-d, %Y at %-I:%M", &local);
    strftime(zone, sizeof zone, "%Z", &local);
    printf("Time: %s%s (%s)\n", text, local.tm_hour < 12 ? "am" : "pm", zone);
}

static void print_duration(const struct ci_report *report)
{
    char duration[CI_VALUE_SIZE], total[CI_VALUE_SIZE], percent[CI_PERCENT_SIZE] = "";
    int64_t nanos = report->profile->duration_nanos;
    const char *unit;
    double total_nanos = ci_measure_scale(report->total, report->type.unit, "nanoseconds", &unit);
    ci_measure_format(nanos, "nanoseconds", "auto", duration);
    ci_report_format(report, report->total, total);
    if (strcmp(unit, "ns") == 0 && total_nanos != 0)
        ci_measure_percent(ci_measure_multiply(1, total_nanos), nanos, percent);
    printf("Duration: %s, Total samples = %s ", duration, total);
    printf(*percent ? "(%s)\n" : "%s\n", percent);
}

static void print_data(const struct ci_report *report)
{
    struct ci_profile *profile = report->profile;
    if (profile->n_mappings && *profile->mappings[0].file)
        printf("File: %s\n", ci_filepath_base(&profile->pool, profile->mappings[0].file));
    if (profile->n_mappings && *profile->mappings[0].build_id)
        printf("Build ID: %s\n", profile->mappings[0].build_id);
    for (size_t i = 0; i < profile->n_comments; i++)
        if (profile->comments[i][0] != '#')
            printf("%s\n", profile->comments[i]);
    if (*report->type.type)
        printf("Type: %s\n", report->type.type);
    if (profile->time_nanos)
        print_time(profile->time_nanos);
    if (profile->duration_nanos)
        print_duration(report);
}

static void print_filters(const struct ci_filters *texts)
{
    const struct {
        const char *name, *text;
    } filters[] = {
        {"focus", texts->focus},
        {"ignore", texts->ignore},
        {"hide", texts->hide},
        {"show", texts->show},
        {"show_from", texts->show_from},
        {"tagfocus", texts->tag_focus},
        {"tagignore", texts->tag_ignore},
    };
    bool first = true;
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (!*filters[i].text)
            continue;
        int room = 80 - (int)strlen(filters[i].name) - 1;
        bool cut = strlen(filters[i].text) > (size_t)room;
        printf("%s   %s=%.*s%s\n", first ? "Active filters:\n" : "", filters[i].name, room,
               filters[i].text, cut ? "\u2026" : "");
        first = false;
    }
}

void ci_report_print_profile(const struct ci_report *report)
{
    if (!report->options->compact)
        print_data(report);
    print_filters(&report->options->filters);
}

void ci_report_print_header(const struct ci_report *report, const struct ci_graph *graph,
                            size_t dropped, size_t out_of)
{
    char shown[CI_VALUE_SIZE], total[CI_VALUE_SIZE], percent[CI_PERCENT_SIZE];
    int64_t flat = 0;
    ci_report_print_profile(report);
    for (size_t i = 0; i < graph->n_nodes; i++)
        flat = ci_measure_add(flat, ci_graph_flat(graph->nodes[i]));
    ci_report_format(report, flat, shown);
    ci_report_format(report, report->total, total);
    ci_measure_percent(flat, report->total, percent);
    printf("Showing nodes accounting for %s, %s of %s total\n", shown,
           percent + strspn(percent, " "), total);
    if (report->total == 0)
        return;
    if (dropped) {
        int64_t cutoff = ci_measure_multiply(report->total, report->options->node_fraction);
        ci_report_format(report, ci_measure_abs(cutoff), shown);
        printf("Dropped %zu node%s (cum <= %s)\n", dropped, dropped > 1 ? "s" : "", shown);
    }
    if (graph->n_nodes && graph->n_nodes < out_of)
        printf("Showing top %zu nodes out of %zu\n", graph->n_nodes, out_of);
}
