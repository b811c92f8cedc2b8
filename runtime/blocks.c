/* SPDX-License-Identifier: MIT */
/* blocks.c - see blocks.h. */
#include "blocks.h"
#include "arena.h"
#include "block_table.h"
#include "hash.h"
#include "leaf_number.h"
#include "spin.h"

#include <stddef.h>

enum {
    SHARDS = 64,
    PAGE_SHIFT = 12,
    PAGE_BYTES = 1 << PAGE_SHIFT,
    GRANULE_SHIFT_MIN = 5,
    FIRST_SIZE = 64,
    ALIGNMENT = 16, /* of addresses that a slot can tell */
    WORD_SIZES = 9, /* words of a page: 1, 2, 4, up to 256 */
};

/*
 * A block in a word, a slot; 0: none. Whole words are read and written, since a processor that has
 * just stored a part of one cannot load it at once.
 *
 *     leaf << 42 | size << 10 | within << 2 | grown << 1 | 1
 *
 * `within` is the block's place in the page, in 16 bytes.
 */
enum { SLOT_USED = 1, SLOT_GROWN = 2, SLOT_WITHIN = 2, SLOT_SIZE = 10, SLOT_LEAF = 42 };
_Static_assert(SLOT_LEAF + CI_LEAF_NUMBER_BITS == 64, "a slot is a word");

/*
 * A page. Invariant: `page` is 0 in an empty place, else
 *
 *     number << 16 | used slots << 8 | doubled << 4 | shift
 *
 * `slots` has a slot for each granule of 1 << shift bytes. With `doubled`, as many words follow,
 * each with the activation or growth of the block in the slot; those without a block are 0.
 */
struct entry {
    uint64_t page;
    uint64_t *slots;
};
enum { PAGE_DOUBLED = 1 << 4, PAGE_USED = 1 << 8, PAGE_NUMBER = 16 };

static inline uintptr_t number_of(const struct entry *entry)
{
    return entry->page >> PAGE_NUMBER;
}

static inline unsigned granule_shift(const struct entry *entry)
{
    return entry->page & (PAGE_DOUBLED - 1);
}

static inline bool is_doubled(const struct entry *entry)
{
    return entry->page & PAGE_DOUBLED;
}

static inline bool is_unused(const struct entry *entry)
{
    return !(entry->page & (UINT64_C(0xff) << 8));
}

/* Given-back words of pages that had the same number of them. */
struct free_words {
    struct free_words *next;
};

/* Invariant: as in ci_block_table, of entries by page number. At most one page is empty; it stays
 * for the next short-lived block. */
struct shard {
    struct ci_spin lock;
    uintptr_t latest; /* number of the page found last; 0: none, or moved since */
    struct entry *latest_entry;
    struct entry *entries;
    uint64_t mask;
    uint64_t count;
    uintptr_t empty; /* number of the empty page; 0: none */
    struct free_words *free_words[WORD_SIZES];
    struct ci_arena arena;         /* of words and entries */
    struct ci_block_table crowded; /* blocks that have no slot */
} __attribute__((aligned(64)));

static struct shard shards[SHARDS];

static struct shard *shard_of(uintptr_t pointer)
{
    return &shards[(pointer >> PAGE_SHIFT) * UINT64_C(0x9e3779b97f4a7c15) >> 58];
}

/* The place of a page, or the empty one where it would stand. */
static struct entry *entry_of(const struct shard *shard, uintptr_t number)
{
    uint64_t at = ci_hash_number(number) & shard->mask;
    while (shard->entries[at].page && number_of(&shard->entries[at]) != number)
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
        if (shard->entries[i].page)
            *entry_of(&larger, number_of(&shard->entries[i])) = shard->entries[i];
    shard->entries = larger.entries;
    shard->mask = larger.mask;
    shard->latest = 0;
    return true;
}

static inline uint32_t slots_of(const struct entry *entry)
{
    return PAGE_BYTES >> granule_shift(entry);
}

/* The binary logarithm of how many words a page has. */
static unsigned words_log(const struct entry *entry)
{
    return PAGE_SHIFT - granule_shift(entry) + is_doubled(entry);
}

/* Words that are all 0. */
static uint64_t *take_words(struct shard *shard, unsigned log)
{
    struct free_words *words = shard->free_words[log];
    if (!words)
        return ci_arena_get(&shard->arena, sizeof(uint64_t) << log);
    shard->free_words[log] = words->next;
    words->next = NULL;
    return (uint64_t *)words;
}

static void give_words(struct shard *shard, uint64_t *words, unsigned log)
{
    for (size_t i = 0; i < (size_t)1 << log; i++)
        words[i] = 0; /* not memset, which a sanitizer of the program would intercept */
    struct free_words *given = (struct free_words *)words;
    given->next = shard->free_words[log];
    shard->free_words[log] = given;
}

static inline struct entry *find_entry(struct shard *shard, uintptr_t pointer)
{
    uintptr_t number = pointer >> PAGE_SHIFT;
    if (shard->latest == number && number)
        return shard->latest_entry;
    if (!shard->entries)
        return NULL;
    struct entry *entry = entry_of(shard, number);
    if (!entry->page)
        return NULL;
    shard->latest = number;
    shard->latest_entry = entry;
    return entry;
}

static void remove_entry(struct shard *shard, struct entry *entry)
{
    shard->latest = 0;
    give_words(shard, entry->slots, words_log(entry));
    uint64_t hole = (uint64_t)(entry - shard->entries);
    for (uint64_t at = hole;;) {
        at = (at + 1) & shard->mask;
        if (!shard->entries[at].page)
            break;
        uint64_t home = ci_hash_number(number_of(&shard->entries[at])) & shard->mask;
        if (((at - home) & shard->mask) >= ((at - hole) & shard->mask)) {
            shard->entries[hole] = shard->entries[at];
            hole = at;
        }
    }
    shard->entries[hole] = (struct entry){0};
    shard->count--;
}

/* A page has no block any more: it stays, and the one that was empty before goes. */
static void note_empty(struct shard *shard, uintptr_t number)
{
    uintptr_t before = shard->empty;
    shard->empty = number;
    if (!before || before == number)
        return;
    struct entry *entry = entry_of(shard, before);
    if (entry->page && is_unused(entry))
        remove_entry(shard, entry);
}

/* The largest granules with which adjacent blocks of this size have one each. */
static unsigned shift_for(uint64_t size)
{
    uint64_t taken = (size + 8 + ALIGNMENT - 1) & ~(uint64_t)(ALIGNMENT - 1);
    if (taken >= PAGE_BYTES)
        return PAGE_SHIFT;
    unsigned shift = 63 - (unsigned)__builtin_clzll(taken);
    return shift > GRANULE_SHIFT_MIN ? shift : GRANULE_SHIFT_MIN;
}

static struct entry *add_entry(struct shard *shard, const struct ci_block *block)
{
    if ((!shard->entries || shard->count >= shard->mask / 2) && !grow(shard))
        return NULL;
    const uintptr_t number = block->pointer >> PAGE_SHIFT;
    struct entry made = {.page = number << PAGE_NUMBER | shift_for(block->size)};
    made.slots = number ? take_words(shard, words_log(&made)) : NULL;
    if (!made.slots)
        return NULL;
    struct entry *entry = entry_of(shard, number);
    *entry = made;
    shard->count++;
    return entry;
}

static inline uint32_t index_of(const struct entry *entry, uintptr_t pointer)
{
    return (uint32_t)(pointer & (PAGE_BYTES - 1)) >> granule_shift(entry);
}

/* The bits of an address that a slot stores. */
static inline uint64_t within_of(uintptr_t pointer)
{
    return (pointer & (PAGE_BYTES - ALIGNMENT)) / ALIGNMENT << SLOT_WITHIN;
}

/* The address of the block in a slot. */
static uintptr_t pointer_of(const struct entry *entry, uint64_t slot)
{
    return number_of(entry) << PAGE_SHIFT | (slot >> SLOT_WITHIN & 0xff) * ALIGNMENT;
}

static inline bool is_at(uint64_t slot, uintptr_t pointer)
{
    const uint64_t mask = UINT64_C(0xff) << SLOT_WITHIN | SLOT_USED;
    return (slot & mask) == (within_of(pointer) | SLOT_USED) && pointer % ALIGNMENT == 0;
}

static inline struct ci_block unpack(const struct entry *entry, uint32_t index)
{
    uint64_t slot = entry->slots[index];
    return (struct ci_block){
        .pointer = pointer_of(entry, slot),
        .leaf = ci_leaf_number_get((uint32_t)(slot >> SLOT_LEAF)),
        .size = slot >> SLOT_SIZE & UINT32_MAX,
        .grown = !!(slot & SLOT_GROWN),
        .activation = is_doubled(entry) ? entry->slots[slots_of(entry) + index] : 0,
    };
}

/* The block as a slot; 0: it does not fit. */
static inline uint64_t pack(const struct ci_block *block)
{
    uint64_t leaf = ci_leaf_number_of(block->leaf);
    if (block->size > UINT32_MAX || leaf == CI_LEAF_NUMBER_NONE || block->pointer % ALIGNMENT)
        return 0;
    return leaf << SLOT_LEAF | (uint64_t)block->size << SLOT_SIZE | within_of(block->pointer) |
           (block->grown ? SLOT_GROWN : 0) | SLOT_USED;
}

static inline void fill(struct entry *entry, uint32_t index, uint64_t slot, uint64_t activation)
{
    entry->slots[index] = slot;
    if (is_doubled(entry))
        entry->slots[slots_of(entry) + index] = activation;
}

/* Lays out a page again, with granules no larger than before. False: no memory. */
static bool lay_out(struct shard *shard, struct entry *entry, unsigned shift, bool doubled)
{
    struct entry laid = *entry;
    laid.page = (laid.page & ~(UINT64_C(2) * PAGE_DOUBLED - 1)) | shift;
    laid.page |= doubled ? PAGE_DOUBLED : 0;
    laid.slots = take_words(shard, words_log(&laid));
    if (!laid.slots)
        return false;
    for (uint32_t i = 0; i < slots_of(entry); i++)
        if (entry->slots[i])
            fill(&laid, index_of(&laid, pointer_of(entry, entry->slots[i])), entry->slots[i],
                 is_doubled(entry) ? entry->slots[slots_of(entry) + i] : 0);
    give_words(shard, entry->slots, words_log(entry));
    *entry = laid;
    return true;
}

/* Makes the granules so small that the block has one to itself, if that can be. */
static bool make_finer(struct shard *shard, struct entry *entry, uintptr_t pointer)
{
    uint32_t index = index_of(entry, pointer);
    uintptr_t differ = pointer_of(entry, entry->slots[index]) ^ pointer;
    unsigned shift = 63 - (unsigned)__builtin_clzll(differ | 1);
    return shift >= GRANULE_SHIFT_MIN && lay_out(shard, entry, shift, is_doubled(entry));
}

/* Puts a block whose address is not in the table into a slot. False: there is none for it. */
static bool put_in_slot(struct shard *shard, const struct ci_block *block)
{
    uint64_t slot = pack(block);
    struct entry *entry = slot ? find_entry(shard, block->pointer) : NULL;
    if (!slot)
        return false;
    if (!entry)
        entry = add_entry(shard, block);
    if (!entry)
        return false;
    if (block->activation && !is_doubled(entry) &&
        !lay_out(shard, entry, granule_shift(entry), true))
        return false;
    if (entry->slots[index_of(entry, block->pointer)] && !make_finer(shard, entry, block->pointer))
        return false;
    fill(entry, index_of(entry, block->pointer), slot, block->activation);
    entry->page += PAGE_USED;
    return true;
}

/* Takes a block out, wherever it is; false: it is not in the table. */
static inline bool take(struct shard *shard, uintptr_t pointer, struct ci_block *block)
{
    struct entry *entry = find_entry(shard, pointer);
    uint32_t index = entry ? index_of(entry, pointer) : 0;
    if (entry && is_at(entry->slots[index], pointer)) {
        *block = unpack(entry, index);
        entry->slots[index] = 0;
        if (is_doubled(entry))
            entry->slots[slots_of(entry) + index] = 0;
        entry->page -= PAGE_USED;
        if (is_unused(entry))
            note_empty(shard, number_of(entry));
        return true;
    }
    struct ci_block *place = ci_block_table_find(&shard->crowded, pointer);
    if (place) {
        *block = *place;
        ci_block_table_remove(&shard->crowded, place);
    }
    return place;
}

static bool put_anew(struct shard *shard, const struct ci_block *block, struct ci_block *old,
                     bool *fits)
{
    bool known = take(shard, block->pointer, old);
    *fits = put_in_slot(shard, block) || ci_block_table_add(&shard->crowded, block);
    return known;
}

bool ci_blocks_put(const struct ci_block *block, struct ci_block *old, bool *fits)
{
    struct shard *shard = shard_of(block->pointer);
    const uint64_t slot = pack(block);
    bool known = false;
    *fits = true;
    ci_spin_lock(&shard->lock);
    struct entry *entry = find_entry(shard, block->pointer);
    uint32_t index = entry ? index_of(entry, block->pointer) : 0;
    if (entry && slot && !shard->crowded.count && !entry->slots[index] &&
        (is_doubled(entry) || !block->activation)) {
        fill(entry, index, slot, block->activation);
        entry->page += PAGE_USED;
    } else {
        known = put_anew(shard, block, old, fits);
    }
    ci_spin_unlock(&shard->lock);
    return known;
}

bool ci_blocks_take(uintptr_t pointer, struct ci_block *block)
{
    struct shard *shard = shard_of(pointer);
    /* The allocator reads the block's memory next: this prefetch saves it a wait. */
    __builtin_prefetch((void *)(pointer - ALIGNMENT));
    ci_spin_lock(&shard->lock);
    bool known = take(shard, pointer, block);
    ci_spin_unlock(&shard->lock);
    return known;
}

static void visit_page(struct entry *entry, void (*visit)(struct ci_block *, void *), void *data)
{
    for (uint32_t i = 0; i < slots_of(entry); i++) {
        if (!entry->slots[i])
            continue;
        struct ci_block block = unpack(entry, i);
        visit(&block, data);
        if (!block.leaf)
            entry->slots[i] &= (UINT64_C(1) << SLOT_LEAF) - 1;
    }
}

void ci_blocks_visit(void (*visit)(struct ci_block *block, void *data), void *data)
{
    for (int i = 0; i < SHARDS; i++) {
        struct shard *shard = &shards[i];
        bool locked = ci_spin_lock_briefly(&shard->lock);
        for (uint64_t at = 0; shard->entries && at <= shard->mask; at++)
            if (shard->entries[at].page)
                visit_page(&shard->entries[at], visit, data);
        for (uint64_t at = 0; shard->crowded.blocks && at <= shard->crowded.mask; at++)
            if (shard->crowded.blocks[at].pointer)
                visit(&shard->crowded.blocks[at], data);
        if (locked)
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
