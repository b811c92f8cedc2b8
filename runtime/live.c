/* SPDX-License-Identifier: MIT */
/* live.c - what happens to blocks and to their leaves' counts. */
#include "live.h"
#include "blocks.h"
#include "peak.h"
#include "spin.h"
#include "thread.h"

#include <stddef.h>

/* What was in a block's place in the table while realloc runs. */
struct ci_growing {
    struct ci_block block; /* pointer 0: it was not known */
};

static struct ci_live_facts facts;
bool ci_live_paused;

/* Records of one size that are handed out and given back. */
struct pool {
    struct ci_spin lock;
    struct ci_arena arena;
    size_t size;
    struct free_record {
        struct free_record *next;
    } * free;
};

static struct pool growths = {.size = sizeof(struct ci_growth)};
static struct pool growings = {.size = sizeof(struct ci_growing)};

/* NULL: no memory. The record has the contents that it had when it was given back. */
static void *take_record(struct pool *pool)
{
    ci_spin_lock(&pool->lock);
    struct free_record *record = pool->free;
    if (record)
        pool->free = record->next;
    else
        record = ci_arena_get(&pool->arena, pool->size);
    ci_spin_unlock(&pool->lock);
    return record;
}

static void give_record(struct pool *pool, void *given)
{
    struct free_record *record = given;
    ci_spin_lock(&pool->lock);
    record->next = pool->free;
    pool->free = record;
    ci_spin_unlock(&pool->lock);
}

static void add(uint64_t *sum, uint64_t amount)
{
    __atomic_fetch_add(sum, amount, __ATOMIC_RELAXED);
}

static uint64_t activation_of(const struct ci_block *block)
{
    return block->grown ? block->growth->activation : block->activation;
}

/* Tells a block's leaf that the block is no longer live, however that became known. */
static inline void end_block(const struct ci_block *block)
{
    if (ci_live_keeps_peak && block->leaf)
        ci_peak_change(block->leaf, -1, -(int64_t)block->size);
    if (!block->grown)
        return;
    struct ci_life *life = block->leaf ? ci_leaf_life(block->leaf) : NULL;
    if (life) {
        add(&life->values[CI_LIFE_GROWTH_FINAL], block->size);
        add(&life->values[CI_LIFE_GROWTH_PEAK], block->growth->peak);
    }
    give_record(&growths, block->growth);
}

static inline void begin_block(const struct ci_block *block)
{
    struct ci_block old;
    bool fits;
    if (ci_blocks_put(block, &old, &fits)) {
        /* The same address was allocated twice, so code without probes freed the block in between.
         */
        if (old.leaf) {
            add(&facts.healed_objects, 1);
            add(&facts.healed_bytes, old.size);
        }
        end_block(&old);
    }
    if (!fits)
        add(&facts.untracked, 1);
    else if (ci_live_keeps_peak && block->leaf)
        ci_peak_change(block->leaf, 1, (int64_t)block->size);
}

/* Counts an allocation with its leaf, which is returned. */
static inline struct ci_leaf *count(struct cinstr_node *node, struct cinstr_leaf **place,
                                    uint64_t size)
{
    uint64_t key = CINSTR_LEAF_KEY(size);
    struct cinstr_leaf *found = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (found->key != key)
        found = ci_leaf_find(node, place, key);
    struct ci_leaf *leaf = (struct ci_leaf *)found;
    leaf->abi.objects++;
    leaf->abi.bytes += size;
    return leaf;
}

static struct ci_block block_of(struct ci_leaf *leaf, void *pointer, uint64_t size,
                                uint64_t activation)
{
    return (struct ci_block){.pointer = (uintptr_t)pointer,
                             .leaf = ci_live_paused || leaf == &ci_leaf_lost ? NULL : leaf,
                             .size = size & CI_BLOCK_SIZE_MAX,
                             .activation = activation};
}

void ci_live_allocated(struct cinstr_node *node, struct cinstr_leaf **place, void *pointer,
                       uint64_t size, uint64_t activation)
{
    if (!pointer)
        return;
    struct ci_block block = block_of(count(node, place, size), pointer, size, activation);
    begin_block(&block);
}

/* A block that died in the activation that made it could have been on the stack. */
static void count_churn(const struct ci_block *block, uint64_t activation)
{
    if (!activation || !block->leaf || activation_of(block) != activation)
        return;
    struct ci_life *life = ci_leaf_life(block->leaf);
    if (!life)
        return;
    add(&life->values[CI_LIFE_CHURN_OBJECTS], 1);
    add(&life->values[CI_LIFE_CHURN_SPACE], block->size);
}

void ci_live_released(void *pointer, uint64_t activation)
{
    struct ci_block block;
    if (!pointer)
        return;
    if (!ci_blocks_take((uintptr_t)pointer, &block)) {
        add(&facts.foreign_frees, 1);
        return;
    }
    count_churn(&block, activation);
    end_block(&block);
}

struct ci_growing *ci_live_growing(void *old)
{
    struct ci_growing *growing = old ? take_record(&growings) : NULL;
    if (growing && !ci_blocks_take((uintptr_t)old, &growing->block))
        growing->block = (struct ci_block){0};
    return growing;
}

/* Counts the step from `old` to a block of `size` bytes; returns the block's history. */
static struct ci_growth *count_growth(struct ci_leaf *leaf, const struct ci_block *old, bool moved,
                                      uint64_t size)
{
    struct ci_life *life = leaf ? ci_leaf_life(leaf) : NULL;
    if (life && size > old->size)
        add(&life->values[CI_LIFE_GROWTH_STEPS], 1);
    if (life && moved) {
        if (size > old->size)
            add(&life->values[CI_LIFE_GROWTH_MOVED], 1);
        add(&life->values[CI_LIFE_GROWTH_COPIED], size < old->size ? size : old->size);
    }
    struct ci_growth *growth = old->grown         ? old->growth
                               : size > old->size ? take_record(&growths)
                                                  : NULL;
    if (!growth)
        return NULL;
    uint64_t peak = old->grown ? growth->peak : old->size;
    growth->peak = size > peak ? size : peak;
    return growth;
}

/* Ends what ci_live_growing began; pointer 0 in the result: the block was not known. */
static struct ci_block end_growing(struct ci_growing *growing)
{
    struct ci_block before = {0};
    if (growing) {
        before = growing->block;
        give_record(&growings, growing);
    }
    return before;
}

/* The call returned no block: it freed the old one, or it failed. */
static void grown_to_nothing(const struct ci_block *before, uint64_t size, uint64_t activation)
{
    if (!before->pointer)
        return;
    if (size != 0) { /* failed: the old block lives on */
        struct ci_block displaced;
        bool fits;
        ci_blocks_put(before, &displaced, &fits);
    } else {
        count_churn(before, activation);
        end_block(before);
    }
}

static void begin_grown(struct ci_block *before, struct ci_block *block, uint64_t activation)
{
    if (before->pointer) {
        bool moved = block->pointer != before->pointer;
        struct ci_growth *growth = count_growth(block->leaf, before, moved, block->size);
        if (growth) {
            growth->activation = activation;
            block->growth = growth;
            block->grown = true;
        }
        before->grown = false; /* its history goes on in the new block */
        end_block(before);
    }
    begin_block(block);
}

void ci_live_grown(struct cinstr_node *node, struct cinstr_leaf **place, struct ci_growing *growing,
                   void *pointer, uint64_t size, uint64_t activation)
{
    struct ci_block before = end_growing(growing);
    if (growing && !before.pointer && (pointer || size == 0))
        add(&facts.foreign_frees, 1);
    if (!pointer) {
        grown_to_nothing(&before, size, activation);
        return;
    }
    struct ci_block block = block_of(count(node, place, size), pointer, size, activation);
    begin_grown(&before, &block, activation);
}

/* ---- Calls by code without probes ---- */

void ci_live_begin(struct ci_leaf *leaf, void *pointer, uint64_t size)
{
    struct ci_block block = block_of(leaf, pointer, size, 0);
    begin_block(&block);
}

void ci_live_end(void *pointer)
{
    struct ci_block block;
    if (ci_blocks_take((uintptr_t)pointer, &block))
        end_block(&block);
}

void ci_live_grown_in(struct ci_leaf *leaf, struct ci_growing *growing, void *pointer,
                      uint64_t size)
{
    struct ci_block before = end_growing(growing);
    if (!pointer) {
        grown_to_nothing(&before, size, 0);
        return;
    }
    struct ci_block block = block_of(leaf, pointer, size, 0);
    begin_grown(&before, &block, 0);
}

/* ---- For snapshots, pauses and forks ---- */

static void clear_shown(void)
{
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older) {
            struct ci_life *life = ci_leaf_life_so_far(leaf);
            if (!life)
                continue;
            life->shown = (struct ci_inuse){0, 0};
            life->shown_final = life->shown_peak = 0;
        }
}

static void show_block(struct ci_block *block, void *data)
{
    (void)data;
    struct ci_life *life = block->leaf ? ci_leaf_life(block->leaf) : NULL;
    if (!life)
        return;
    life->shown.objects++;
    life->shown.bytes += (int64_t)block->size;
    if (block->grown) {
        life->shown_final += block->size;
        life->shown_peak += block->growth->peak;
    }
}

struct ci_live_facts ci_live_show(bool at_peak)
{
    clear_shown();
    ci_blocks_visit(show_block, NULL);
    if (at_peak)
        facts.peak_bytes = ci_peak_show();
    return facts;
}

static void forget_block(struct ci_block *block, void *data)
{
    (void)data;
    block->leaf = NULL;
}

void ci_live_forget(void)
{
    ci_blocks_visit(forget_block, NULL);
    facts = (struct ci_live_facts){0};
    ci_peak_forget();
}

void ci_live_lock_all(void)
{
    ci_spin_lock(&growths.lock);
    ci_spin_lock(&growings.lock);
    ci_blocks_lock_all();
    ci_peak_lock();
}

void ci_live_unlock_all(void)
{
    ci_peak_unlock();
    ci_blocks_unlock_all();
    ci_spin_unlock(&growings.lock);
    ci_spin_unlock(&growths.lock);
}
