/* SPDX-License-Identifier: MIT */
/*
 * idmap.c - a sorted table of ids.
 *
 * Most writers count their ids from 1, and then an id's place is known at once; for others there
 * is a binary search, which no choice of ids can make slow.
 */
#include "base/idmap.h"

#include <stdlib.h>

struct idmap_entry {
    uint64_t id;
    uint32_t index;
};

void ci_idmap_init(struct ci_idmap *map, struct ci_pool *pool, size_t count)
{
    map->entries = ci_pool_alloc(pool, count, sizeof *map->entries);
    map->count = 0;
}

void ci_idmap_add(struct ci_idmap *map, uint64_t id, uint32_t index)
{
    map->entries[map->count++] = (struct idmap_entry){id, index};
}

static int compare_ids(const void *left, const void *right)
{
    uint64_t a = ((const struct idmap_entry *)left)->id;
    uint64_t b = ((const struct idmap_entry *)right)->id;
    return (a > b) - (a < b);
}

static int is_sorted(const struct ci_idmap *map)
{
    for (size_t i = 1; i < map->count; i++)
        if (map->entries[i - 1].id > map->entries[i].id)
            return 0;
    return 1;
}

int ci_idmap_seal(struct ci_idmap *map, uint64_t *bad)
{
    if (!is_sorted(map))
        qsort(map->entries, map->count, sizeof *map->entries, compare_ids);
    for (size_t i = 0; i < map->count; i++) {
        *bad = map->entries[i].id;
        if (*bad == 0 || (i && map->entries[i - 1].id == *bad))
            return -1;
    }
    return 0;
}

int64_t ci_idmap_find(const struct ci_idmap *map, uint64_t id)
{
    if (id - 1 < map->count && map->entries[id - 1].id == id)
        return map->entries[id - 1].index;
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->entries[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < map->count && map->entries[low].id == id ? (int64_t)map->entries[low].index : -1;
}
