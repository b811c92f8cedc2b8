/* SPDX-License-Identifier: MIT */
/*
 * block_table.h - blocks by address, as a hash table. Its user does the locking.
 *
 * Open addressing with linear probing; the table doubles when it is half full. When a block is
 * taken out, those after it move up, so that no place is lost.
 */
#ifndef CINSTR_RUNTIME_BLOCK_TABLE_H
#define CINSTR_RUNTIME_BLOCK_TABLE_H

#include "blocks.h"

/* Invariant: `count` of the mask + 1 places have a pointer; each block can be reached from its home
 * without passing an empty place. All zero is an empty table. */
struct ci_block_table {
    struct ci_block *blocks;
    uint64_t mask;
    uint64_t count;
};

/* The block at that address, or NULL. Valid until the table changes. */
struct ci_block *ci_block_table_find(const struct ci_block_table *table, uintptr_t pointer);

/* Adds a block whose address is not there. False: no memory. */
bool ci_block_table_add(struct ci_block_table *table, const struct ci_block *block);

/* Takes out one that was found. */
void ci_block_table_remove(struct ci_block_table *table, struct ci_block *block);

#endif
