/* SPDX-License-Identifier: MIT */
/* graph_table.h - the hash tables of a graph: nodes by what they are, edges by their ends. */
#ifndef CINSTR_CLI_REPORT_GRAPH_TABLE_H
#define CINSTR_CLI_REPORT_GRAPH_TABLE_H

#include "report/graph.h"

struct node_table {
    struct ci_node **slots;
    size_t n_slots;         /* a power of two, or 0 */
    struct ci_node **nodes; /* in the order of their making, by index */
    size_t count;
};

struct edge_table {
    struct ci_edge **slots;
    size_t n_slots; /* a power of two, or 0 */
    size_t count;
};

/* The node that is equal to KEY in name, file, object, lines and address; NULL: none. */
struct ci_node *ci_node_find(const struct node_table *table, const struct ci_node *key);

/* The same; a new node of the pool when there is none. */
struct ci_node *ci_node_insert(struct node_table *table, struct ci_pool *pool,
                               const struct ci_node *key);

/* The edge between the nodes; a new one, of weight 0 and inlined, when there is none. */
struct ci_edge *ci_edge_insert(struct edge_table *table, struct ci_pool *pool, struct ci_node *from,
                               struct ci_node *to);

#endif
