/* SPDX-License-Identifier: MIT */
/* counts.c - open addressing, linear probing, doubled at one half. */
#include "counts.h"

#include <string.h>

enum { COUNTS_CAPACITY_MIN = 1024 };

static uint64_t counts_mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

static uint64_t counts_hash(const struct ci_counts_table *table,
                            const struct cinstr_function *function, int64_t entries,
                            const uint64_t *counters)
{
    uint64_t hash = counts_mix((uintptr_t)function, (uint64_t)entries);
    if (table->shared)
        return counts_mix(hash, (uintptr_t)counters);
    for (uint32_t i = 0; counters && i < function->counters; i++)
        hash = counts_mix(hash, counters[i]);
    return hash;
}

static bool counts_grow(struct ci_counts_table *table)
{
    uint32_t capacity = table->capacity ? table->capacity * 2 : COUNTS_CAPACITY_MIN;
    struct ci_counts **slots = ci_arena_get(table->arena, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (struct ci_counts *at = table->first; at; at = at->next) {
        uint64_t place = counts_hash(table, at->function, at->entries, at->counters);
        while (slots[place & (capacity - 1)])
            place++;
        slots[place & (capacity - 1)] = at;
    }
    table->slots = slots;
    table->capacity = capacity;
    return true;
}

static bool counts_are(const struct ci_counts_table *table, const struct ci_counts *counts,
                       const struct cinstr_function *function, int64_t entries,
                       const uint64_t *counters)
{
    if (counts->function != function || counts->entries != entries)
        return false;
    if (counts->counters == counters || table->shared || !counts->counters || !counters)
        return counts->counters == counters;
    return !memcmp(counts->counters, counters, function->counters * sizeof *counters);
}

/* Copies counters unless they stay where they are; NULL: no memory. */
static const uint64_t *counts_keep(struct ci_counts_table *table,
                                   const struct cinstr_function *function, const uint64_t *counters)
{
    const size_t size = function->counters * sizeof *counters;
    if (table->shared)
        return counters;
    uint64_t *copy = ci_arena_get(table->arena, size);
    return copy ? memcpy(copy, counters, size) : NULL;
}

static struct ci_counts *counts_create(struct ci_counts_table *table,
                                       const struct cinstr_function *function, int64_t entries,
                                       const uint64_t *counters)
{
    struct ci_counts *counts = ci_arena_get(table->arena, sizeof *counts);
    if (!counts)
        return NULL;
    const uint64_t *kept = counters ? counts_keep(table, function, counters) : NULL;
    if (!kept != !counters)
        return NULL;
    counts->function = function;
    counts->entries = entries;
    counts->counters = kept;
    if (table->last)
        table->last->next = counts;
    else
        table->first = counts;
    table->last = counts;
    table->count++;
    return counts;
}

struct ci_counts *ci_counts_get(struct ci_counts_table *table,
                                const struct cinstr_function *function, int64_t entries,
                                const uint64_t *counters)
{
    if (table->count >= table->capacity / 2 && !counts_grow(table))
        return NULL;
    uint64_t place = counts_hash(table, function, entries, counters);
    struct ci_counts **slot;
    while (*(slot = &table->slots[place & (table->capacity - 1)]) &&
           !counts_are(table, *slot, function, entries, counters))
        place++;
    if (!*slot)
        *slot = counts_create(table, function, entries, counters);
    if (*slot)
        (*slot)->contexts++;
    return *slot;
}
