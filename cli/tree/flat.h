/* SPDX-License-Identifier: MIT */
/*
 * flat.h - calling contexts by function alone, in the order that a flame graph draws them.
 *
 * Frames of one function at different lines are one node. A tree of more nodes than a reader can
 * use is cut: the smallest nodes go, and a node of the rest stands in for those of one parent, so
 * that every sum stays what it was.
 */
#ifndef CINSTR_CLI_TREE_FLAT_H
#define CINSTR_CLI_TREE_FLAT_H

#include "tree/tree.h"

enum { CI_FLAT_REST = -1 };

struct ci_flat_node {
    uint32_t parent;  /* comes before this one; of the root: its own */
    int32_t function; /* of the tree; CI_FLAT_REST: what was cut. Not the root's */
    uint32_t depth;   /* the root: 0 */
    bool inlined;     /* everywhere */
};

struct ci_flat {
    struct ci_pool pool;
    struct ci_flat_node *nodes; /* each followed by all that is below it; the first is the root */
    size_t n_nodes;
    int64_t *own, *totals; /* of node i and column j: at i * n_columns + j */
    size_t n_columns;
    size_t kept, out_of; /* nodes but for the root and the rest, after and before the cut */
};

/* Makes the nodes; MOST is about how many to keep, 0: all. Children come by function. */
void ci_flat_init(struct ci_flat *flat, const struct ci_tree *tree, size_t most);
void ci_flat_deinit(struct ci_flat *flat);

#endif
