/* SPDX-License-Identifier: MIT */
/* list.c - 'cinstr list': the source of functions, each line with its values. */
#include "base/pattern.h"
#include "report/report.h"
#include "commands.h"
#include "report/source.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARGIN = 5 }; /* lines shown after the last one with a value */

/* Nodes next to each other in the sorted list. */
struct span {
    struct ci_node **nodes;
    size_t count;
};

static int compare_nodes(const void *left, const void *right)
{
    const struct ci_node *a = *(struct ci_node *const *)left, *b = *(struct ci_node *const *)right;
    int order = strcmp(a->name, b->name);
    if (!order)
        order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static void sum_up(struct span span, int64_t *flat, int64_t *cum)
{
    *flat = *cum = 0;
    for (size_t i = 0; i < span.count; i++) {
        *flat = ci_measure_add(*flat, span.nodes[i]->flat);
        *cum = ci_measure_add(*cum, span.nodes[i]->cum);
    }
}

/* The first and last line to show: from the start of the function to a few lines after its last one
 * with a value. */
static void find_range(struct span span, int64_t *first, int64_t *last)
{
    *first = INT64_MAX;
    *last = INT64_MIN;
    for (size_t i = 0; i < span.count; i++) {
        const struct ci_node *node = span.nodes[i];
        int64_t start = node->start_line ? node->start_line : ci_measure_add(node->line, -MARGIN);
        int64_t end = ci_measure_add(node->line, MARGIN);
        *first = start < *first ? start : *first;
        *last = end > *last ? end : *last;
    }
    *first = *first < 1 ? 1 : *first;
}

static void format_or_dot(const struct ci_report *report, int64_t value, char text[CI_VALUE_SIZE])
{
    if (value)
        ci_report_format(report, value, text);
    else
        strcpy(text, ".");
}

static void print_line(const struct ci_report *report, struct span span, int64_t number,
                       const struct ci_text *line)
{
    int64_t flat, cum;
    char flat_text[CI_VALUE_SIZE], cum_text[CI_VALUE_SIZE];
    sum_up(span, &flat, &cum);
    format_or_dot(report, flat, flat_text);
    format_or_dot(report, cum, cum_text);
    printf("%10s %10s %6" PRId64 ":", flat_text, cum_text, number);
    fwrite(line->bytes, 1, line->length, stdout);
    putchar('\n');
}

/* Whether the source can be read; the source is looked for only if there is a line to show. */
static const char *find_error(struct ci_source *source, const char *file, int64_t first,
                              int64_t last)
{
    if (first <= last)
        ci_source_line(source, file, first);
    return ci_source_error(source, file);
}

static void print_file(const struct ci_report *report, struct ci_source *source, struct span span)
{
    int64_t flat, cum, number, last;
    char flat_text[CI_VALUE_SIZE], cum_text[CI_VALUE_SIZE], part[CI_PERCENT_SIZE];
    const char *file = span.nodes[0]->file;
    sum_up(span, &flat, &cum);
    ci_report_format(report, flat, flat_text);
    ci_report_format(report, cum, cum_text);
    ci_measure_percent(cum, report->total, part);
    printf("ROUTINE ======================== %s in %s\n", span.nodes[0]->name, file);
    printf("%10s %10s (flat, cum) %s of Total\n", flat_text, cum_text, part);
    find_range(span, &number, &last);
    const char *error = find_error(source, file, number, last);
    if (error) {
        printf(" Error: %s\n", error);
        return;
    }
    const struct ci_text *line;
    for (size_t next = 0; number <= last && (line = ci_source_line(source, file, number));
         number++) {
        while (next < span.count && span.nodes[next]->line < number)
            next++;
        struct span here = {span.nodes + next, 0};
        while (next < span.count && span.nodes[next]->line == number)
            next++, here.count++;
        print_line(report, here, number, line);
    }
}

static void print_function(const struct ci_report *report, struct ci_source *source,
                           struct span span)
{
    /* Files sort by name, so that nodes without one come first. */
    size_t i = 0;
    while (i < span.count && !*span.nodes[i]->file)
        i++;
    if (i == span.count)
        printf("No source information for %s\n", span.nodes[0]->name);
    while (i < span.count) {
        struct span file = {span.nodes + i, 0};
        while (i < span.count && strcmp(span.nodes[i]->file, file.nodes[0]->file) == 0)
            i++, file.count++;
        print_file(report, source, file);
    }
}

static void print_functions(const struct ci_report *report, struct span all)
{
    struct ci_source source;
    char total[CI_VALUE_SIZE];
    ci_source_init(&source, report->options->source_path, report->options->trim_path);
    qsort(all.nodes, all.count, sizeof *all.nodes, compare_nodes);
    ci_report_format(report, report->total, total);
    printf("Total: %s\n", total);
    for (size_t i = 0; i < all.count;) {
        struct span function = {all.nodes + i, 0};
        while (i < all.count && strcmp(all.nodes[i]->name, function.nodes[0]->name) == 0)
            i++, function.count++;
        print_function(report, &source, function);
    }
    ci_source_deinit(&source);
}

/* Moves the nodes that match to the front; returns their number. */
static size_t match_nodes(struct ci_graph *graph, const struct ci_pattern *pattern)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->n_nodes; i++)
        if (ci_pattern_match(pattern, graph->nodes[i]->name))
            graph->nodes[count++] = graph->nodes[i];
    return count;
}

static bool print_matching(struct ci_report *report, struct ci_graph *graph,
                           const struct ci_pattern *pattern)
{
    struct span matching = {graph->nodes, match_nodes(graph, pattern)};
    if (matching.count)
        print_functions(report, matching);
    return matching.count > 0;
}

static int print_list(struct ci_report *report)
{
    int status = ci_report_match(report, "list", CI_EDGES_NONE, print_matching);
    /* Not on standard output, which is pprof's. */
    if (status == 0 && strcmp(report->type.type, "time") == 0 &&
        ci_profile_times_functions(report->profile))
        fprintf(stderr, "cinstr: the time of a function is on its first line; build with "
                        "-fplugin-arg-cinstr-lines=on to see it by line\n");
    return status;
}

int ci_list_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    const unsigned own = CI_TAKES_FUNCTIONS | CI_TAKES_LIST | CI_BY_LINE_ALWAYS | CI_TELLS_OBJECTS;
    return ci_report_main(argv, CI_LIKE_TOP | own, print_list);
}
