/* SPDX-License-Identifier: MIT */
/*
 * costs.h - reads the streams of a function's record: equations and costs (cinstr/abi.h).
 *
 * Reading allocates nothing and is async-signal-safe. The records are the compiler's: they are
 * trusted.
 */
#ifndef CINSTR_RUNTIME_COSTS_H
#define CINSTR_RUNTIME_COSTS_H

#include <cinstr/abi.h>

#include <stdbool.h>
#include <string.h>

/* The number at *at, which moves on. */
static inline uint64_t ci_costs_number(const unsigned char **at)
{
    uint64_t value = *(*at)++;
    if (value < 0x80)
        return value;
    value &= 0x7f;
    for (unsigned shift = 7;; shift += 7) {
        unsigned char byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

static inline int64_t ci_costs_signed(uint64_t number)
{
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

/* NULL: it refers to nothing. */
static inline const char *ci_costs_reference(const unsigned char **at)
{
    cinstr_rel step;
    memcpy(&step, *at, sizeof step);
    const char *target = step ? (const char *)*at + step : NULL;
    *at += sizeof step;
    return target;
}

/* A walk over a function's costs. Invariant: `scope`, `file` and `line` are of the place that was
 * read last, of which `items` are still to be read; `places` come after it. */
struct ci_costs {
    const unsigned char *at;
    uint32_t places, items;
    uint32_t scope, line;
    const char *file;
    uint32_t variable; /* of the item that was read last */
};

/* One item of a place. Reading sets `mix` and `called` of their kinds alone, and units of all but
 * CINSTR_ITEM_ENDLESS. */
struct ci_cost_item {
    unsigned kind; /* CINSTR_ITEM_* */
    uint32_t variable;
    unsigned mix; /* enum cinstr_mix_kind */
    const char *called;
    int64_t units; /* 1 / CINSTR_COST_UNIT */
};

static inline struct ci_costs ci_costs_begin(const struct cinstr_function *function)
{
    return (struct ci_costs){
        .at = cinstr_rel_get(&function->costs),
        .places = function->place_count,
        .line = function->line,
        .file = cinstr_rel_get(&function->file),
    };
}

/* Goes on to the next place; all items of the one before must have been read. False: it was the
 * last one. */
static inline bool ci_costs_next_place(struct ci_costs *costs)
{
    if (costs->places == 0)
        return false;
    costs->places--;
    uint64_t head = ci_costs_number(&costs->at);
    costs->line += (uint32_t)ci_costs_signed(head >> 2);
    if (head & CINSTR_PLACE_SCOPE)
        costs->scope = CINSTR_SCOPE_LESS + (uint32_t)ci_costs_number(&costs->at);
    if (head & CINSTR_PLACE_FILE)
        costs->file = ci_costs_reference(&costs->at);
    costs->items = (uint32_t)ci_costs_number(&costs->at);
    costs->variable = 0;
    return true;
}

/* Reads the next item of the place. False: there is none. */
static inline bool ci_costs_next_item(struct ci_costs *costs, struct ci_cost_item *item)
{
    if (costs->items == 0)
        return false;
    costs->items--;
    uint64_t head = ci_costs_number(&costs->at);
    item->kind = head & 3;
    item->variable = costs->variable += (uint32_t)(head >> 2);
    if (item->kind == CINSTR_ITEM_ENDLESS)
        return true;
    if (item->kind == CINSTR_ITEM_MIX)
        item->mix = (unsigned)ci_costs_number(&costs->at);
    else if (item->kind == CINSTR_ITEM_CALL)
        item->called = ci_costs_reference(&costs->at);
    uint64_t units = ci_costs_number(&costs->at);
    item->units = ci_costs_signed(units >> 1);
    if (units & 1)
        item->units *= CINSTR_COST_UNIT;
    return true;
}

#endif
