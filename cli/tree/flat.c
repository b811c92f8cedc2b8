/* SPDX-License-Identifier: MIT */
/* flat.c - merges contexts by function, cuts the smallest and puts the rest in order. */
#include "tree/flat.h"
#include "profile/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The nodes while they are in the order of the tree's contexts. */
struct draft {
    const struct ci_tree *tree;
    struct ci_pool pool;
    struct ci_flat_node *nodes;
    uint32_t *children, *siblings; /* the first child and the next sibling; 0: none */
    double *sizes;                 /* the largest part of a column's volume that the node has */
    bool *kept;
    int64_t *own, *totals;
    size_t count;
};

static bool equal_nodes(const void *keys, size_t number, const void *key)
{
    const struct ci_flat_node *a = (const struct ci_flat_node *)keys + number + 1, *b = key;
    return a->parent == b->parent && a->function == b->function;
}

static void merge(struct draft *draft)
{
    const struct ci_tree *tree = draft->tree;
    size_t columns = tree->n_columns, most = tree->n_contexts;
    struct ci_map map = {0};
    uint32_t *node_of = ci_pool_alloc(&draft->pool, most, sizeof *node_of);
    draft->nodes = ci_pool_alloc(&draft->pool, most, sizeof *draft->nodes);
    draft->own = ci_pool_alloc(&draft->pool, most * columns, sizeof *draft->own);
    memcpy(draft->own, tree->own, columns * sizeof *draft->own);
    draft->count = 1;
    for (size_t i = 1; i < most; i++) {
        const struct ci_frame *frame = &tree->frames[tree->contexts[i].frame];
        uint32_t parent = node_of[tree->contexts[i].parent];
        struct ci_flat_node node = {parent, (int32_t)frame->function,
                                    draft->nodes[parent].depth + 1, frame->inlined};
        uint64_t hash = ci_hash_number(0, (uint64_t)parent << 32 | frame->function);
        size_t number = 1 + ci_map_add(&map, &draft->pool, hash, equal_nodes, draft->nodes, &node);
        if (number == draft->count)
            draft->nodes[draft->count++] = node;
        draft->nodes[number].inlined &= frame->inlined;
        ci_measure_add_all(draft->own + number * columns, tree->own + i * columns, columns);
        node_of[i] = (uint32_t)number;
    }
}

/* Totals, and sizes: a node is at least as large as each of its children. */
static void add_up(struct draft *draft)
{
    size_t columns = draft->tree->n_columns;
    draft->totals = ci_pool_alloc(&draft->pool, draft->count * columns, sizeof *draft->totals);
    draft->sizes = ci_pool_alloc(&draft->pool, draft->count, sizeof *draft->sizes);
    memcpy(draft->totals, draft->own, draft->count * columns * sizeof *draft->totals);
    for (size_t i = draft->count; i-- > 0;) {
        uint32_t parent = draft->nodes[i].parent;
        for (size_t j = 0; j < columns; j++) {
            double volume = (double)draft->tree->volumes[j];
            double part = volume ? fabs((double)draft->totals[i * columns + j]) / volume : 0;
            draft->sizes[i] = part > draft->sizes[i] ? part : draft->sizes[i];
        }
        if (i == 0)
            break;
        ci_measure_add_all(draft->totals + parent * columns, draft->totals + i * columns, columns);
        if (draft->sizes[parent] < draft->sizes[i])
            draft->sizes[parent] = draft->sizes[i];
    }
}

static int compare_sizes(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a < b) - (a > b);
}

/*
 * Keeps the MOST largest nodes, of equals those that come first: a node's parent is as large and
 * comes before it, so it stays, too.
 */
static void choose(struct draft *draft, size_t most)
{
    double smallest = 0;
    size_t equals = draft->count;
    draft->kept = ci_pool_alloc(&draft->pool, draft->count, sizeof *draft->kept);
    if (most && draft->count > most) {
        double *sizes = ci_pool_alloc(&draft->pool, draft->count, sizeof *sizes);
        memcpy(sizes, draft->sizes, draft->count * sizeof *sizes);
        qsort(sizes, draft->count, sizeof *sizes, compare_sizes);
        smallest = sizes[most - 1];
        equals = most;
        while (equals && sizes[most - equals] > smallest)
            equals--;
    }
    for (size_t i = 0; i < draft->count; i++) {
        bool is_equal = draft->sizes[i] == smallest && equals > 0;
        draft->kept[i] = draft->sizes[i] > smallest || is_equal;
        equals -= is_equal;
    }
}

static int compare_children(const void *left, const void *right, void *context)
{
    const struct ci_flat_node *nodes = context;
    int32_t a = nodes[*(const uint32_t *)left].function;
    int32_t b = nodes[*(const uint32_t *)right].function;
    return (a > b) - (a < b);
}

/* Links the children of every node, by function. */
static void link_children(struct draft *draft)
{
    size_t count = draft->count;
    uint32_t *starts = ci_pool_alloc(&draft->pool, count + 1, sizeof *starts);
    uint32_t *sorted = ci_pool_alloc(&draft->pool, count, sizeof *sorted);
    draft->children = ci_pool_alloc(&draft->pool, count, sizeof *draft->children);
    draft->siblings = ci_pool_alloc(&draft->pool, count, sizeof *draft->siblings);
    for (size_t i = 1; i < count; i++)
        starts[draft->nodes[i].parent + 1]++;
    for (size_t i = 0; i < count; i++)
        starts[i + 1] += starts[i];
    for (size_t i = 1; i < count; i++)
        sorted[starts[draft->nodes[i].parent]++] = (uint32_t)i;
    for (size_t i = 0, first = 0; i < count; first = starts[i], i++) {
        size_t n = starts[i] - first;
        qsort_r(sorted + first, n, sizeof *sorted, compare_children, draft->nodes);
        draft->children[i] = n ? sorted[first] : 0;
        for (size_t j = 1; j < n; j++)
            draft->siblings[sorted[first + j - 1]] = sorted[first + j];
    }
}

static uint32_t add_node(struct ci_flat *flat, uint32_t parent, struct ci_flat_node node,
                         const int64_t *own, const int64_t *totals)
{
    size_t number = flat->n_nodes++;
    flat->nodes[number] = node;
    flat->nodes[number].parent = parent;
    flat->kept += number && node.function != CI_FLAT_REST;
    ci_measure_add_all(flat->own + number * flat->n_columns, own, flat->n_columns);
    ci_measure_add_all(flat->totals + number * flat->n_columns, totals, flat->n_columns);
    return (uint32_t)number;
}

/* A node for those children of NODE that are not kept, if there are any. */
static void add_rest(struct ci_flat *flat, const struct draft *draft, uint32_t node,
                     uint32_t number)
{
    size_t columns = flat->n_columns;
    int64_t *rest = NULL;
    for (uint32_t child = draft->children[node]; child; child = draft->siblings[child]) {
        if (draft->kept[child])
            continue;
        if (!rest)
            rest = ci_pool_alloc(&flat->pool, columns, sizeof *rest);
        ci_measure_add_all(rest, draft->totals + child * columns, columns);
    }
    struct ci_flat_node cut = {.function = CI_FLAT_REST, .depth = draft->nodes[node].depth + 1};
    if (rest)
        add_node(flat, number, cut, rest, rest);
}

static uint32_t next_kept(const struct draft *draft, uint32_t node)
{
    while (node && !draft->kept[node])
        node = draft->siblings[node];
    return node;
}

static void put_in_order(struct ci_flat *flat, const struct draft *draft)
{
    size_t columns = flat->n_columns;
    uint32_t *numbers = ci_pool_alloc(&flat->pool, draft->count, sizeof *numbers);
    uint32_t at = 0;
    for (;;) {
        uint32_t parent = draft->nodes[at].parent;
        numbers[at] = add_node(flat, numbers[parent], draft->nodes[at], draft->own + at * columns,
                               draft->totals + at * columns);
        add_rest(flat, draft, at, numbers[at]);
        uint32_t next = next_kept(draft, draft->children[at]);
        while (!next && at) {
            next = next_kept(draft, draft->siblings[at]);
            at = draft->nodes[at].parent;
        }
        if (!next)
            return;
        at = next;
    }
}

void ci_flat_init(struct ci_flat *flat, const struct ci_tree *tree, size_t most)
{
    struct draft draft = {.tree = tree};
    merge(&draft);
    add_up(&draft);
    link_children(&draft);
    *flat = (struct ci_flat){.n_columns = tree->n_columns, .out_of = draft.count - 1};
    size_t room = draft.count * 2; /* at most one of the rest for each */
    flat->nodes = ci_pool_alloc(&flat->pool, room, sizeof *flat->nodes);
    flat->own = ci_pool_alloc(&flat->pool, room * flat->n_columns, sizeof *flat->own);
    flat->totals = ci_pool_alloc(&flat->pool, room * flat->n_columns, sizeof *flat->totals);
    choose(&draft, most);
    put_in_order(flat, &draft);
    ci_pool_deinit(&draft.pool);
}

void ci_flat_deinit(struct ci_flat *flat)
{
    ci_pool_deinit(&flat->pool);
}
