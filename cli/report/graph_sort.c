/* SPDX-License-Identifier: MIT */
/* graph_sort.c - the orders of nodes and edges in a report. */
#include "report/graph.h"
#include "profile/measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By magnitude, the largest first. */
static int compare_values(int64_t a, int64_t b)
{
    a = ci_measure_abs(a);
    b = ci_measure_abs(b);
    return (a < b) - (a > b);
}

static char *join_fields(const struct ci_node *node)
{
    char *text;
    if (asprintf(&text, "%s  %" PRIu64 " %s %" PRId64 " %" PRId64 " %s}", node->name, node->address,
                 node->file, node->start_line, node->line, node->object) < 0)
        ci_pool_exhausted();
    return text;
}

/* The last resort: nodes that look the same, in the order that pprof gives them. */
static int compare_fields(const struct ci_node *a, const struct ci_node *b)
{
    char *left = join_fields(a), *right = join_fields(b);
    int order = strcmp(left, right);
    free(left);
    free(right);
    return order;
}

static int compare_flat(const void *left, const void *right)
{
    const struct ci_node *a = *(struct ci_node *const *)left, *b = *(struct ci_node *const *)right;
    int order = compare_values(a->flat, b->flat);
    if (!order)
        order = strcmp(a->label, b->label);
    if (!order)
        order = compare_values(a->cum, b->cum);
    return order ? order : compare_fields(a, b);
}

static int compare_cum(const void *left, const void *right)
{
    const struct ci_node *a = *(struct ci_node *const *)left, *b = *(struct ci_node *const *)right;
    int order = compare_values(a->cum, b->cum);
    if (!order)
        order = strcmp(a->label, b->label);
    if (!order)
        order = compare_values(a->flat, b->flat);
    return order ? order : compare_fields(a, b);
}

void ci_graph_sort(struct ci_graph *graph, enum ci_sort order)
{
    qsort(graph->nodes, graph->n_nodes, sizeof *graph->nodes,
          order == CI_SORT_CUM ? compare_cum : compare_flat);
}

static int compare_edges(const void *left, const void *right)
{
    const struct ci_edge *a = *(struct ci_edge *const *)left, *b = *(struct ci_edge *const *)right;
    int order = compare_values(a->weight, b->weight);
    if (!order)
        order = strcmp(a->from->label, b->from->label);
    return order ? order : strcmp(a->to->label, b->to->label);
}

struct ci_edge **ci_graph_sort_edges(struct ci_graph *graph, struct ci_edge *list, bool in,
                                     size_t *count)
{
    struct ci_edge **edges = NULL;
    *count = 0;
    for (struct ci_edge *edge = list; edge; edge = in ? edge->next_in : edge->next_out) {
        edges = ci_pool_grow(&graph->pool, edges, *count, sizeof *edges);
        edges[(*count)++] = edge;
    }
    if (edges)
        qsort(edges, *count, sizeof *edges, compare_edges);
    return edges;
}
