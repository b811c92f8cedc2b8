/* SPDX-License-Identifier: MIT */
/* spin.c - see spin.h. */
#include "spin.h"
#include "clock.h"

bool ci_spin_shared;

enum { SPIN_BRIEFLY_NANOS = 100 * 1000 * 1000 };

bool ci_spin_lock_briefly(struct ci_spin *lock)
{
    if (__libc_single_threaded && !ci_spin_shared)
        return false;
    for (int64_t end = ci_clock_nanos(CLOCK_MONOTONIC) + SPIN_BRIEFLY_NANOS;
         __atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE); sched_yield())
        if (ci_clock_nanos(CLOCK_MONOTONIC) > end)
            return false;
    return true;
}
