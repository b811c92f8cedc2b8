/* SPDX-License-Identifier: MIT */
/*
 * map.h - the hash map of the command, and its typed faces.
 *
 * A map numbers its keys 0, 1, 2, ... in the order in which they are added; what belongs to a key
 * stands at its number in an array of the caller. Nothing depends on the order of the hashes. A
 * zeroed map is empty; its memory comes from the pool that it is used with. Keys are never removed.
 */
#ifndef CINSTR_CLI_BASE_MAP_H
#define CINSTR_CLI_BASE_MAP_H

#include "base/pool.h"

#include <stdbool.h>
#include <stdint.h>

/* What the functions that look for a key return where there is none. */
#define CI_MAP_NONE SIZE_MAX

struct ci_map {
    struct map_slot *slots;
    size_t n_slots; /* a power of two, or 0; at least twice the count */
    size_t count;   /* keys */
};

/* Whether the key with this NUMBER among KEYS is equal to KEY. */
typedef bool ci_map_equal(const void *keys, size_t number, const void *key);

/* The key's number, or CI_MAP_NONE. */
size_t ci_map_find(const struct ci_map *map, uint64_t hash, ci_map_equal *equal, const void *keys,
                   const void *key);

/* The same, but a key that is not there is added: it gets the number that COUNT was. */
size_t ci_map_add(struct ci_map *map, struct ci_pool *pool, uint64_t hash, ci_map_equal *equal,
                  const void *keys, const void *key);

/* Hashes start with any number, such as 0, and take one part of the key after the other. */
uint64_t ci_hash_number(uint64_t hash, uint64_t number);
uint64_t ci_hash_bytes(uint64_t hash, const void *bytes, size_t size);

/* ---- keys that are bytes ---- */

struct ci_bytemap {
    struct ci_map map;
    struct ci_span *keys; /* copies, each followed by a NUL; by number */
    size_t expected;      /* the number behind the one found last: profiles of one program have
                             their entries in the same order */
};

struct ci_span {
    const char *bytes;
    size_t size;
};

size_t ci_bytemap_find(const struct ci_bytemap *map, const void *bytes, size_t size);
size_t ci_bytemap_add(struct ci_bytemap *map, struct ci_pool *pool, const void *bytes, size_t size);

/* The pool's one copy of the bytes: equal strings of one pool have equal addresses. */
const char *ci_pool_intern(struct ci_pool *pool, const char *text, size_t length);

/*
 * A key that is put together of texts and numbers; no two sequences of parts make the same bytes.
 * A zeroed struct is an empty key.
 */
struct ci_key {
    struct ci_buffer parts;
};

void ci_key_clear(struct ci_key *key);
void ci_key_add_text(struct ci_key *key, const char *text);
void ci_key_add_number(struct ci_key *key, int64_t number);
void ci_key_deinit(struct ci_key *key);

size_t ci_bytemap_find_key(const struct ci_bytemap *map, const struct ci_key *key);
size_t ci_bytemap_add_key(struct ci_bytemap *map, struct ci_pool *pool, const struct ci_key *key);

/* ---- keys that are the ids of a profile's entries, from 1 ---- */

struct ci_idmap {
    struct ci_map map;
    uint64_t *ids; /* by number */
};

/* Gives the id the next number. Returns 0, or -1 when the id is 0 or another entry's. */
int ci_idmap_add(struct ci_idmap *map, struct ci_pool *pool, uint64_t id);
size_t ci_idmap_find(const struct ci_idmap *map, uint64_t id);

#endif
