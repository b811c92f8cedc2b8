/* SPDX-License-Identifier: MIT */
/* pairs.c - an open hash table of pairs. */
#include "tree/pairs.h"
#include "base/pool.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1024 };

struct pairs_slot {
    uint32_t first, second;
    uint32_t number; /* from 1; 0: empty */
};

static size_t find_slot(const struct ci_pairs *pairs, uint32_t first, uint32_t second)
{
    uint64_t hash = ((uint64_t)first << 32 | second) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9u;
    size_t slot = (hash >> 32) & (pairs->n_slots - 1);
    while (pairs->slots[slot].number &&
           (pairs->slots[slot].first != first || pairs->slots[slot].second != second))
        slot = (slot + 1) & (pairs->n_slots - 1);
    return slot;
}

static void grow(struct ci_pairs *pairs)
{
    struct ci_pairs larger = {.n_slots = pairs->n_slots ? pairs->n_slots * 2 : FIRST_SLOTS,
                              .count = pairs->count};
    larger.slots = calloc(larger.n_slots, sizeof *larger.slots);
    if (!larger.slots || pairs->count >= UINT32_MAX - 1)
        ci_pool_exhausted();
    for (size_t i = 0; i < pairs->n_slots; i++) {
        const struct pairs_slot *slot = &pairs->slots[i];
        if (slot->number)
            larger.slots[find_slot(&larger, slot->first, slot->second)] = *slot;
    }
    free(pairs->slots);
    *pairs = larger;
}

uint32_t ci_pairs_add(struct ci_pairs *pairs, uint32_t first, uint32_t second, bool *is_new)
{
    if (pairs->count >= pairs->n_slots / 2)
        grow(pairs);
    struct pairs_slot *slot = &pairs->slots[find_slot(pairs, first, second)];
    *is_new = slot->number == 0;
    if (*is_new)
        *slot = (struct pairs_slot){first, second, ++pairs->count};
    return slot->number - 1;
}

void ci_pairs_deinit(struct ci_pairs *pairs)
{
    free(pairs->slots);
    *pairs = (struct ci_pairs){0};
}
