/* SPDX-License-Identifier: MIT */
/* graph_table.c - open-addressing hash tables, at most half full. */
#include "report/graph_table.h"
#include "base/filepath.h"

#include <inttypes.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
    return hash ^ (hash >> 32);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return mix(hash, 0);
}

static uint64_t hash_node(const struct ci_node *node)
{
    uint64_t hash = hash_text(hash_text(hash_text(1, node->name), node->file), node->object);
    return mix(mix(mix(hash, node->address), (uint64_t)node->line), (uint64_t)node->start_line);
}

static bool equal_nodes(const struct ci_node *a, const struct ci_node *b)
{
    return a->address == b->address && a->line == b->line && a->start_line == b->start_line &&
           strcmp(a->name, b->name) == 0 && strcmp(a->file, b->file) == 0 &&
           strcmp(a->object, b->object) == 0;
}

static size_t find_slot(const struct node_table *table, const struct ci_node *key)
{
    size_t slot = hash_node(key) & (table->n_slots - 1);
    while (table->slots[slot] && !equal_nodes(table->slots[slot], key))
        slot = (slot + 1) & (table->n_slots - 1);
    return slot;
}

struct ci_node *ci_node_find(const struct node_table *table, const struct ci_node *key)
{
    return table->n_slots ? table->slots[find_slot(table, key)] : NULL;
}

static void grow_nodes(struct node_table *table, struct ci_pool *pool)
{
    table->n_slots = table->n_slots ? table->n_slots * 2 : FIRST_SLOTS;
    table->slots = ci_pool_alloc(pool, table->n_slots, sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++)
        table->slots[find_slot(table, table->nodes[i])] = table->nodes[i];
}

/* 'ADDRESS NAME FILE:LINE', of which there is what the node has. */
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

struct ci_node *ci_node_insert(struct node_table *table, struct ci_pool *pool,
                               const struct ci_node *key)
{
    if (table->count * 2 >= table->n_slots)
        grow_nodes(table, pool);
    size_t slot = find_slot(table, key);
    if (table->slots[slot])
        return table->slots[slot];
    struct ci_node *node = ci_pool_alloc(pool, 1, sizeof *node);
    *node = *key;
    node->label = make_label(pool, node);
    node->index = (uint32_t)table->count;
    table->nodes = ci_pool_grow(pool, table->nodes, table->count, sizeof *table->nodes);
    table->nodes[table->count++] = node;
    table->slots[slot] = node;
    return node;
}

static size_t find_edge(const struct edge_table *table, const struct ci_node *from,
                        const struct ci_node *to)
{
    size_t slot = mix(from->index, (uint64_t)to->index << 32) & (table->n_slots - 1);
    while (table->slots[slot] && (table->slots[slot]->from != from || table->slots[slot]->to != to))
        slot = (slot + 1) & (table->n_slots - 1);
    return slot;
}

static void grow_edges(struct edge_table *table, struct ci_pool *pool)
{
    struct ci_edge **old = table->slots;
    size_t n_old = table->n_slots;
    table->n_slots = n_old ? n_old * 2 : FIRST_SLOTS;
    table->slots = ci_pool_alloc(pool, table->n_slots, sizeof *table->slots);
    for (size_t i = 0; i < n_old; i++)
        if (old[i])
            table->slots[find_edge(table, old[i]->from, old[i]->to)] = old[i];
}

struct ci_edge *ci_edge_insert(struct edge_table *table, struct ci_pool *pool, struct ci_node *from,
                               struct ci_node *to)
{
    if (table->count * 2 >= table->n_slots)
        grow_edges(table, pool);
    size_t slot = find_edge(table, from, to);
    if (table->slots[slot])
        return table->slots[slot];
    struct ci_edge *edge = ci_pool_alloc(pool, 1, sizeof *edge);
    edge->from = from;
    edge->to = to;
    edge->inlined = true;
    edge->next_in = to->in;
    edge->next_out = from->out;
    to->in = from->out = edge;
    table->slots[slot] = edge;
    table->count++;
    return edge;
}
