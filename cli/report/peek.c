/* SPDX-License-Identifier: MIT */
/* peek.c - 'cinstr peek': functions with their callers and callees. */
#include "base/pattern.h"
#include "report/report.h"
#include "commands.h"

#include <stdio.h>

static const char separator[] =
    "----------------------------------------------------------+-------------";

static void print_edges(const struct ci_report *report, struct ci_graph *graph,
                        const struct ci_node *node, bool in)
{
    size_t count;
    struct ci_edge **edges = ci_graph_sort_edges(graph, in ? node->in : node->out, in, &count);
    for (size_t i = 0; i < count; i++) {
        char value[CI_VALUE_SIZE], part[CI_PERCENT_SIZE];
        ci_report_format(report, edges[i]->weight, value);
        ci_measure_percent(edges[i]->weight, ci_graph_cum(node), part);
        printf("%50s %s |   %s%s\n", value, part, in ? edges[i]->from->label : edges[i]->to->label,
               edges[i]->inlined ? " (inline)" : "");
    }
}

static void print_node(const struct ci_report *report, const struct ci_node *node, int64_t *sum)
{
    ci_report_print_values(report, node, sum);
    printf("                | %s\n", node->label);
}

static void print_nodes(const struct ci_report *report, struct ci_graph *graph)
{
    int64_t sum = 0;
    for (size_t i = 0; i < graph->n_nodes; i++) {
        if (!graph->nodes[i]->kept)
            continue;
        printf("%s\n", separator);
        print_edges(report, graph, graph->nodes[i], true);
        print_node(report, graph->nodes[i], &sum);
        print_edges(report, graph, graph->nodes[i], false);
    }
    printf("%s\n", separator);
}

/* Marks the nodes whose label matches; returns their number. */
static size_t match_nodes(struct ci_graph *graph, const struct ci_pattern *pattern)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->n_nodes; i++) {
        graph->nodes[i]->kept = ci_pattern_match(pattern, graph->nodes[i]->label);
        count += graph->nodes[i]->kept;
    }
    return count;
}

static bool print_matching(struct ci_report *report, struct ci_graph *graph,
                           const struct ci_pattern *pattern)
{
    if (!match_nodes(graph, pattern))
        return false;
    ci_graph_sort(graph, report->options->sort);
    ci_report_choose_unit(report, graph);
    ci_report_print_header(report, graph, 0, graph->n_nodes);
    printf("%s\n", separator);
    printf("%s \t \t \n", "      flat  flat%   sum%        cum   cum%   calls calls% + context");
    print_nodes(report, graph);
    return true;
}

static int print_peek(struct ci_report *report)
{
    return ci_report_match(report, "peek", CI_EDGES_ALL, print_matching);
}

int ci_peek_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    return ci_report_main(argv, CI_LIKE_TOP | CI_TAKES_FUNCTIONS | CI_TAKES_PEEK, print_peek);
}
