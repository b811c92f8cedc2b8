/* SPDX-License-Identifier: MIT */
/*
 * lock.h - the lock on the trees as a whole, which outlives its holder.
 *
 * A holder may be killed, or be a thread that a signal handler runs on top of and ends the process
 * from. So a lock names its holder: one that the calling thread holds already is not waited for,
 * and one whose holder is no more is taken over.
 */
#ifndef CINSTR_RUNTIME_LOCK_H
#define CINSTR_RUNTIME_LOCK_H

#include <stdbool.h>

/* `holder`: the kernel's id of the thread that holds it, 0: nobody. All zero is an open lock. */
struct ci_lock {
    int holder;
};

/* Takes the lock, after a wait if need be. False: the calling thread holds it already. */
bool ci_lock_take(struct ci_lock *lock);

/* Opens the lock, whoever held it. */
void ci_lock_release(struct ci_lock *lock);

#endif
