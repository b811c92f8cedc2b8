/* SPDX-License-Identifier: MIT */
/* Time: what runs while paused is in no profile. */
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <time.h>

/* Returns how long it was: more than asked for, on a busy machine. */
BARE static long spin(long milliseconds)
{
    struct timespec start, now;
    long spent;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do {
        clock_gettime(CLOCK_MONOTONIC, &now);
        spent = (now.tv_sec - start.tv_sec) * 1000000000L + now.tv_nsec - start.tv_nsec;
    } while (spent < milliseconds * 1000000L);
    return spent;
}

static long in_seen;

PROBED void seen(void)
{
    in_seen += spin(20);
    __asm__ volatile("");
}

PROBED void unseen(void)
{
    spin(60);
    __asm__ volatile("");
}

int main(void)
{
    spin(30);
    cinstr_reset();
    seen();
    cinstr_pause();
    unseen();
    spin(40);
    cinstr_resume();
    seen();
    printf("%ld %ld\n", in_seen, spin(10));
    return 0;
}
