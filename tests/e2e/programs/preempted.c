/* SPDX-License-Identifier: MIT */
/* Nothing but short calls. Prints the nanoseconds that they took, and those on the processor. */
#include "e2e.h"

#include <stdio.h>
#include <time.h>

static long long nanos(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

PROBED void leaf(void)
{
    __asm__ volatile("");
}

int main(void)
{
    long long elapsed = nanos(CLOCK_MONOTONIC), processor = nanos(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < 20000000; i++)
        leaf();
    elapsed = nanos(CLOCK_MONOTONIC) - elapsed;
    processor = nanos(CLOCK_PROCESS_CPUTIME_ID) - processor;
    printf("%lld %lld\n", elapsed, processor);
    return 0;
}
