/* SPDX-License-Identifier: MIT */
/* graph.c - adds the samples of a profile up along their stacks. */
#include "report/graph.h"
#include "base/filepath.h"
#include "report/graph_table.h"
#include "profile/measure.h"

#include <string.h>

struct build {
    const struct ci_profile *profile;
    const struct ci_graph_options *options;
    const struct ci_graph *kept;
    struct ci_graph *graph;
    const char **files; /* cleaned, of the functions; NULL: not yet */
    struct edge_table edges;
};

static const char *get_file(struct build *build, const struct ci_function *function)
{
    const char **file = &build->files[function - build->profile->functions];
    if (!*file)
        *file = *function->file ? ci_filepath_clean(&build->graph->pool, function->file) : "";
    return *file;
}

static struct ci_node *get_node(struct build *build, const struct ci_location *location,
                                const struct ci_line *line)
{
    const char *object = location->mapping ? location->mapping->file : "";
    struct ci_node key = {.name = "", .file = "", .object = "", .address = location->address};
    if (line) {
        key.name = line->function->name;
        key.file = get_file(build, line->function);
        key.line = line->line;
    }
    if (!line || build->options->objects || !*key.name)
        key.object = object;
    if (line && (build->options->objects || !*key.name))
        key.start_line = line->function->start_line;
    if (build->kept) {
        const struct ci_node *old = ci_node_find(build->kept->table, &key);
        if (!old || !old->kept)
            return NULL;
    }
    return ci_node_insert(build->graph->table, &build->graph->pool, &key);
}

static void make_nodes(struct build *build)
{
    const struct ci_profile *profile = build->profile;
    struct ci_pool *pool = &build->graph->pool;
    build->files = ci_pool_alloc(pool, profile->n_functions, sizeof *build->files);
    struct ci_frames *frames = ci_pool_alloc(pool, profile->n_locations, sizeof *frames);
    build->graph->locations = frames;
    for (size_t i = 0; i < profile->n_locations; i++) {
        const struct ci_location *location = &profile->locations[i];
        frames[i].count = location->n_lines ? location->n_lines : 1;
        frames[i].nodes = ci_pool_alloc(pool, frames[i].count, sizeof *frames[i].nodes);
        for (size_t j = 0; j < frames[i].count; j++) {
            const struct ci_line *line = location->n_lines ? &location->lines[j] : NULL;
            frames[i].nodes[j] = get_node(build, location, line);
            if (frames[i].nodes[j] && j + 1 < frames[i].count)
                frames[i].nodes[j]->inlinable = true;
        }
    }
}

static void add_edge(struct build *build, struct ci_node *from, struct ci_node *to, int64_t value,
                     bool inlined, size_t number)
{
    enum ci_edges edges = build->options->edges;
    if (!from || from == to || edges == CI_EDGES_NONE ||
        (edges == CI_EDGES_INLINABLE && !to->inlinable))
        return;
    struct ci_edge *edge = ci_edge_insert(&build->edges, &build->graph->pool, from, to);
    if (edge->seen == number)
        return;
    edge->seen = number;
    edge->weight = ci_measure_add(edge->weight, value);
    edge->inlined &= inlined;
}

static void add_cum(struct ci_node *node, int64_t value, int64_t divisor, size_t number)
{
    if (node->seen == number)
        return;
    node->seen = number;
    node->cum = ci_measure_add(node->cum, value);
    node->cum_divisor = ci_measure_add(node->cum_divisor, divisor);
}

/* Walks a stack from its root. NUMBER, from 1, tells the samples apart. */
static void add_sample(struct build *build, const struct ci_sample *sample, size_t number)
{
    int64_t value = sample->values[build->options->value];
    int64_t divisor = build->options->mean ? sample->values[0] : 0;
    if (value == 0 && divisor == 0)
        return;
    struct ci_node *parent = NULL;
    bool skipped = false; /* the frame below the parent is not kept */
    for (size_t i = sample->n_locations; i-- > 0;) {
        const struct ci_frames *location = &build->graph->locations[sample->locations[i]];
        for (size_t j = location->count; j-- > 0;) {
            struct ci_node *node = location->nodes[j];
            skipped = !node;
            if (!node)
                continue;
            add_cum(node, value, divisor, number);
            add_edge(build, parent, node, value, j + 1 != location->count, number);
            parent = node;
        }
    }
    if (parent && !skipped) {
        parent->flat = ci_measure_add(parent->flat, value);
        parent->flat_divisor = ci_measure_add(parent->flat_divisor, divisor);
    }
}

static void list_nodes(struct ci_graph *graph, bool drop_negative)
{
    const struct node_table *table = graph->table;
    graph->nodes = ci_pool_alloc(&graph->pool, table->count, sizeof *graph->nodes);
    for (size_t i = 0; i < table->count; i++) {
        struct ci_node *node = table->nodes[i];
        bool negative = node->flat < 0 || (node->flat == 0 && node->cum < 0);
        if ((node->flat || node->cum) && !(drop_negative && negative))
            graph->nodes[graph->n_nodes++] = node;
    }
}

void ci_graph_init(struct ci_graph *graph, const struct ci_profile *profile,
                   const struct ci_graph_options *options, const struct ci_graph *kept)
{
    *graph = (struct ci_graph){0};
    graph->table = ci_pool_alloc(&graph->pool, 1, sizeof *graph->table);
    struct build build = {.profile = profile, .options = options, .kept = kept, .graph = graph};
    make_nodes(&build);
    for (size_t i = 0; i < profile->n_samples; i++)
        add_sample(&build, &profile->samples[i], i + 1);
    list_nodes(graph, options->drop_negative);
}

void ci_graph_deinit(struct ci_graph *graph)
{
    ci_pool_deinit(&graph->pool);
}

int64_t ci_graph_flat(const struct ci_node *node)
{
    return ci_measure_divide(node->flat, node->flat_divisor);
}

int64_t ci_graph_cum(const struct ci_node *node)
{
    return ci_measure_divide(node->cum, node->cum_divisor);
}
