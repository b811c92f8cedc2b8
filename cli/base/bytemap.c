/* SPDX-License-Identifier: MIT */
/* bytemap.c - a hash table of byte strings, and the keys for it. */
#include "base/bytemap.h"

#include <stdlib.h>
#include <string.h>

struct bytemap_slot {
    const char *bytes; /* NULL: free */
    size_t size, number;
    uint64_t hash;
};

static uint64_t hash_bytes(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return hash ^
           hash >> 29; /* the low bits, which choose the slot, know little of the last bytes */
}

/* The slot that has the key, or the free one where it belongs. */
static struct bytemap_slot *find_slot(const struct ci_bytemap *map, const struct ci_key *key,
                                      uint64_t hash)
{
    for (size_t i = hash;; i++) {
        struct bytemap_slot *slot = &map->slots[i & (map->n_slots - 1)];
        if (!slot->bytes || (slot->hash == hash && slot->size == key->size &&
                             memcmp(slot->bytes, key->bytes, key->size) == 0))
            return slot;
    }
}

static void make_room(struct ci_bytemap *map, struct ci_pool *pool)
{
    struct bytemap_slot *old = map->slots;
    size_t n_old = map->n_slots;
    map->n_slots = n_old ? n_old * 2 : 64;
    map->slots = ci_pool_alloc(pool, map->n_slots, sizeof *map->slots);
    for (size_t i = 0; i < n_old; i++) {
        size_t place = old[i].hash;
        while (old[i].bytes && map->slots[place & (map->n_slots - 1)].bytes)
            place++;
        if (old[i].bytes)
            map->slots[place & (map->n_slots - 1)] = old[i];
    }
}

size_t ci_bytemap_add(struct ci_bytemap *map, struct ci_pool *pool, const struct ci_key *key)
{
    if (map->count * 2 >= map->n_slots)
        make_room(map, pool);
    uint64_t hash = hash_bytes(key->bytes, key->size);
    struct bytemap_slot *slot = find_slot(map, key, hash);
    if (!slot->bytes) {
        const char *copy = ci_pool_copy(pool, key->bytes, key->size);
        *slot = (struct bytemap_slot){copy, key->size, map->count++, hash};
    }
    return slot->number;
}

bool ci_bytemap_find(const struct ci_bytemap *map, const struct ci_key *key, size_t *number)
{
    if (map->count == 0)
        return false;
    const struct bytemap_slot *slot = find_slot(map, key, hash_bytes(key->bytes, key->size));
    *number = slot->number;
    return slot->bytes;
}

static void add_bytes(struct ci_key *key, const void *bytes, size_t size)
{
    if (key->room - key->size < size) {
        key->room = (key->size + size) * 2;
        key->bytes = realloc(key->bytes, key->room);
        if (!key->bytes)
            ci_pool_exhausted();
    }
    memcpy(key->bytes + key->size, bytes, size);
    key->size += size;
}

void ci_key_clear(struct ci_key *key)
{
    key->size = 0;
}

void ci_key_add_text(struct ci_key *key, const char *text)
{
    add_bytes(key, text, strlen(text) + 1);
}

void ci_key_add_number(struct ci_key *key, int64_t number)
{
    add_bytes(key, &number, sizeof number);
}

void ci_key_deinit(struct ci_key *key)
{
    free(key->bytes);
    *key = (struct ci_key){0};
}
