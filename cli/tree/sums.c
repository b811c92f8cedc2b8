/* SPDX-License-Identifier: MIT */
/* sums.c - one walk through the tree that counts what is on the stack. */
#include "tree/sums.h"
#include "profile/measure.h"

#include <string.h>

enum { NONE = -1 };

/* Which sums a context belongs to. */
struct place {
    int64_t edge, site; /* NONE: it is a root, or for an edge a call of the function itself */
};

struct walk {
    const struct ci_tree *tree;
    struct ci_sums *sums;
    uint32_t *line_of; /* the line of each frame */
    struct place *places;
    struct ci_map edges, sites;
};

static void number_lines(struct walk *walk)
{
    const struct ci_tree *tree = walk->tree;
    struct ci_sums *sums = walk->sums;
    struct ci_bytemap map = {0};
    struct ci_key key = {0};
    walk->line_of = ci_pool_alloc(&sums->pool, tree->n_frames, sizeof *walk->line_of);
    sums->line_keys = ci_pool_alloc(&sums->pool, tree->n_frames, sizeof *sums->line_keys);
    for (size_t i = 0; i < tree->n_frames; i++) {
        const struct ci_frame *frame = &tree->frames[i];
        ci_key_clear(&key);
        ci_key_add_number(&key, frame->function);
        ci_key_add_number(&key, frame->file);
        ci_key_add_number(&key, frame->line);
        size_t number = ci_bytemap_add_key(&map, &sums->pool, &key);
        if (number == sums->n_lines)
            sums->line_keys[sums->n_lines++] =
                (struct ci_line_key){frame->function, frame->file, frame->line, frame->start_line};
        walk->line_of[i] = (uint32_t)number;
    }
    ci_key_deinit(&key);
}

static bool equal_calls(const void *keys, size_t number, const void *key)
{
    const struct ci_call_key *a = (const struct ci_call_key *)keys + number, *b = key;
    return a->from == b->from && a->to == b->to;
}

/* Finds or adds the call; returns the keys, which may have moved. */
static struct ci_call_key *add_call(struct ci_pool *pool, struct ci_map *map,
                                    struct ci_call_key *keys, size_t *count,
                                    struct ci_call_key call, int64_t *number)
{
    uint64_t hash = ci_hash_number(0, (uint64_t)call.from << 32 | call.to);
    *number = (int64_t)ci_map_add(map, pool, hash, equal_calls, keys, &call);
    if ((size_t)*number == *count) {
        keys = ci_pool_grow(pool, keys, *count, sizeof *keys);
        keys[(*count)++] = call;
    }
    keys[*number].inlined &= call.inlined;
    return keys;
}

/* Finds each context's place. Blocks of a type belong to the context that allocates them. */
static void number_calls(struct walk *walk)
{
    const struct ci_tree *tree = walk->tree;
    struct ci_sums *sums = walk->sums;
    walk->places = ci_pool_alloc(&sums->pool, tree->n_contexts, sizeof *walk->places);
    walk->places[0] = (struct place){NONE, NONE};
    for (size_t i = 1; i < tree->n_contexts; i++) {
        const struct ci_context *context = &tree->contexts[i];
        const struct ci_frame *frame = &tree->frames[context->frame];
        walk->places[i] = (struct place){NONE, NONE};
        if (context->parent == 0 || tree->functions[frame->function].kind == CI_FRAME_TYPE)
            continue;
        uint32_t above = tree->contexts[context->parent].frame;
        struct ci_call_key call = {walk->line_of[above], frame->function, frame->inlined};
        sums->site_keys = add_call(&sums->pool, &walk->sites, sums->site_keys, &sums->n_sites, call,
                                   &walk->places[i].site);
        call.from = tree->frames[above].function;
        if (call.from != call.to)
            sums->edge_keys = add_call(&sums->pool, &walk->edges, sums->edge_keys, &sums->n_edges,
                                       call, &walk->places[i].edge);
    }
}

static struct ci_sum *make_sums(struct ci_pool *pool, size_t count, size_t columns)
{
    struct ci_sum *sums = ci_pool_alloc(pool, count, sizeof *sums);
    int64_t *values = ci_pool_alloc(pool, count * columns * 2, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        sums[i].own = values + i * columns * 2;
        sums[i].cum = sums[i].own + columns;
    }
    return sums;
}

static bool is_function(const struct walk *walk, uint32_t number)
{
    const struct ci_frame *frame = &walk->tree->frames[walk->tree->contexts[number].frame];
    return number && walk->tree->functions[frame->function].kind == CI_FRAME_FUNCTION;
}

/* The sums that the context counts for; returns how many. */
static size_t collect(const struct walk *walk, uint32_t number, struct ci_sum *found[4])
{
    size_t count = 0;
    uint32_t frame = walk->tree->contexts[number].frame;
    found[count++] = &walk->sums->functions[walk->tree->frames[frame].function];
    found[count++] = &walk->sums->lines[walk->line_of[frame]];
    if (walk->places[number].edge != NONE)
        found[count++] = &walk->sums->edges[walk->places[number].edge];
    if (walk->places[number].site != NONE)
        found[count++] = &walk->sums->sites[walk->places[number].site];
    return count;
}

static void enter(struct walk *walk, uint32_t number, size_t depth)
{
    size_t columns = walk->tree->n_columns;
    struct ci_sum *found[4];
    if (!is_function(walk, number)) {
        uint32_t parent = walk->tree->contexts[number].parent;
        size_t count = is_function(walk, parent) ? collect(walk, parent, found) : 0;
        for (size_t i = 0; i < count; i++)
            ci_measure_add_all(found[i]->own, walk->tree->own + number * columns, columns);
        return;
    }
    size_t count = collect(walk, number, found);
    for (size_t i = 0; i < count; i++) {
        ci_measure_add_all(found[i]->own, walk->tree->own + number * columns, columns);
        if (found[i]->active++ == 0)
            ci_measure_add_all(found[i]->cum, walk->tree->totals + number * columns, columns);
        if (found[i]->depth < depth)
            found[i]->depth = depth;
    }
}

static void leave(struct walk *walk, uint32_t number)
{
    struct ci_sum *found[4];
    size_t count = is_function(walk, number) ? collect(walk, number, found) : 0;
    for (size_t i = 0; i < count; i++)
        found[i]->active--;
}

static void walk_tree(struct walk *walk)
{
    const struct ci_context *contexts = walk->tree->contexts;
    size_t depth = 1;
    uint32_t at = contexts[0].first_child;
    while (at) {
        enter(walk, at, depth);
        if (contexts[at].first_child) {
            at = contexts[at].first_child;
            depth++;
            continue;
        }
        leave(walk, at);
        while (contexts[at].next_sibling == 0 && contexts[at].parent) {
            at = contexts[at].parent;
            depth--;
            leave(walk, at);
        }
        at = contexts[at].next_sibling;
    }
}

void ci_sums_init(struct ci_sums *sums, const struct ci_tree *tree)
{
    *sums = (struct ci_sums){0};
    struct walk walk = {.tree = tree, .sums = sums};
    number_lines(&walk);
    number_calls(&walk);
    sums->functions = make_sums(&sums->pool, tree->n_functions, tree->n_columns);
    sums->lines = make_sums(&sums->pool, sums->n_lines, tree->n_columns);
    sums->edges = make_sums(&sums->pool, sums->n_edges, tree->n_columns);
    sums->sites = make_sums(&sums->pool, sums->n_sites, tree->n_columns);
    walk_tree(&walk);
}

void ci_sums_deinit(struct ci_sums *sums)
{
    ci_pool_deinit(&sums->pool);
}
