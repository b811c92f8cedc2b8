/* SPDX-License-Identifier: MIT */
/* top.c - 'cinstr top': the functions by their values. */
#include "report/report.h"
#include "report/uncertain.h"
#include "commands.h"
#include "live/top.h"
#include "tree/name.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the flags leave of the profile's nodes. */
struct selection {
    struct ci_graph graph;
    size_t dropped; /* nodes below the fraction */
    size_t out_of;  /* nodes before the count was limited */
    int64_t smallest_edge;
};

/* Marks exactly the nodes whose value is at least SMALLEST. Returns their number. */
static size_t keep_large(struct ci_graph *graph, int64_t smallest)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->n_nodes; i++) {
        graph->nodes[i]->kept = ci_measure_abs(graph->nodes[i]->cum) >= smallest;
        count += graph->nodes[i]->kept;
    }
    return count;
}

/* Sums the profile up for the kept nodes alone. */
static void rebuild(struct ci_report *report, struct ci_graph *graph)
{
    struct ci_graph smaller;
    ci_report_graph(report, CI_EDGES_INLINABLE, &smaller, graph);
    ci_graph_deinit(graph);
    *graph = smaller;
}

static void drop_small(struct ci_report *report, struct selection *selection)
{
    struct ci_graph *graph = &selection->graph;
    int64_t total = 0;
    for (size_t i = 0; i < graph->n_nodes; i++)
        total = ci_measure_add(total, graph->nodes[i]->flat);
    double fraction = report->options->node_fraction;
    int64_t smallest = ci_measure_abs(ci_measure_multiply(total, fraction));
    fraction = report->options->edge_fraction;
    selection->smallest_edge = ci_measure_abs(ci_measure_multiply(total, fraction));
    if (smallest <= 0)
        return;
    size_t kept = keep_large(graph, smallest);
    selection->dropped = graph->n_nodes - kept;
    if (selection->dropped)
        rebuild(report, graph);
}

static void limit_count(struct ci_report *report, struct selection *selection)
{
    struct ci_graph *graph = &selection->graph;
    int limit = report->options->node_count;
    if (limit <= 0 || graph->n_nodes <= (size_t)limit)
        return;
    for (size_t i = 0; i < graph->n_nodes; i++)
        graph->nodes[i]->kept = i < (size_t)limit;
    rebuild(report, graph);
    ci_graph_sort(graph, report->options->sort);
}

static void select_nodes(struct ci_report *report, struct selection *selection)
{
    *selection = (struct selection){.dropped = 0};
    ci_report_graph(report, CI_EDGES_INLINABLE, &selection->graph, NULL);
    if (report->options->trim)
        drop_small(report, selection);
    selection->out_of = selection->graph.n_nodes;
    ci_graph_sort(&selection->graph, report->options->sort);
    if (report->options->trim)
        limit_count(report, selection);
}

static const char *mark_inlined(const struct ci_node *node, int64_t smallest_edge)
{
    bool inlined = false, called = false;
    for (const struct ci_edge *edge = node->in; edge; edge = edge->next_in) {
        if (ci_measure_abs(edge->weight) < smallest_edge)
            continue;
        inlined |= edge->inlined;
        called |= !edge->inlined;
    }
    if (!inlined)
        return "";
    return called ? " (partial-inline)" : " (inline)";
}

/* The name as it is printed: short and cut to the width on a terminal, otherwise as it is. */
static const char *print_name(struct ci_report *report, const char *name, const char *mark,
                              size_t taken)
{
    const struct ci_screen *screen = &report->screen;
    struct ci_pool *pool = &report->profile->pool;
    int names = report->options->names;
    if (names == CI_NAMES_SHORT || (names == CI_NAMES_DEFAULT && screen->width))
        name = ci_name_shorten(pool, name);
    if (!screen->width || names == CI_NAMES_FULL)
        return name;
    size_t room = screen->width > taken + strlen(mark) ? screen->width - taken - strlen(mark) : 0;
    room = room < 20 ? 20 : room;
    return ci_screen_clip(pool, name, room);
}

/* ---- The column of calls ---- */

enum { CALLS_WIDTH = 11, VALUES_WIDTH = 46 }; /* with the blanks before the name */

/* The nodes as the calls have them, by label; none unless that column is wanted. */
struct calls {
    struct ci_graph graph;
    bool shown;
};

static int order_labels(const void *left, const void *right)
{
    const struct ci_node *const *one = left, *const *other = right;
    return strcmp((*one)->label, (*other)->label);
}

/* Returns 0, or an exit status after printing an error: the profile has no calls. */
static int take_calls(struct ci_report *report, struct calls *calls)
{
    struct ci_report counted = *report;
    struct ci_error error;
    *calls = (struct calls){.shown = false};
    if (!report->options->calls)
        return 0;
    if (ci_profile_find_type(report->profile, "calls", &counted.value, &error))
        return ci_error_print(report->options->file, &error);
    ci_report_graph(&counted, CI_EDGES_NONE, &calls->graph, NULL);
    qsort(calls->graph.nodes, calls->graph.n_nodes, sizeof *calls->graph.nodes, order_labels);
    calls->shown = true;
    return 0;
}

static int64_t calls_of(const struct calls *calls, const struct ci_node *node)
{
    struct ci_node *const *found = bsearch(&node, calls->graph.nodes, calls->graph.n_nodes,
                                           sizeof *calls->graph.nodes, order_labels);
    return found ? ci_graph_flat(*found) : 0;
}

/* ---- The table ---- */

static void print_node(struct ci_report *report, const struct ci_node *node, int64_t *sum,
                       const struct calls *calls, const char *mark)
{
    const struct ci_screen *screen = &report->screen;
    ci_report_print_values(report, node, sum);
    if (calls->shown)
        printf(" %*" PRId64, CALLS_WIDTH - 1, calls_of(calls, node));
    size_t taken = VALUES_WIDTH + (calls->shown ? CALLS_WIDTH : 0);
    printf("  %s%s%s%s\n", print_name(report, node->label, mark, taken),
           *mark ? ci_screen_faint(screen) : "", mark, *mark ? ci_screen_plain(screen) : "");
}

static void print_titles(const struct ci_report *report, const struct calls *calls)
{
    printf("%s%10s %5s%% %5s%% %10s %5s%%", ci_screen_bold(&report->screen), "flat", "flat", "sum",
           "cum", "cum");
    if (calls->shown)
        printf(" %*s", CALLS_WIDTH - 1, "calls");
    printf("%s\n", ci_screen_plain(&report->screen));
}

static int print_top(struct ci_report *report)
{
    if (report->options->uncertain)
        return ci_uncertain_print(report);
    struct selection selection;
    struct calls calls;
    int status = take_calls(report, &calls);
    if (status)
        return status;
    select_nodes(report, &selection);
    const struct ci_graph *graph = &selection.graph;
    ci_report_choose_unit(report, graph);
    ci_report_print_header(report, graph, selection.dropped, selection.out_of);
    print_titles(report, &calls);
    int64_t sum = 0;
    for (size_t i = 0; i < graph->n_nodes; i++)
        print_node(report, graph->nodes[i], &sum, &calls,
                   mark_inlined(graph->nodes[i], selection.smallest_edge));
    ci_graph_deinit(&selection.graph);
    if (calls.shown)
        ci_graph_deinit(&calls.graph);
    return 0;
}

int ci_top_run(int argc, char **argv)
{
    if (ci_live_is_wanted(argv))
        return ci_live_top(argc, argv);
    return ci_report_main(argv, CI_LIKE_TOP | CI_TAKES_LIVE | CI_TAKES_NAMES | CI_TAKES_UNCERTAIN,
                          print_top);
}
