/* SPDX-License-Identifier: MIT */
/* keymap.c - open addressing, linear probing, doubled at two thirds. */
#include "keymap.h"

#include <string.h>

enum { KEYMAP_CAPACITY_MIN = 256 };

static uint64_t keymap_hash(const uint64_t key[CI_KEY_WORDS])
{
    static const uint64_t factors[CI_KEY_WORDS] = {0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u,
                                                   0x94d049bb133111ebu, 0xd6e8feb86659fd93u};
    uint64_t hash = 0;
    for (int i = 0; i < CI_KEY_WORDS; i++)
        hash += (key[i] ^ key[i] >> 32) * factors[i];
    return (hash ^ hash >> 32) * factors[0] >> 32;
}

static bool keymap_are_equal(const uint64_t a[CI_KEY_WORDS], const uint64_t b[CI_KEY_WORDS])
{
    uint64_t differ = 0;
    for (int i = 0; i < CI_KEY_WORDS; i++)
        differ |= a[i] ^ b[i];
    return differ == 0;
}

/* The entry of the key, or the free one where it belongs. The map must have room. */
static struct ci_keymap_entry *keymap_find(const struct ci_keymap *map,
                                           const uint64_t key[CI_KEY_WORDS])
{
    uint32_t mask = map->capacity - 1;
    for (uint32_t at = (uint32_t)keymap_hash(key) & mask;; at = (at + 1) & mask) {
        struct ci_keymap_entry *entry = &map->entries[at];
        if (!entry->value || keymap_are_equal(entry->key, key))
            return entry;
    }
}

static bool keymap_grow(struct ci_keymap *map)
{
    struct ci_keymap old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : KEYMAP_CAPACITY_MIN;
    map->entries = ci_arena_get(map->arena, map->capacity * sizeof *map->entries);
    if (!map->entries) {
        *map = old;
        return false;
    }
    for (uint32_t i = 0; i < old.capacity; i++)
        if (old.entries[i].value)
            *keymap_find(map, old.entries[i].key) = old.entries[i];
    return true;
}

void *ci_keymap_get(const struct ci_keymap *map, const uint64_t key[CI_KEY_WORDS])
{
    return map->count > 0 ? keymap_find(map, key)->value : NULL;
}

void **ci_keymap_place(struct ci_keymap *map, const uint64_t key[CI_KEY_WORDS])
{
    if (map->count >= map->capacity - map->capacity / 3 && !keymap_grow(map))
        return NULL;
    struct ci_keymap_entry *entry = keymap_find(map, key);
    if (!entry->value) {
        memcpy(entry->key, key, sizeof entry->key);
        map->count++;
    }
    return &entry->value;
}
