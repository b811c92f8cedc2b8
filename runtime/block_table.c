/* SPDX-License-Identifier: MIT */
/* block_table.c - see block_table.h. */
#include "block_table.h"
#include "hash.h"

#include <stddef.h>
#include <sys/mman.h>

enum { FIRST_SIZE = 128 };

/* The place of an address, or the empty one where it would stand. */
static struct ci_block *place_of(const struct ci_block_table *table, uintptr_t pointer)
{
    uint64_t at = ci_hash_number(pointer) & table->mask;
    while (table->blocks[at].pointer && table->blocks[at].pointer != pointer)
        at = (at + 1) & table->mask;
    return &table->blocks[at];
}

struct ci_block *ci_block_table_find(const struct ci_block_table *table, uintptr_t pointer)
{
    struct ci_block *place = table->count > 0 ? place_of(table, pointer) : NULL;
    return place && place->pointer ? place : NULL;
}

static bool make_room(struct ci_block_table *table)
{
    if (table->blocks && table->count < table->mask / 2)
        return true;
    uint64_t places = table->blocks ? (table->mask + 1) * 2 : FIRST_SIZE;
    struct ci_block *blocks = mmap(NULL, places * sizeof *blocks, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (blocks == MAP_FAILED)
        return table->blocks && table->count < table->mask;
    struct ci_block_table larger = {blocks, places - 1, table->count};
    for (uint64_t i = 0; table->blocks && i <= table->mask; i++)
        if (table->blocks[i].pointer)
            *place_of(&larger, table->blocks[i].pointer) = table->blocks[i];
    if (table->blocks)
        munmap(table->blocks, (table->mask + 1) * sizeof *blocks);
    *table = larger;
    return true;
}

bool ci_block_table_add(struct ci_block_table *table, const struct ci_block *block)
{
    if (!make_room(table))
        return false;
    *place_of(table, block->pointer) = *block;
    table->count++;
    return true;
}

void ci_block_table_remove(struct ci_block_table *table, struct ci_block *block)
{
    uint64_t hole = (uint64_t)(block - table->blocks);
    for (uint64_t at = hole;;) {
        at = (at + 1) & table->mask;
        if (!table->blocks[at].pointer)
            break;
        uint64_t home = ci_hash_number(table->blocks[at].pointer) & table->mask;
        if (((at - home) & table->mask) >= ((at - hole) & table->mask)) {
            table->blocks[hole] = table->blocks[at];
            hole = at;
        }
    }
    table->blocks[hole].pointer = 0;
    table->count--;
}
