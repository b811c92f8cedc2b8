/* SPDX-License-Identifier: MIT */
/*
 * sums.h - a tree's values by function, by line, by caller and callee, and by call.
 *
 * A stack counts once for a function, line or call, however often it goes through it: the rule of
 * 'cinstr top', 'list' and 'peek', whose figures these are.
 */
#ifndef CINSTR_CLI_TREE_SUMS_H
#define CINSTR_CLI_TREE_SUMS_H

#include "tree/tree.h"

struct ci_sum {
    int64_t *own;  /* of each column, without callees */
    int64_t *cum;  /* with callees */
    size_t active; /* how often it is on the stack that is looked at; 0 when all is done */
    size_t depth;  /* the most frames on a stack down to here */
};

struct ci_line_key {
    uint32_t function, file;
    int64_t line, start_line; /* start_line: of the function; 0: not known */
};

/* A call: of functions (an edge), or from a line to a function (a site). */
struct ci_call_key {
    uint32_t from, to;
    bool inlined; /* wherever it was made */
};

struct ci_sums {
    struct ci_pool pool;
    struct ci_sum *functions; /* as the tree's */
    struct ci_sum *lines;
    struct ci_line_key *line_keys;
    size_t n_lines;
    struct ci_sum *edges; /* functions' calls of others; own: what the callee itself took, so of a
                             column of calls their number */
    struct ci_call_key *edge_keys;
    size_t n_edges;
    struct ci_sum *sites; /* FROM is a line's index; also calls of the function itself */
    struct ci_call_key *site_keys;
    size_t n_sites;
};

void ci_sums_init(struct ci_sums *sums, const struct ci_tree *tree);
void ci_sums_deinit(struct ci_sums *sums);

#endif
