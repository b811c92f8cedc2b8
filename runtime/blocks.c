/* SPDX-License-Identifier: MIT */
/* blocks.c - open addressing with linear probing; a taken block's followers move up. */
#include "blocks.h"
#include "spin.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

enum { SHARDS = 64, FIRST_SIZE = 128 };

struct shard {
    struct ci_spin lock;
    struct ci_block *blocks;
    uint64_t mask; /* places - 1 */
    uint64_t count;
} __attribute__((aligned(64)));

static struct shard shards[SHARDS];

static struct shard *shard_of(uintptr_t pointer)
{
    return &shards[((pointer >> 12) * UINT64_C(0x9e3779b97f4a7c15)) >> 58];
}

/* Blocks that are page-aligned, or lie a power of two apart, must not share a few homes. */
static uint64_t home_of(uintptr_t pointer)
{
    return (pointer >> 4) + (pointer >> 12) * UINT64_C(0x9e3779b1);
}

static struct ci_block *map_blocks(uint64_t places)
{
    void *memory = mmap(NULL, places * sizeof(struct ci_block), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

/* The place of an address, or the empty one where it would stand. */
static struct ci_block *find(const struct shard *shard, uintptr_t pointer)
{
    uint64_t at = home_of(pointer) & shard->mask;
    while (shard->blocks[at].pointer && shard->blocks[at].pointer != pointer)
        at = (at + 1) & shard->mask;
    return &shard->blocks[at];
}

/* Makes sure of an empty place beside the one that will be taken. */
static bool make_room(struct shard *shard)
{
    if (shard->blocks && shard->count < shard->mask / 4 * 3)
        return true;
    uint64_t places = shard->blocks ? (shard->mask + 1) * 2 : FIRST_SIZE;
    struct ci_block *blocks = map_blocks(places);
    if (!blocks)
        return shard->blocks && shard->count < shard->mask;
    struct shard larger = {.blocks = blocks, .mask = places - 1};
    for (uint64_t i = 0; shard->blocks && i <= shard->mask; i++)
        if (shard->blocks[i].pointer)
            *find(&larger, shard->blocks[i].pointer) = shard->blocks[i];
    if (shard->blocks)
        munmap(shard->blocks, (shard->mask + 1) * sizeof *blocks);
    shard->blocks = blocks;
    shard->mask = larger.mask;
    return true;
}

bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits)
{
    struct shard *shard = shard_of(block->pointer);
    ci_spin_lock(&shard->lock);
    bool known = false;
    *fits = make_room(shard);
    if (*fits) {
        struct ci_block *place = find(shard, block->pointer);
        known = place->pointer;
        if (known)
            *old = *place;
        else
            shard->count++;
        *place = *block;
    }
    ci_spin_unlock(&shard->lock);
    return known;
}

/* Empties a place and moves up those behind it that could else not be reached any more. */
static void remove_at(struct shard *shard, uint64_t hole)
{
    for (uint64_t at = hole;;) {
        at = (at + 1) & shard->mask;
        if (!shard->blocks[at].pointer)
            break;
        uint64_t home = home_of(shard->blocks[at].pointer) & shard->mask;
        if (((at - home) & shard->mask) >= ((at - hole) & shard->mask)) {
            shard->blocks[hole] = shard->blocks[at];
            hole = at;
        }
    }
    shard->blocks[hole].pointer = 0;
    shard->count--;
}

bool ci_blocks_take(uintptr_t pointer, struct ci_block *block)
{
    struct shard *shard = shard_of(pointer);
    bool known = false;
    ci_spin_lock(&shard->lock);
    if (shard->blocks) {
        struct ci_block *place = find(shard, pointer);
        known = place->pointer;
        if (known) {
            *block = *place;
            remove_at(shard, (uint64_t)(place - shard->blocks));
        }
    }
    ci_spin_unlock(&shard->lock);
    return known;
}

void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data)
{
    for (int i = 0; i < SHARDS; i++) {
        struct shard *shard = &shards[i];
        ci_spin_lock(&shard->lock);
        for (uint64_t at = 0; shard->blocks && at <= shard->mask; at++)
            if (shard->blocks[at].pointer)
                visit(&shard->blocks[at], data);
        ci_spin_unlock(&shard->lock);
    }
}

void ci_blocks_lock_all(void)
{
    for (int i = 0; i < SHARDS; i++)
        ci_spin_lock(&shards[i].lock);
}

void ci_blocks_unlock_all(void)
{
    for (int i = 0; i < SHARDS; i++)
        ci_spin_unlock(&shards[i].lock);
}
