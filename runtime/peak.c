/* SPDX-License-Identifier: MIT */
/* peak.c - see peak.h for the scheme. */
#include "peak.h"
#include "live.h"
#include "spin.h"
#include "thread.h"

bool ci_live_keeps_peak;

static struct ci_spin lock; /* of all below and of current, saved and saved_at in every ci_life */
static int64_t live_bytes;
static int64_t peak_bytes;
static uint64_t peak_number; /* 0: there was none */

void ci_peak_change(struct ci_leaf *leaf, int objects, int64_t bytes)
{
    struct ci_life *life = ci_leaf_life(leaf);
    if (!life)
        return;
    ci_spin_lock(&lock);
    if (life->saved_at != peak_number) {
        life->saved = life->current;
        life->saved_at = peak_number;
    }
    life->current.objects += objects;
    life->current.bytes += bytes;
    live_bytes += bytes;
    if (live_bytes > peak_bytes) {
        peak_bytes = live_bytes;
        peak_number++;
    }
    ci_spin_unlock(&lock);
}

int64_t ci_peak_show(void)
{
    bool locked = ci_spin_lock_briefly(&lock);
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older) {
            struct ci_life *life = ci_leaf_life_so_far(leaf);
            if (life)
                life->shown = life->saved_at == peak_number ? life->saved : life->current;
        }
    int64_t bytes = peak_bytes;
    if (locked)
        ci_spin_unlock(&lock);
    return bytes;
}

void ci_peak_forget(void)
{
    bool locked = ci_spin_lock_briefly(&lock);
    for (struct ci_thread *thread = ci_thread_list(); thread; thread = thread->next)
        for (struct ci_leaf *leaf = ci_leaf_newest(&thread->tree); leaf; leaf = leaf->older) {
            struct ci_life *life = ci_leaf_life_so_far(leaf);
            if (!life)
                continue;
            life->current = life->saved = (struct ci_inuse){0, 0};
            life->saved_at = 0;
        }
    live_bytes = peak_bytes = 0;
    peak_number = 0;
    if (locked)
        ci_spin_unlock(&lock);
}

void ci_peak_lock(void)
{
    ci_spin_lock(&lock);
}

void ci_peak_unlock(void)
{
    ci_spin_unlock(&lock);
}
