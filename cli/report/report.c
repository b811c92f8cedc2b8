/* SPDX-License-Identifier: MIT */
/* report.c - the way from a file to a profile that can be summed up. */
#include "report/report.h"
#include "base/filepath.h"
#include "base/status.h"
#include "profile/demangle.h"
#include "profile/filter.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool is_diff_base(const struct ci_sample *sample)
{
    for (size_t i = 0; i < sample->n_labels; i++) {
        const struct ci_label *label = &sample->labels[i];
        if (label->text && strcmp(label->key, "pprof::base") == 0 &&
            strcmp(label->text, "true") == 0)
            return true;
    }
    return false;
}

/* The sum of magnitudes. For a difference whose base is marked, only the base counts. */
static int64_t sum_up(const struct ci_report *report)
{
    const struct ci_profile *profile = report->profile;
    int64_t total = 0, divisor = 0, base_total = 0, base_divisor = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        int64_t value = ci_measure_abs(sample->values[report->value]);
        int64_t part = report->options->mean ? sample->values[0] : 0;
        total = ci_measure_add(total, value);
        divisor = ci_measure_add(divisor, part);
        if (is_diff_base(sample)) {
            base_total = ci_measure_add(base_total, value);
            base_divisor = ci_measure_add(base_divisor, part);
        }
    }
    return base_total > 0 ? ci_measure_divide(base_total, base_divisor)
                          : ci_measure_divide(total, divisor);
}

static void choose_type(struct ci_report *report)
{
    report->type = report->profile->types[report->value];
    if (report->options->mean)
        report->type.type = ci_pool_format(&report->profile->pool, "mean_%s", report->type.type);
}

static int prepare(struct ci_report *report, struct ci_error *error)
{
    const struct ci_options *options = report->options;
    struct ci_profile *profile = report->profile;
    ci_filter_merge(profile);
    ci_filter_names(profile);
    if (!(options->traits & CI_KEEPS_ALLOCATORS) && ci_filter_drop_frames(profile, error))
        return -1;
    if (options->no_external)
        ci_filter_hide_external(profile);
    ci_filter_add_labels(profile, &options->filters, options->unit);
    if (options->relative && ci_filter_apply(profile, &options->filters, error))
        return -1;
    if (ci_profile_find_type(profile, options->sample_index, &report->value, error)) {
        error->status = options->is_base ? EXIT_UNLIKE : error->status;
        return -1;
    }
    choose_type(report);
    report->total = sum_up(report);
    if (!options->relative && ci_filter_apply(profile, &options->filters, error))
        return -1;
    bool by_line = options->traits & CI_BY_LINE_ALWAYS;
    ci_filter_aggregate(profile, by_line ? CI_BY_LINE : options->granularity, options->no_inlines);
    return 0;
}

int ci_report_init(struct ci_report *report, const struct ci_options *options)
{
    struct ci_error error;
    *report = (struct ci_report){.options = options, .unit = options->unit};
    report->profile = ci_profile_load(options->file, &error);
    if (!report->profile)
        return ci_error_print(options->file, &error);
    if (prepare(report, &error) == 0)
        return 0;
    ci_profile_destroy(&report->profile);
    return ci_error_print(options->file, &error);
}

int ci_report_deinit(struct ci_report *report, int status)
{
    ci_profile_destroy(&report->profile);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "cinstr: standard output cannot be written; is the disk full?\n");
    return EXIT_USAGE;
}

int ci_report_main(char **argv, unsigned traits, ci_report_print *print)
{
    int status;
    struct ci_options options;
    struct ci_report report;
    if (!ci_options_parse(&options, traits, argv, &status))
        return status;
    status = ci_report_init(&report, &options);
    if (status)
        return status;
    if (traits & CI_TAKES_NAMES)
        ci_screen_init(&report.screen, options.no_pager);
    status = print(&report);
    if (report.screen.pager) {
        ci_profile_destroy(&report.profile);
        return ci_screen_deinit(&report.screen, status);
    }
    return ci_report_deinit(&report, status);
}

/* Whether a function matches that no sample has a value for: the graph leaves it out. */
static bool matches_without_value(const struct ci_profile *profile,
                                  const struct ci_pattern *pattern)
{
    for (size_t i = 0; i < profile->n_samples; i++) {
        const struct ci_sample *sample = &profile->samples[i];
        for (size_t j = 0; j < sample->n_locations; j++) {
            const struct ci_location *location = &profile->locations[sample->locations[j]];
            for (size_t k = 0; k < location->n_lines; k++)
                if (ci_pattern_match(pattern, location->lines[k].function->name))
                    return true;
        }
    }
    return false;
}

int ci_report_match(struct ci_report *report, const char *command, enum ci_edges edges,
                    ci_report_matches *matches)
{
    struct ci_error error;
    const char *regex = report->options->regex;
    struct ci_pattern *pattern = ci_pattern_create("-f", regex, &error);
    if (!pattern)
        return ci_error_print(command, &error);
    struct ci_graph graph;
    ci_report_graph(report, edges, &graph, NULL);
    int status = 0;
    if (!matches(report, &graph, pattern)) {
        if (matches_without_value(report->profile, pattern))
            ci_error_set(&error,
                         "no function that matches '%s' has %s; -sample_index chooses others",
                         regex, report->type.type);
        else
            ci_error_set(&error, "no function matches '%s'; 'cinstr top' lists them", regex);
        error.status = EXIT_NO_MATCH;
        status = ci_error_print(report->options->file, &error);
    }
    ci_graph_deinit(&graph);
    ci_pattern_destroy(&pattern);
    return status;
}

void ci_report_graph(struct ci_report *report, enum ci_edges edges, struct ci_graph *graph,
                     const struct ci_graph *kept)
{
    const struct ci_options *options = report->options;
    /* Once for each graph, as pprof does: a prefix that is there twice is removed by the second
     * graph. */
    ci_filter_trim_files(report->profile, options->trim_path, options->source_path);
    struct ci_graph_options wanted = {.value = report->value,
                                      .mean = options->mean,
                                      .objects = options->traits & CI_TELLS_OBJECTS,
                                      .edges = edges,
                                      .drop_negative = options->drop_negative};
    ci_graph_init(graph, report->profile, &wanted, kept);
}

/* Applies -divide_by. */
static int64_t divide(const struct ci_report *report, int64_t value)
{
    double ratio = 1 / report->options->divide_by;
    return ratio > 0 && ratio != 1 ? ci_measure_multiply(value, ratio) : value;
}

static int64_t find_smallest(const struct ci_graph *graph)
{
    int64_t smallest = 0;
    for (size_t i = 0; i < graph->n_nodes; i++) {
        int64_t value = ci_measure_abs(ci_graph_flat(graph->nodes[i]));
        if (value == 0)
            value = ci_measure_abs(ci_graph_cum(graph->nodes[i]));
        if (value > 0 && (smallest == 0 || value < smallest))
            smallest = value;
    }
    return smallest;
}

void ci_report_choose_unit(struct ci_report *report, const struct ci_graph *graph)
{
    if (strcmp(report->unit, "minimum") != 0 || graph->n_nodes == 0)
        return;
    int64_t smallest = find_smallest(graph);
    smallest = divide(report, smallest ? smallest : report->total);
    int64_t total = divide(report, report->total);
    report->unit = ci_measure_common_unit(smallest, total, report->type.unit);
}

void ci_report_format(const struct ci_report *report, int64_t value, char text[CI_VALUE_SIZE])
{
    ci_measure_format(divide(report, value), report->type.unit, report->unit, text);
}

/* Prints a value and its part, on a terminal the warmer the larger that is. */
static void print_value(const struct ci_report *report, int64_t value, const char *text)
{
    char part[CI_PERCENT_SIZE];
    double size = report->total ? fabs((double)value / (double)report->total) : 0;
    const char *heat = ci_screen_heat(&report->screen, size);
    ci_measure_percent(value, report->total, part);
    printf("%s%10s %s%s", heat, text, part, *heat ? ci_screen_plain(&report->screen) : "");
}

void ci_report_print_values(const struct ci_report *report, const struct ci_node *node,
                            int64_t *sum)
{
    int64_t flat = ci_graph_flat(node), cum = ci_graph_cum(node);
    char flat_text[CI_VALUE_SIZE], cum_text[CI_VALUE_SIZE];
    char sum_part[CI_PERCENT_SIZE];
    *sum = ci_measure_add(*sum, flat);
    ci_report_format(report, flat, flat_text);
    ci_report_format(report, cum, cum_text);
    ci_measure_percent(*sum, report->total, sum_part);
    print_value(report, flat, flat_text);
    printf(" %s%s%s ", ci_screen_faint(&report->screen), sum_part,
           ci_screen_plain(&report->screen));
    print_value(report, cum, cum_text);
}

/* ---- the lines above a table ---- */

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

/* A comment, with the names of C++ in it as the source has them: "beyond 5 %: ns::parse, dot". */
static void print_comment(struct ci_pool *pool, const char *comment)
{
    while (*comment) {
        size_t length = strcspn(comment, " ,"), rest = strspn(comment + length, " ,");
        const char *word = ci_pool_copy(pool, comment, length);
        const char *readable = ci_demangle(pool, word);
        printf("%s%.*s", readable ? readable : word, (int)rest, comment + length);
        comment += length + rest;
    }
    putchar('\n');
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
            print_comment(&profile->pool, profile->comments[i]);
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
