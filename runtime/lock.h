/* SPDX-License-Identifier: MIT */
/*
 * lock.h - the lock on all trees, which survives its holder's death.
 *
 * A holder may be killed, or be a thread on which a signal handler runs and ends the process. So a
 * lock names its holder: a thread does not wait for a lock that it already holds, and takes over
 * one whose holder no longer exists.
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

/* Opens the lock, whoever holds it. */
void ci_lock_release(struct ci_lock *lock);

#endif
