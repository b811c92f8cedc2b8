/* SPDX-License-Identifier: MIT */
/* blocks.c - see blocks.h. */
#include "blocks.h"
#include "arena.h"
#include "block_table.h"
#include "spin.h"

#include <stddef.h>

enum {
    SHARDS = 64,
    PAGE_SHIFT = 12,
    GRANULE_SHIFT = 5,
    SLOTS = 1 << (PAGE_SHIFT - GRANULE_SHIFT),
    FIRST_SIZE = 64,
};

struct page {
    struct ci_block slots[SLOTS];
    uint64_t count; /* of used slots, at least one */
    struct page *next_free;
};

/* Invariant: `number` 0 marks an empty place, which has no page. */
struct entry {
    uintptr_t number;
    struct page *page;
};

/* Invariant: as in ci_block_table, of entries by page number. */
struct shard {
    struct ci_spin lock;
    uintptr_t latest; /* number of the page found last */
    struct page *latest_page;
    struct entry *entries;
    uint64_t mask;
    uint64_t count;
    struct page *free_pages;
    struct ci_arena arena;         /* of pages and entries */
    struct ci_block_table crowded; /* blocks whose slot has another one */
} __attribute__((aligned(64)));

static struct shard shards[SHARDS];

static uint64_t hash_of(uintptr_t number)
{
    return number * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static struct shard *shard_of(uintptr_t pointer)
{
    return &shards[(pointer >> PAGE_SHIFT) * UINT64_C(0x9e3779b97f4a7c15) >> 58];
}

/* The place of a page, or the empty one where it would stand. */
static struct entry *entry_of(const struct shard *shard, uintptr_t number)
{
    uint64_t at = hash_of(number) & shard->mask;
    while (shard->entries[at].number && shard->entries[at].number != number)
        at = (at + 1) & shard->mask;
    return &shard->entries[at];
}

/* Old entries are left behind in the arena: they add up to no more than the new ones. */
static bool grow(struct shard *shard)
{
    uint64_t places = shard->entries ? (shard->mask + 1) * 2 : FIRST_SIZE;
    struct shard larger = {.entries = ci_arena_get(&shard->arena, places * sizeof(struct entry)),
                           .mask = places - 1};
    if (!larger.entries)
        return false;
    for (uint64_t i = 0; shard->entries && i <= shard->mask; i++)
        if (shard->entries[i].number)
            *entry_of(&larger, shard->entries[i].number) = shard->entries[i];
    shard->entries = larger.entries;
    shard->mask = larger.mask;
    return true;
}

static struct page *add_page(struct shard *shard, uintptr_t number)
{
    if ((!shard->entries || shard->count >= shard->mask / 2) && !grow(shard))
        return NULL;
    struct page *page = shard->free_pages;
    if (page)
        shard->free_pages = page->next_free;
    else
        page = ci_arena_get(&shard->arena, sizeof *page);
    if (!page)
        return NULL;
    *entry_of(shard, number) = (struct entry){number, page};
    shard->count++;
    return page;
}

static void remove_page(struct shard *shard, struct entry *entry)
{
    shard->latest = 0;
    entry->page->next_free = shard->free_pages;
    shard->free_pages = entry->page;
    uint64_t hole = (uint64_t)(entry - shard->entries);
    for (uint64_t at = hole;;) {
        at = (at + 1) & shard->mask;
        if (!shard->entries[at].number)
            break;
        uint64_t home = hash_of(shard->entries[at].number) & shard->mask;
        if (((at - home) & shard->mask) >= ((at - hole) & shard->mask)) {
            shard->entries[hole] = shard->entries[at];
            hole = at;
        }
    }
    shard->entries[hole] = (struct entry){0, NULL};
    shard->count--;
}

static struct page *find_page(struct shard *shard, uintptr_t pointer)
{
    uintptr_t number = pointer >> PAGE_SHIFT;
    if (shard->latest == number)
        return shard->latest_page;
    if (!shard->entries)
        return NULL;
    struct page *page = entry_of(shard, number)->page;
    if (page) {
        shard->latest = number;
        shard->latest_page = page;
    }
    return page;
}

static struct ci_block *slot_of(struct page *page, uintptr_t pointer)
{
    return &page->slots[pointer >> GRANULE_SHIFT & (SLOTS - 1)];
}

/* Puts a block where its page has no slot for it, or another block in that. */
static bool put_elsewhere(struct shard *shard, struct page *page, const struct ci_block *block,
                          struct ci_block *old, bool *fits)
{
    struct ci_block *place = page ? slot_of(page, block->pointer) : NULL;
    if (!place || place->pointer != block->pointer)
        place = ci_block_table_find(&shard->crowded, block->pointer);
    if (place) {
        *old = *place;
        *place = *block;
        return true;
    }
    if (!page)
        page = add_page(shard, block->pointer >> PAGE_SHIFT);
    place = page ? slot_of(page, block->pointer) : NULL;
    if (place && place->pointer) {
        *fits = ci_block_table_add(&shard->crowded, block);
    } else if (place) {
        *place = *block;
        page->count++;
    }
    *fits &= !!page;
    return false;
}

bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits)
{
    struct shard *shard = shard_of(block->pointer);
    bool known = false;
    *fits = true;
    ci_spin_lock(&shard->lock);
    struct page *page = find_page(shard, block->pointer);
    struct ci_block *slot = page ? slot_of(page, block->pointer) : NULL;
    if (slot && !slot->pointer && !shard->crowded.count) {
        *slot = *block;
        page->count++;
    } else {
        known = put_elsewhere(shard, page, block, old, fits);
    }
    ci_spin_unlock(&shard->lock);
    return known;
}

static bool take_elsewhere(struct shard *shard, uintptr_t pointer, struct ci_block *block)
{
    struct ci_block *place = ci_block_table_find(&shard->crowded, pointer);
    if (!place)
        return false;
    *block = *place;
    ci_block_table_remove(&shard->crowded, place);
    return true;
}

bool ci_blocks_take(uintptr_t pointer, struct ci_block *block)
{
    struct shard *shard = shard_of(pointer);
    bool known = true;
    ci_spin_lock(&shard->lock);
    struct page *page = find_page(shard, pointer);
    struct ci_block *slot = page ? slot_of(page, pointer) : NULL;
    if (slot && slot->pointer == pointer) {
        *block = *slot;
        slot->pointer = 0;
        if (--page->count == 0)
            remove_page(shard, entry_of(shard, pointer >> PAGE_SHIFT));
    } else {
        known = take_elsewhere(shard, pointer, block);
    }
    ci_spin_unlock(&shard->lock);
    return known;
}

static void visit_page(struct page *page, void (*visit)(struct ci_block *, void *), void *data)
{
    for (int i = 0; i < SLOTS; i++)
        if (page->slots[i].pointer)
            visit(&page->slots[i], data);
}

void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data)
{
    for (int i = 0; i < SHARDS; i++) {
        struct shard *shard = &shards[i];
        ci_spin_lock(&shard->lock);
        for (uint64_t at = 0; shard->entries && at <= shard->mask; at++)
            if (shard->entries[at].number)
                visit_page(shard->entries[at].page, visit, data);
        for (uint64_t at = 0; shard->crowded.blocks && at <= shard->crowded.mask; at++)
            if (shard->crowded.blocks[at].pointer)
                visit(&shard->crowded.blocks[at], data);
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
