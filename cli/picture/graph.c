/* SPDX-License-Identifier: MIT */
/* graph.c - 'cinstr graph': functions as boxes, calls as arrows, for Graphviz. */
#include "base/filepath.h"
#include "base/outfile.h"
#include "base/status.h"
#include "commands.h"
#include "picture/dot.h"
#include "picture/xml.h"
#include "report/report.h"
#include "tree/name.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 80, LONGEST_NAME = 48 };

struct picture {
    FILE *out;
    struct ci_report *report;
    struct ci_graph graph;
    int64_t smallest_edge;
    size_t left_out; /* functions */
};

/* Chooses the largest nodes, and sums the calls between them up. */
static void choose(struct picture *picture)
{
    const struct ci_options *options = picture->report->options;
    struct ci_graph all;
    ci_report_graph(picture->report, CI_EDGES_NONE, &all, NULL);
    ci_graph_sort(&all, CI_SORT_CUM);
    int64_t total = picture->report->total;
    int64_t smallest = ci_measure_abs(ci_measure_multiply(total, options->node_fraction));
    picture->smallest_edge = ci_measure_abs(ci_measure_multiply(total, options->edge_fraction));
    size_t limit = options->node_count > 0 ? (size_t)options->node_count : MOST_NODES, kept = 0;
    for (size_t i = 0; i < all.n_nodes; i++) {
        bool is_large = ci_measure_abs(ci_graph_cum(all.nodes[i])) >= smallest && kept < limit;
        all.nodes[i]->kept = !options->trim || is_large;
        kept += all.nodes[i]->kept;
    }
    picture->left_out = all.n_nodes - kept;
    ci_report_graph(picture->report, CI_EDGES_ALL, &picture->graph, &all);
    ci_graph_deinit(&all);
    ci_graph_sort(&picture->graph, CI_SORT_CUM);
    ci_report_choose_unit(picture->report, &picture->graph);
}

static double get_part(const struct picture *picture, int64_t value)
{
    double total = (double)picture->report->total;
    return total != 0 ? fmin(1, fabs((double)value / total)) : 0;
}

/* A text of an HTML-like label, in which Graphviz reads entities. */
static void put_text(const struct picture *picture, const char *text, size_t most)
{
    ci_xml_text(picture->out, text, most);
}

/* "1.25s (57.4%)" */
static void put_value(const struct picture *picture, int64_t value)
{
    char text[CI_VALUE_SIZE], part[CI_PERCENT_SIZE];
    ci_report_format(picture->report, value, text);
    ci_measure_percent(value, picture->report->total, part);
    fprintf(picture->out, "%s (%s)", text, part + strspn(part, " "));
}

/* Rows keep lines of different sizes apart, whatever font the reader has. */
#define ROWS        "<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"2\"><tr><td>"
#define NEXT_ROW    "</td></tr><tr><td>"
#define END_OF_ROWS "</td></tr></table>"

/* Large own values make large and warm boxes. */
static void put_node(const struct picture *picture, const struct ci_node *node)
{
    int64_t flat = ci_graph_flat(node), cum = ci_graph_cum(node);
    double heat = sqrt(get_part(picture, flat));
    const char *name = ci_name_shorten(&picture->report->profile->pool, node->label);
    fprintf(picture->out,
            "n%" PRIu32 " [fontsize=%.0f fillcolor=\"%.3f %.3f 1.000\" label=<" ROWS "<b>",
            node->index, 9 + 13 * heat, 0.08, heat * 0.6);
    put_text(picture, name, LONGEST_NAME);
    fputs("</b>" NEXT_ROW "<font point-size=\"10\">", picture->out);
    if (flat) {
        put_value(picture, flat);
        fputs(cum == flat ? "" : "<br/>of ", picture->out);
    }
    if (cum != flat)
        put_value(picture, cum);
    fputs("</font>" END_OF_ROWS "> tooltip=<", picture->out);
    put_text(picture, node->label, 0);
    fputs(">]\n", picture->out);
}

static void put_edge(const struct picture *picture, const struct ci_edge *edge)
{
    char text[CI_VALUE_SIZE];
    double part = get_part(picture, edge->weight);
    ci_report_format(picture->report, edge->weight, text);
    fprintf(picture->out,
            "n%" PRIu32 " -> n%" PRIu32 " [label=\" %s%s\" penwidth=%.2f weight=%.0f%s]\n",
            edge->from->index, edge->to->index, text, edge->inlined ? "\\n inline" : "",
            0.6 + 5 * sqrt(part), 1 + 100 * part, edge->inlined ? " style=dashed" : "");
}

static void put_heading(const struct picture *picture)
{
    const struct ci_profile *profile = picture->report->profile;
    const char *program = profile->n_mappings ? profile->mappings[0].file : "";
    fputs("label=<", picture->out);
    put_text(picture, ci_filepath_base(&picture->report->profile->pool, program), 80);
    fputs(", ", picture->out);
    put_text(picture, picture->report->type.type, 40);
    fputs(": ", picture->out);
    put_value(picture, picture->report->total);
    if (picture->left_out)
        fprintf(picture->out, "; %zu smaller functions left out", picture->left_out);
    fputs("> labelloc=t labeljust=l\n", picture->out);
}

static void put_graph(const struct picture *picture)
{
    const struct ci_graph *graph = &picture->graph;
    fputs("digraph cinstr {\n"
          "graph [fontname=\"Helvetica,Arial,sans-serif\" fontsize=12 ranksep=0.5]\n"
          "node [shape=box margin=\"0.14,0.05\" style=\"filled,rounded\" color=\"#8a857a\" "
          "fontname=\"Helvetica,Arial,sans-serif\"]\n"
          "edge [color=\"#6d6a63\" fontsize=10 fontname=\"Helvetica,Arial,sans-serif\" "
          "arrowsize=0.7]\n",
          picture->out);
    put_heading(picture);
    for (size_t i = 0; i < graph->n_nodes; i++)
        put_node(picture, graph->nodes[i]);
    for (size_t i = 0; i < graph->n_nodes; i++) {
        size_t count;
        struct ci_edge **edges =
            ci_graph_sort_edges((struct ci_graph *)graph, graph->nodes[i]->out, false, &count);
        for (size_t j = 0; j < count; j++)
            if (ci_measure_abs(edges[j]->weight) >= picture->smallest_edge)
                put_edge(picture, edges[j]);
    }
    fputs("}\n", picture->out);
}

static bool is_svg(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".svg") == 0;
}

static int deliver(const char *path, const char *text, size_t size)
{
    struct ci_error error;
    struct ci_bytes svg;
    if (!is_svg(path))
        return ci_outfile_deliver(*path && strcmp(path, "-") ? path : NULL, text, size);
    if (ci_dot_draw(text, size, &svg, &error))
        return ci_error_print(path, &error);
    int status = ci_outfile_deliver(path, svg.data, svg.size);
    free(svg.data);
    return status;
}

static int print_graph(struct ci_report *report)
{
    char *text = NULL;
    size_t size = 0;
    struct picture picture = {.report = report, .out = open_memstream(&text, &size)};
    if (!picture.out)
        ci_pool_exhausted();
    choose(&picture);
    put_graph(&picture);
    ci_graph_deinit(&picture.graph);
    if (fclose(picture.out))
        ci_pool_exhausted();
    int status = deliver(report->options->out, text, size);
    free(text);
    return status;
}

int ci_graph_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    return ci_report_main(argv, CI_LIKE_TOP | CI_TAKES_OUT, print_graph);
}
