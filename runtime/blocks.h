/* SPDX-License-Identifier: MIT */
/*
 * blocks.h - the table of live blocks by address.
 *
 * As shadow memory: a page of the program's in which live blocks begin has slots, one for each
 * granule of it, found by the page's number. Blocks that lie side by side have slots that do, so a
 * program that walks its data walks the slots' cache lines in the same order; a hash table by
 * address took twice the time for misses in the cache alone. Granules are as large as the page's
 * blocks let them be, from 32 bytes to the page, and a slot is one word; a page with blocks that
 * have an activation or have grown has a second word for each. What begins in 32 bytes where
 * another block does, as malloc's never do but those of other allocators may, and what does not fit
 * into a word goes to a hash table.
 *
 * All of it is cut into 64 shards by page, each under its lock, in memory from mmap.
 */
#ifndef CINSTR_RUNTIME_BLOCKS_H
#define CINSTR_RUNTIME_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct ci_leaf;

/* What a block has that was grown by realloc. */
struct ci_growth {
    uint64_t activation;
    uint64_t peak;
};

#define CI_BLOCK_SIZE_MAX INT64_MAX

/* `pointer` 0: no block. */
struct ci_block {
    uintptr_t pointer;
    struct ci_leaf *leaf; /* NULL: not to be shown */
    uint64_t size : 63;
    uint64_t grown : 1;
    union {
        uint64_t activation;      /* 0: not known */
        struct ci_growth *growth; /* when grown */
    };
};

/* Puts a block in. Returns true when its address stood there already, with that one in *old.
 * *fits false: no memory, and it is not in. */
bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits);

/* Takes a block out; false: its address is not known. */
bool ci_blocks_take(uintptr_t pointer, struct ci_block *block);

/* Visits every block, shard by shard, under the lock. The visitor may set `leaf` to NULL. */
void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data);

void ci_blocks_lock_all(void);
void ci_blocks_unlock_all(void);

#endif
