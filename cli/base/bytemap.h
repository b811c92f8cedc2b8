/* SPDX-License-Identifier: MIT */
/*
 * bytemap.h - numbers keys of any bytes 0, 1, 2, ... in the order of their adding.
 *
 * A zeroed map is empty. Its memory comes from the pool that it is used with.
 */
#ifndef CINSTR_CLI_BASE_BYTEMAP_H
#define CINSTR_CLI_BASE_BYTEMAP_H

#include "base/pool.h"

#include <stdbool.h>
#include <stdint.h>

struct ci_bytemap {
    struct bytemap_slot *slots;
    size_t n_slots; /* a power of two, or 0 */
    size_t count;   /* keys */
};

/*
 * A key that is put together of texts and numbers; no two sequences of parts make the same bytes.
 * A zeroed struct is an empty key.
 */
struct ci_key {
    char *bytes; /* malloc's */
    size_t size, room;
};

/* The key's number; a copy of it is added, with the number that COUNT was, if it is not there. */
size_t ci_bytemap_add(struct ci_bytemap *map, struct ci_pool *pool, const struct ci_key *key);

/* Finds the key's number. Returns false when it is not there. */
bool ci_bytemap_find(const struct ci_bytemap *map, const struct ci_key *key, size_t *number);

void ci_key_clear(struct ci_key *key);
void ci_key_add_text(struct ci_key *key, const char *text);
void ci_key_add_number(struct ci_key *key, int64_t number);
void ci_key_deinit(struct ci_key *key);

#endif
