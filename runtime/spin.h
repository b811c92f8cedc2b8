/* SPDX-License-Identifier: MIT */
/*
 * spin.h - a lock for a few dozen instructions.
 *
 * While the process has one thread the lock does nothing: an atomic exchange costs as much as the
 * rest of the work that it would guard. No second thread can appear while the lock is held, since
 * the only thread is busy holding it.
 */
#ifndef CINSTR_RUNTIME_SPIN_H
#define CINSTR_RUNTIME_SPIN_H

#include "processor.h"

#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/single_threaded.h>

/* A watcher reads what the locks guard: set before it is there. */
extern bool ci_spin_shared __attribute__((visibility("hidden")));

/* All zero is an open lock. */
struct ci_spin {
    uint32_t held;
};

enum { CI_SPIN_TRIES = 100 };

static inline void ci_spin_lock(struct ci_spin *lock)
{
    if (__libc_single_threaded && !ci_spin_shared)
        return;
    for (int tries = 0; __atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE); tries++)
        if (tries < CI_SPIN_TRIES)
            ci_processor_pause();
        else
            sched_yield();
}

/*
 * For code that reads everything that such locks guard. The lock's holder may be stopped: by a
 * signal whose handler the caller runs in, or waits for, or by a debugger. False: not taken within
 * a tenth of a second, though it is never held that long; the caller then goes on without it, as
 * with one thread, and must not unlock it.
 */
bool ci_spin_lock_briefly(struct ci_spin *lock) __attribute__((visibility("hidden")));

static inline void ci_spin_unlock(struct ci_spin *lock)
{
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

#endif
