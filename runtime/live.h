/* SPDX-License-Identifier: MIT */
/*
 * live.h - alloc=live: every block from its allocation to its end.
 *
 * A table in memory of its own has for each live block the leaf that it belongs to, its size and
 * the activation (the call of a function) that allocated it. It is divided into shards with a lock
 * each; while the process has one thread no lock is taken. Allocation probes call the functions
 * with CINSTR_SYMBOL names as ordinary C functions: from any thread, at any time except in a signal
 * handler, where malloc itself may not be called. They keep errno.
 */
#ifndef CINSTR_RUNTIME_LIVE_H
#define CINSTR_RUNTIME_LIVE_H

#include "leaf.h"

/*
 * Called after an allocator has returned: `pointer` (NULL: it failed, nothing happens) has `size`
 * bytes and belongs to the leaf of that size at `place` in `node`. `activation` 0: not known.
 */
void ci_live_allocated(struct cinstr_node *node, struct cinstr_leaf **place, void *pointer,
                       uint64_t size, uint64_t activation) __asm__(CINSTR_SYMBOL_ALLOCATED)
    __attribute__((visibility("default")));

/* Called before a call that frees `pointer`, which may be NULL. */
void ci_live_released(void *pointer, uint64_t activation) __asm__(CINSTR_SYMBOL_RELEASED)
    __attribute__((visibility("default")));

/*
 * Called before a call such as realloc: takes the block out of the table, since another thread may
 * get its address before the call has returned. Its result goes to ci_live_grown, which is called
 * after the call: `size` bytes were asked for and `pointer` is what the call returned. A failed
 * call (NULL for a size that is not 0) puts the block back.
 */
struct ci_growing;
struct ci_growing *ci_live_growing(void *old) __asm__(CINSTR_SYMBOL_GROWING)
    __attribute__((visibility("default")));
void ci_live_grown(struct cinstr_node *node, struct cinstr_leaf **place, struct ci_growing *growing,
                   void *pointer, uint64_t size, uint64_t activation) __asm__(CINSTR_SYMBOL_GROWN)
    __attribute__((visibility("default")));

/*
 * The same for calls by code without probes, whose leaf is known (outside.c; NULL: not to be shown)
 * and has counted already. Such code may free or grow blocks that are not in the table; these do
 * not count as unknown. ci_live_growing begins what ci_live_grown_in ends.
 */
void ci_live_begin(struct ci_leaf *leaf, void *pointer, uint64_t size);
void ci_live_end(void *pointer);
void ci_live_grown_in(struct ci_leaf *leaf, struct ci_growing *growing, void *pointer,
                      uint64_t size);

/* Totals of what the table does not know; since the last reset. */
struct ci_live_facts {
    uint64_t foreign_frees;  /* of blocks that no probe saw allocated */
    uint64_t healed_objects; /* blocks whose address was allocated again: freed unseen */
    uint64_t healed_bytes;
    uint64_t untracked; /* blocks left out for want of memory */
    int64_t peak_bytes; /* CINSTR_HEAP=peak: live bytes at the peak */
};

/* CINSTR_HEAP=peak; set before threads run. */
extern bool ci_live_keeps_peak;

/*
 * Fills life->shown and shown_* of every leaf with what is live now or, with CINSTR_HEAP=peak, was
 * at the peak, and returns the facts.
 */
struct ci_live_facts ci_live_show(bool at_peak);

/* Whether counts are hidden now: the table knows the blocks that are allocated, but they do not
 * show. ci_hide_pause and ci_hide_resume alone write it; any thread reads it. */
extern bool ci_live_paused;

/* Reset: earlier blocks stay in the table, so that the runtime recognises their frees, but no
 * longer show. */
void ci_live_forget(void);

/* Around fork: no shard is half changed in the child. */
void ci_live_lock_all(void);
void ci_live_unlock_all(void);

#endif
