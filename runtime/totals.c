/* SPDX-License-Identifier: MIT */
/*
 * totals.c - sums over all edges.
 *
 * The instructions of a function are a sum over all its blocks of executions times cost, and the
 * executions of every block are sums and differences of those that have counters (abi.h). So they
 * are also a sum over the counters alone, each with a weight: the costs of its own block and of the
 * blocks that are solved with its help. The weights are computed once for each function, so that
 * reading the totals solves no equation.
 *
 *     blocks a, b, c; a = calls, c = counter, b = calls - c; costs 3, 5, 2
 *     instructions = 3 a + 5 b + 2 c = (3 + 5) calls + (2 - 5) counter
 *
 * What instructions do (CINSTR_ITEM_MIX) has weights likewise, one row for each kind that is
 * counted.
 */
#include "totals.h"
#include "arena.h"
#include "costs.h"
#include "leaf.h"
#include "objects.h"
#include "thread.h"

enum { CAPACITY_MIN = 256 };

/* The number of a row for instructions; those after it are of mix kinds. */
enum { INSTRUCTIONS = -1, ROWS_MAX = 1 + CINSTR_MIX_COUNT };

/* The weights of one function, in 1 / CINSTR_COST_UNIT; by row, of its calls, then of its counters.
 */
struct entry {
    const struct cinstr_function *function; /* NULL: the entry is free */
    int64_t *weights;
};

/* Invariant: open addressing by the function's address, count < capacity, a power of two or 0;
 * entries are of records that have not moved since `moves`, and of what `modes` count. */
static struct table {
    struct ci_arena arena;
    struct entry *entries;
    uint32_t capacity, count;
    unsigned moves, modes;
    int rows[ROWS_MAX]; /* INSTRUCTIONS or a kind */
    uint32_t row_count;
} table;

static struct ci_totals highest;

static struct entry *find(const struct cinstr_function *function)
{
    uint64_t hash = ((uintptr_t)function >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32;
    for (;; hash++) {
        struct entry *entry = &table.entries[hash & (table.capacity - 1)];
        if (!entry->function || entry->function == function)
            return entry;
    }
}

static bool grow(void)
{
    struct table old = table;
    table.capacity = old.capacity ? old.capacity * 2 : CAPACITY_MIN;
    table.entries = ci_arena_get(&table.arena, table.capacity * sizeof *table.entries);
    if (!table.entries) {
        table.entries = old.entries;
        table.capacity = old.capacity;
        return false;
    }
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.entries[i].function)
            *find(old.entries[i].function) = old.entries[i];
    return true;
}

/* Passes the weight of each solved variable on to those that it was solved from, the last first. */
static void hand_back(const struct cinstr_function *function, int64_t *weights,
                      const unsigned char **equations)
{
    const unsigned char *at = cinstr_rel_get(&function->equations);
    uint32_t next = 1 + function->counters;
    for (; at && next < function->variables; next++) {
        equations[next] = at;
        for (uint64_t terms = ci_costs_number(&at); terms > 0; terms--)
            ci_costs_number(&at);
    }
    while (next-- > 1 + function->counters) {
        at = equations[next];
        for (uint64_t terms = ci_costs_number(&at); terms > 0; terms--) {
            uint64_t term = ci_costs_number(&at);
            weights[term >> 1] += term & 1 ? -weights[next] : weights[next];
        }
    }
}

/* Adds the units of one row to their variables. */
static void add_costs(const struct cinstr_function *function, int row, int64_t *variables)
{
    struct ci_costs costs = ci_costs_begin(function);
    struct ci_cost_item item = {0};
    while (ci_costs_next_place(&costs) && costs.scope < CINSTR_SCOPE_LESS)
        while (ci_costs_next_item(&costs, &item))
            if (row == INSTRUCTIONS ? item.kind == CINSTR_ITEM_INSTRUCTIONS
                                    : item.kind == CINSTR_ITEM_MIX && (int)item.mix == row)
                variables[item.variable] += item.units;
}

static int64_t *make_weights(const struct cinstr_function *function)
{
    struct ci_arena scratch = {0};
    uint32_t basic = 1 + function->counters;
    uint32_t count = function->variables > basic ? function->variables : basic;
    int64_t *weights = ci_arena_get(&table.arena, table.row_count * basic * sizeof *weights);
    int64_t *all = ci_arena_get(&scratch, table.row_count * count * sizeof *all);
    const unsigned char **equations = ci_arena_get(&scratch, count * sizeof *equations);
    for (uint32_t row = 0; weights && all && equations && row < table.row_count; row++) {
        int64_t *variables = all + row * count;
        add_costs(function, table.rows[row], variables);
        hand_back(function, variables, equations);
        for (uint32_t i = 0; i < basic; i++)
            weights[row * basic + i] = variables[i];
    }
    if (!all || !equations)
        weights = NULL;
    ci_arena_release(&scratch);
    return weights;
}

/* NULL: no memory. */
static const int64_t *weights_of(const struct cinstr_function *function)
{
    if (table.count >= table.capacity / 2 && !grow())
        return NULL;
    struct entry *entry = find(function);
    if (!entry->function) {
        int64_t *weights = make_weights(function);
        if (!weights)
            return NULL;
        *entry = (struct entry){function, weights};
        table.count++;
    }
    return entry->weights;
}

/* Records may have moved and others may be in their place, and a library may have brought code that
 * counts more: all weights are made again. */
static void forget_moved(void)
{
    unsigned moves = ci_objects_moves(), modes = ci_objects_modes();
    if (table.moves == moves && table.modes == modes)
        return;
    ci_arena_release(&table.arena);
    table = (struct table){.moves = moves, .modes = modes};
    if (modes & CINSTR_MODE_INSTRUCTIONS)
        table.rows[table.row_count++] = INSTRUCTIONS;
    for (int kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        if (modes & CINSTR_MIX_BIT(kind))
            table.rows[table.row_count++] = kind;
}

static uint64_t read_count(const uint64_t *count)
{
    return __atomic_load_n(count, __ATOMIC_RELAXED);
}

/* By row. Sums modulo 2^64: a weight may be negative, the sum of all is not. */
static bool add_units(const struct ci_edge *edge, uint64_t calls, uint64_t *units)
{
    const struct cinstr_function *function = edge->abi.function;
    if (function->place_count == 0)
        return true;
    const int64_t *weights = weights_of(function);
    if (!weights)
        return false;
    /* A back edge's counters are those of the edge that made the node. */
    const bool back = ci_edge_is_back(edge);
    const uint64_t *counters =
        back ? NULL : ci_node_counters(ci_edge_node(edge), function->counters);
    for (uint32_t row = 0; row < table.row_count; row++) {
        units[row] += calls * (uint64_t)*weights++;
        for (uint32_t i = 0; !back && i < function->counters; i++)
            units[row] += read_count(&counters[i]) * (uint64_t)weights[i];
        weights += function->counters;
    }
    return true;
}

static uint64_t at_least(uint64_t value, uint64_t *least)
{
    if (value > *least)
        *least = value;
    return *least;
}

static void store_units(struct ci_totals *totals, const uint64_t *units)
{
    totals->instructions = 0;
    for (int kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        totals->mix[kind] = 0;
    for (uint32_t row = 0; row < table.row_count; row++) {
        int kind = table.rows[row];
        uint64_t *highest_sum = kind == INSTRUCTIONS ? &highest.instructions : &highest.mix[kind];
        /* Negative: a few blocks under way, and nothing else has run. */
        uint64_t sum = (int64_t)units[row] < 0 ? 0 : units[row] / CINSTR_COST_UNIT;
        *(kind == INSTRUCTIONS ? &totals->instructions : &totals->mix[kind]) =
            at_least(sum, highest_sum);
    }
}

bool ci_totals_read(struct ci_totals *totals)
{
    uint64_t calls = 0, units[ROWS_MAX] = {0}, allocations = 0, bytes = 0;
    forget_moved();
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next) {
        for (const struct ci_edge *edge = ci_tree_newest(&thread->tree); edge; edge = edge->older) {
            uint64_t count = read_count(&edge->abi.calls);
            calls += count;
            if (table.row_count > 0 && !add_units(edge, count, units))
                return false;
        }
        for (const struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older) {
            allocations += read_count(&leaf->abi.objects);
            bytes += read_count(&leaf->abi.bytes);
        }
    }
    totals->allocations = at_least(allocations, &highest.allocations);
    totals->bytes = at_least(bytes, &highest.bytes);
    totals->calls = at_least(calls, &highest.calls);
    store_units(totals, units);
    return true;
}

void ci_totals_restart(void)
{
    highest = (struct ci_totals){0};
}
