/* SPDX-License-Identifier: MIT */
/* graph.c - adds up the samples of a profile along their stacks, and sorts the nodes and edges. */
#include "report/graph.h"
#include "base/filepath.h"
#include "base/map.h"
#include "profile/measure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the nodes and edges, each once ---- */

/* The nodes of a graph by what tells them apart. */
struct node_table {
    struct ci_map map;
    struct ci_node **nodes; /* by number, which is the node's index */
};

/* The edges of a graph by the two nodes that they join. */
struct edge_table {
    struct ci_map map;
    struct ci_edge **edges;
};

static uint64_t hash_node(const struct ci_node *node)
{
    uint64_t hash = ci_hash_bytes(0, node->name, strlen(node->name));
    hash = ci_hash_bytes(hash, node->file, strlen(node->file));
    hash = ci_hash_bytes(hash, node->object, strlen(node->object));
    hash = ci_hash_number(hash, node->address);
    return ci_hash_number(ci_hash_number(hash, (uint64_t)node->line), (uint64_t)node->start_line);
}

static bool equal_nodes(const void *keys, size_t number, const void *key)
{
    const struct ci_node *a = ((struct ci_node *const *)keys)[number], *b = key;
    return a->address == b->address && a->line == b->line && a->start_line == b->start_line &&
           strcmp(a->name, b->name) == 0 && strcmp(a->file, b->file) == 0 &&
           strcmp(a->object, b->object) == 0;
}

/* The node that is equal to KEY; NULL: there is none. */
static struct ci_node *find_node(const struct node_table *table, const struct ci_node *key)
{
    size_t number = ci_map_find(&table->map, hash_node(key), equal_nodes, table->nodes, key);
    return number == CI_MAP_NONE ? NULL : table->nodes[number];
}

/* 'ADDRESS NAME FILE:LINE', without the parts that the node lacks. */
static const char *make_label(struct ci_pool *pool, const struct ci_node *node)
{
    const char *place = "";
    if (node->line)
        place = ci_pool_format(pool, "%s:%" PRId64, node->file, node->line);
    else if (*node->file)
        place = node->file;
    else if (!*node->name)
        place = *node->object ? ci_pool_format(pool, "[%s]", ci_filepath_base(pool, node->object))
                              : "<unknown>";
    const char *name =
        *place ? ci_pool_format(pool, "%s%s%s", node->name, *node->name ? " " : "", place)
               : node->name;
    return node->address ? ci_pool_format(pool, "%016" PRIx64 " %s", node->address, name) : name;
}

/* The node that is equal to KEY, which is made when there is none. */
static struct ci_node *insert_node(struct node_table *table, struct ci_pool *pool,
                                   const struct ci_node *key)
{
    size_t count = table->map.count;
    size_t number = ci_map_add(&table->map, pool, hash_node(key), equal_nodes, table->nodes, key);
    if (number < count)
        return table->nodes[number];
    struct ci_node *node = ci_pool_alloc(pool, 1, sizeof *node);
    *node = *key;
    node->label = make_label(pool, node);
    node->index = (uint32_t)number;
    table->nodes = ci_pool_grow(pool, table->nodes, count, sizeof *table->nodes);
    return table->nodes[number] = node;
}

static bool equal_edges(const void *keys, size_t number, const void *key)
{
    const struct ci_edge *a = ((struct ci_edge *const *)keys)[number], *b = key;
    return a->from == b->from && a->to == b->to;
}

/* The edge between the nodes; a new one has the weight 0 and counts as inlined. */
static struct ci_edge *insert_edge(struct edge_table *table, struct ci_pool *pool,
                                   struct ci_node *from, struct ci_node *to)
{
    struct ci_edge key = {.from = from, .to = to, .inlined = true};
    uint64_t hash = ci_hash_number(ci_hash_number(0, from->index), to->index);
    size_t count = table->map.count;
    size_t number = ci_map_add(&table->map, pool, hash, equal_edges, table->edges, &key);
    if (number < count)
        return table->edges[number];
    struct ci_edge *edge = ci_pool_alloc(pool, 1, sizeof *edge);
    *edge = key;
    edge->next_in = to->in;
    edge->next_out = from->out;
    to->in = from->out = edge;
    table->edges = ci_pool_grow(pool, table->edges, count, sizeof *table->edges);
    return table->edges[number] = edge;
}

/* ---- building ---- */

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
        const struct ci_node *old = find_node(build->kept->table, &key);
        if (!old || !old->kept)
            return NULL;
    }
    return insert_node(build->graph->table, &build->graph->pool, &key);
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
    struct ci_edge *edge = insert_edge(&build->edges, &build->graph->pool, from, to);
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
    graph->nodes = ci_pool_alloc(&graph->pool, table->map.count, sizeof *graph->nodes);
    for (size_t i = 0; i < table->map.count; i++) {
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

/* ---- the orders of nodes and edges in a report ---- */

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
