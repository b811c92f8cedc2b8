/* SPDX-License-Identifier: MIT */
/*
 * blocks.h - the table of live blocks by address.
 *
 * 64 shards by page of the address, each an open-addressing table from mmap that doubles when it is
 * three quarters full. Inside a page the place in the table follows the address, so that blocks
 * that lie side by side do so in the table as well: a program that walks its data walks the table's
 * cache lines in the same order.
 */
#ifndef CINSTR_RUNTIME_BLOCKS_H
#define CINSTR_RUNTIME_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

struct ci_leaf;

/* A block that was grown by realloc; from a free list that the shard's lock guards. */
struct ci_growth {
    uint64_t activation;
    uint64_t peak;
    struct ci_growth *next; /* free list only */
};

/* Invariant: `pointer` 0 marks an empty place; else the place can be reached from its home without
 * passing an empty one. */
struct ci_block {
    uintptr_t pointer;
    struct ci_leaf *leaf; /* NULL: not to be shown */
    uint64_t size;
    uint64_t activation;      /* 0: not known */
    struct ci_growth *growth; /* NULL: never grown */
};

/* Puts a block in. Returns true when its address stood there already, with that one in *old.
 * *fits false: no memory, and it is not in. */
bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits);

/* Takes a block out; false: its address is not known. */
bool ci_blocks_take(uintptr_t pointer, struct ci_block *block);

/* Visits every block, shard by shard, under the lock. The visitor may change `leaf`. */
void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data);

void ci_blocks_lock_all(void);
void ci_blocks_unlock_all(void);

#endif
