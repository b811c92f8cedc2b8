/* SPDX-License-Identifier: MIT */
/* line_costs.c - see line_costs.h. */
#include "line_costs.h"
#include "costs.h"
#include "probed.h"

/* How many items the lines have. */
static uint32_t count_items(const struct cinstr_function *function)
{
    struct ci_costs costs = ci_costs_begin(function);
    struct ci_cost_item item = {0};
    uint32_t count = 0;
    while (ci_costs_next_place(&costs) && costs.scope < CINSTR_SCOPE_LESS)
        while (ci_costs_next_item(&costs, &item))
            count++;
    return count;
}

static struct ci_line_item line_item(const struct ci_snapshot *snapshot,
                                     const struct ci_cost_item *item, uint32_t value)
{
    struct ci_line_item made = {.units = item->units, .variable = item->variable, .value = value};
    if (item->kind == CINSTR_ITEM_MIX)
        made.value = (uint32_t)snapshot->value_of[CINSTR_CALL_MIX + item->mix];
    else if (item->kind == CINSTR_ITEM_CALL)
        made.called = item->called;
    return made;
}

/* How many numbers the equations have. */
static uint32_t count_numbers(const struct cinstr_function *function)
{
    const unsigned char *at = cinstr_rel_get(&function->equations);
    uint32_t count = 0;
    for (uint32_t next = 1 + function->counters; next < function->variables; next++) {
        uint64_t terms = at ? ci_costs_number(&at) : 0;
        count += 1 + (uint32_t)terms;
        while (terms-- > 0)
            ci_costs_number(&at);
    }
    return count;
}

/* NULL: no memory. */
static const uint32_t *read_equations(struct ci_arena *arena,
                                      const struct cinstr_function *function)
{
    const unsigned char *at = cinstr_rel_get(&function->equations);
    uint32_t count = count_numbers(function);
    uint32_t *numbers = ci_arena_get(arena, count * sizeof *numbers);
    for (uint32_t i = 0; numbers && i < count; i++)
        numbers[i] = at ? (uint32_t)ci_costs_number(&at) : 0;
    return numbers;
}

struct ci_line_costs *ci_line_costs_read(const struct ci_snapshot *snapshot,
                                         const struct cinstr_function *function, uint32_t value)
{
    const struct cinstr_unit *unit = cinstr_rel_get(&function->unit);
    struct ci_arena *arena = snapshot->arena;
    struct ci_line_costs *made = ci_arena_get(arena, sizeof *made);
    struct ci_line *lines = ci_arena_get(arena, function->place_count * sizeof *lines);
    struct ci_line_item *items = ci_arena_get(arena, count_items(function) * sizeof *items);
    const uint32_t *equations = read_equations(arena, function);
    if (!made || !lines || !items || !equations)
        return NULL;
    uint32_t count = 0, end = 0;
    struct ci_costs costs = ci_costs_begin(function);
    struct ci_cost_item item = {0};
    while (ci_costs_next_place(&costs) && costs.scope < CINSTR_SCOPE_LESS) {
        while (ci_costs_next_item(&costs, &item))
            if (item.kind != CINSTR_ITEM_CALL ||
                !ci_probed_has(snapshot->probed, unit, item.called))
                items[end++] = line_item(snapshot, &item, value);
        lines[count++] = (struct ci_line){
            .file = costs.file, .line = costs.line, .scope = costs.scope, .items_end = end};
    }
    *made = (struct ci_line_costs){equations, count, lines, items};
    return made;
}
