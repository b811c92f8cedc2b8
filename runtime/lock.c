/* SPDX-License-Identifier: MIT */
/* lock.c - see lock.h. */
#define _GNU_SOURCE
#include "lock.h"
#include "proc.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { LOCK_WAIT_NANOS = 200 * 1000, LOCK_WAITS_PER_LOOK = 100 };

/* Whether the thread has ended and only waits for its parent to reap it. */
static bool is_zombie(int thread)
{
    char line[512];
    ci_proc_read(thread, "stat", line, sizeof line);
    const char *name_end = strrchr(line, ')');
    return name_end && (!strncmp(name_end, ") Z", 3) || !strncmp(name_end, ") X", 3));
}

static bool is_gone(int holder)
{
    return (syscall(SYS_tkill, holder, 0) < 0 && errno == ESRCH) || is_zombie(holder);
}

/* The same holder has been seen for a while. Whether it no longer exists, and the caller now has
 * its lock. */
static bool take_over(struct ci_lock *lock, int seen, int self)
{
    return is_gone(seen) && __atomic_compare_exchange_n(&lock->holder, &seen, self, false,
                                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

bool ci_lock_take(struct ci_lock *lock)
{
    const struct timespec wait = {.tv_nsec = LOCK_WAIT_NANOS};
    int saved = errno, self = (int)syscall(SYS_gettid);
    for (unsigned waits = 1;; waits++) {
        int seen = 0;
        if (__atomic_compare_exchange_n(&lock->holder, &seen, self, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            break;
        if (seen == self)
            return false;
        if (waits % LOCK_WAITS_PER_LOOK == 0 && take_over(lock, seen, self))
            break;
        nanosleep(&wait, NULL);
    }
    errno = saved;
    return true;
}

void ci_lock_release(struct ci_lock *lock)
{
    __atomic_store_n(&lock->holder, 0, __ATOMIC_RELEASE);
}
