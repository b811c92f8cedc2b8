/* SPDX-License-Identifier: MIT */
/* Time: what runs while paused is in no profile. */
#include "e2e.h"

#include <cinstr/cinstr.h>
#include <time.h>

BARE static void spin(long milliseconds)
{
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    do
        clock_gettime(CLOCK_MONOTONIC, &now);
    while ((now.tv_sec - start.tv_sec) * 1000000000L + now.tv_nsec - start.tv_nsec <
           milliseconds * 1000000L);
}

PROBED void seen(void)
{
    spin(20);
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
    spin(10);
    return 0;
}
