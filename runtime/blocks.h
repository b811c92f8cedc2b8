/* SPDX-License-Identifier: MIT */
/*
 * blocks.h - the table of live blocks by address.
 *
 * It works like shadow memory: a page of the program's memory in which live blocks begin has slots,
 * one for each granule of the page, found by the page's number. Adjacent blocks have adjacent
 * slots, so a program that walks its data walks the slots' cache lines in the same order; a hash
 * table by address took twice the time for cache misses alone. Granules are as large as the page's
 * blocks allow, from 32 bytes to the whole page, and a slot is one word; a page with blocks that
 * have an activation or have grown has a second word for each. A block goes to a hash table if
 * another one begins in the same 32 bytes, which malloc's blocks never do but those of other
 * allocators may, or if it does not fit into a word.
 *
 * The table is divided into 64 shards by page, each with a lock of its own, in memory from mmap.
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

/* Puts a block in. Returns true if its address was in the table already, with the old entry in
 * *old. *fits false: no memory, and the block is not in. */
bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits);

/* Takes a block out; false: its address is not known. */
bool ci_blocks_take(uintptr_t pointer, struct ci_block *block);

/* Visits every block, shard by shard, under the lock. The visitor may set `leaf` to NULL. */
void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data);

void ci_blocks_lock_all(void);
void ci_blocks_unlock_all(void);

#endif
