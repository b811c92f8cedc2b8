/* SPDX-License-Identifier: MIT */
/*
 * keymap.h - a hash map from four words to a pointer, by which the writer shares equal records.
 *
 * Keys may be run-time addresses: nothing is ever listed in the map's order.
 */
#ifndef CINSTR_PPROF_KEYMAP_H
#define CINSTR_PPROF_KEYMAP_H

#include "../snapshot.h"

enum { CI_KEY_WORDS = 4 };

struct ci_keymap_entry {
    uint64_t key[CI_KEY_WORDS];
    void *value; /* NULL: the entry is free */
};

/* All zero but `arena` is an empty map. Invariant: count < capacity, a power of two or 0. */
struct ci_keymap {
    struct ci_arena *arena;
    struct ci_keymap_entry *entries;
    uint32_t capacity;
    uint32_t count;
};

/* The value of `key`; NULL: it is not there. */
void *ci_keymap_get(const struct ci_keymap *map, const uint64_t key[CI_KEY_WORDS]);

/*
 * Returns where the value of `key` stands; NULL there tells that the key is new, and the caller
 * fills it in. The place is valid until the next call. Returns NULL when there is no memory.
 */
void **ci_keymap_place(struct ci_keymap *map, const uint64_t key[CI_KEY_WORDS]);

#endif
