/* SPDX-License-Identifier: MIT */
/* idmap.h - from the ids of a profile's entries to their places in the table. */
#ifndef CINSTR_CLI_BASE_IDMAP_H
#define CINSTR_CLI_BASE_IDMAP_H

#include "base/pool.h"

#include <stdint.h>

struct ci_idmap {
    struct idmap_entry *entries; /* by id */
    size_t count;
};

/*
 * Makes a map of COUNT ids, which are added with ci_idmap_add and then sealed. COUNT is below
 * 2^32. The map's memory comes from the pool.
 */
void ci_idmap_init(struct ci_idmap *map, struct ci_pool *pool, size_t count);

void ci_idmap_add(struct ci_idmap *map, uint64_t id, uint32_t index);

/* Ends the adding. Returns 0, or -1 and in BAD an id that is 0 or was added twice. */
int ci_idmap_seal(struct ci_idmap *map, uint64_t *bad);

/* The index of the id, or -1. */
int64_t ci_idmap_find(const struct ci_idmap *map, uint64_t id);

#endif
