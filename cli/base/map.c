/* SPDX-License-Identifier: MIT */
/* map.c - open addressing; the slots hold hashes and numbers, the keys are the caller's. */
#include "base/map.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

struct map_slot {
    uint64_t hash;
    size_t place; /* the key's number + 1; 0: free */
};

uint64_t ci_hash_number(uint64_t hash, uint64_t number)
{
    /* The finalizer of SplitMix64: every bit of the number reaches those that choose the slot. */
    hash = (hash ^ number) + UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
    return hash ^ hash >> 31;
}

uint64_t ci_hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    uint64_t word;
    hash ^= size;
    for (; size >= sizeof word; byte += sizeof word, size -= sizeof word) {
        memcpy(&word, byte, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    word = 0;
    if (size > 0)
        memcpy(&word, byte, size);
    return ci_hash_number(hash, word);
}

/* The slot that has the key, or the free one where it belongs. The map has slots. */
static struct map_slot *find_slot(const struct ci_map *map, uint64_t hash, ci_map_equal *equal,
                                  const void *keys, const void *key)
{
    for (size_t i = hash;; i++) {
        struct map_slot *slot = &map->slots[i & (map->n_slots - 1)];
        if (!slot->place || (slot->hash == hash && equal(keys, slot->place - 1, key)))
            return slot;
    }
}

static void make_room(struct ci_map *map, struct ci_pool *pool)
{
    struct map_slot *old = map->slots;
    size_t n_old = map->n_slots;
    map->n_slots = n_old ? n_old * 2 : FIRST_SLOTS;
    map->slots = ci_pool_alloc(pool, map->n_slots, sizeof *map->slots);
    for (size_t i = 0; i < n_old; i++) {
        size_t to = old[i].hash;
        while (old[i].place && map->slots[to & (map->n_slots - 1)].place)
            to++;
        if (old[i].place)
            map->slots[to & (map->n_slots - 1)] = old[i];
    }
}

size_t ci_map_find(const struct ci_map *map, uint64_t hash, ci_map_equal *equal, const void *keys,
                   const void *key)
{
    if (map->count == 0)
        return CI_MAP_NONE;
    size_t place = find_slot(map, hash, equal, keys, key)->place;
    return place ? place - 1 : CI_MAP_NONE;
}

size_t ci_map_add(struct ci_map *map, struct ci_pool *pool, uint64_t hash, ci_map_equal *equal,
                  const void *keys, const void *key)
{
    if (map->count * 2 >= map->n_slots)
        make_room(map, pool);
    struct map_slot *slot = find_slot(map, hash, equal, keys, key);
    if (!slot->place)
        *slot = (struct map_slot){hash, ++map->count};
    return slot->place - 1;
}

static bool equal_bytes(const void *keys, size_t number, const void *key)
{
    const struct ci_span *a = (const struct ci_span *)keys + number, *b = key;
    return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

size_t ci_bytemap_find(const struct ci_bytemap *map, const void *bytes, size_t size)
{
    struct ci_span key = {bytes, size};
    return ci_map_find(&map->map, ci_hash_bytes(0, bytes, size), equal_bytes, map->keys, &key);
}

size_t ci_bytemap_add(struct ci_bytemap *map, struct ci_pool *pool, const void *bytes, size_t size)
{
    struct ci_span key = {bytes, size};
    size_t count = map->map.count;
    if (map->expected < count && equal_bytes(map->keys, map->expected, &key))
        return map->expected++;
    size_t number =
        ci_map_add(&map->map, pool, ci_hash_bytes(0, bytes, size), equal_bytes, map->keys, &key);
    if (number == count) {
        map->keys = ci_pool_grow(pool, map->keys, count, sizeof *map->keys);
        map->keys[number] = (struct ci_span){ci_pool_copy(pool, bytes, size), size};
    }
    map->expected = number + 1;
    return number;
}

const char *ci_pool_intern(struct ci_pool *pool, const char *text, size_t length)
{
    if (!pool->strings)
        pool->strings = ci_pool_alloc(pool, 1, sizeof *pool->strings);
    size_t number = ci_bytemap_add(pool->strings, pool, text, length);
    return pool->strings->keys[number].bytes;
}

void ci_key_clear(struct ci_key *key)
{
    key->parts.length = 0;
}

void ci_key_add_text(struct ci_key *key, const char *text)
{
    ci_buffer_append(&key->parts, text, strlen(text) + 1);
}

void ci_key_add_number(struct ci_key *key, int64_t number)
{
    ci_buffer_append(&key->parts, &number, sizeof number);
}

void ci_key_deinit(struct ci_key *key)
{
    ci_buffer_deinit(&key->parts);
}

size_t ci_bytemap_find_key(const struct ci_bytemap *map, const struct ci_key *key)
{
    return ci_bytemap_find(map, key->parts.bytes, key->parts.length);
}

size_t ci_bytemap_add_key(struct ci_bytemap *map, struct ci_pool *pool, const struct ci_key *key)
{
    return ci_bytemap_add(map, pool, key->parts.bytes, key->parts.length);
}

static bool equal_ids(const void *keys, size_t number, const void *key)
{
    return ((const uint64_t *)keys)[number] == *(const uint64_t *)key;
}

int ci_idmap_add(struct ci_idmap *map, struct ci_pool *pool, uint64_t id)
{
    size_t count = map->map.count;
    if (id == 0 ||
        ci_map_add(&map->map, pool, ci_hash_number(0, id), equal_ids, map->ids, &id) != count)
        return -1;
    map->ids = ci_pool_grow(pool, map->ids, count, sizeof *map->ids);
    map->ids[count] = id;
    return 0;
}

size_t ci_idmap_find(const struct ci_idmap *map, uint64_t id)
{
    /* Most writers count their ids from 1. */
    if (id - 1 < map->map.count && map->ids[id - 1] == id)
        return id - 1;
    return ci_map_find(&map->map, ci_hash_number(0, id), equal_ids, map->ids, &id);
}
