/* SPDX-License-Identifier: MIT */
/*
 * graph.h - a profile summed up by what its frames have in common.
 *
 * A node is a function, line, file or address (as the profile has been aggregated); an edge is a
 * call from one node to another. A sample counts once for a node or edge, however often its stack
 * goes through it.
 */
#ifndef CINSTR_CLI_REPORT_GRAPH_H
#define CINSTR_CLI_REPORT_GRAPH_H

#include "report/options.h"
#include "profile/profile.h"

struct ci_edge {
    struct ci_node *from, *to;
    struct ci_edge *next_in, *next_out; /* of TO and of FROM */
    int64_t weight;
    size_t seen;  /* number of the sample that counted last */
    bool inlined; /* every call of it was inlined */
};

struct ci_node {
    /* What tells nodes apart; empty or 0 where the aggregation left it out. */
    const char *name, *file, *object;
    int64_t start_line, line;
    uint64_t address;

    const char *label;                 /* the node as it is printed */
    int64_t flat, cum;                 /* without and with callees */
    int64_t flat_divisor, cum_divisor; /* 0: none */
    struct ci_edge *in,
        *out;    /* callers and callees, also those that are not in the list of nodes */
    size_t seen; /* number of the sample that counted last */
    uint32_t index;
    bool inlinable; /* some of its code was inlined */
    bool kept;      /* for a graph that is built from this one's nodes */
};

/* The nodes of a location, one for each of its lines; NULL: a node that is not kept. */
struct ci_frames {
    struct ci_node **nodes;
    size_t count; /* at least 1 */
};

struct ci_graph {
    struct ci_pool pool;
    struct ci_node **nodes; /* those with a value */
    size_t n_nodes;
    struct ci_frames *locations; /* as those of the profile */
    struct node_table *table;
};

/* The calls to count. Those into inlinable nodes are enough to tell whether a node was inlined. */
enum ci_edges { CI_EDGES_NONE, CI_EDGES_INLINABLE, CI_EDGES_ALL };

struct ci_graph_options {
    size_t value; /* index of the sample type */
    bool mean;    /* divide by the first sample type */
    bool objects; /* tell functions of different mappings and start lines apart */
    enum ci_edges edges;
    bool drop_negative; /* leave nodes of negative value out of the list */
};

/*
 * Sums the profile up. KEPT is NULL, or a graph of the same profile of which only the kept nodes
 * are wanted; calls through other nodes become calls between kept ones. The graph points into the
 * profile.
 */
void ci_graph_init(struct ci_graph *graph, const struct ci_profile *profile,
                   const struct ci_graph_options *options, const struct ci_graph *kept);
void ci_graph_deinit(struct ci_graph *graph);

/* Sorts the nodes, the largest first; equals by their label. */
void ci_graph_sort(struct ci_graph *graph, enum ci_sort order);

/* The edges of a list, by next_in or next_out, the largest first; their number goes to COUNT. */
struct ci_edge **ci_graph_sort_edges(struct ci_graph *graph, struct ci_edge *list, bool in,
                                     size_t *count);

/* Values of a node, divided where the graph has means. */
int64_t ci_graph_flat(const struct ci_node *node);
int64_t ci_graph_cum(const struct ci_node *node);

#endif
