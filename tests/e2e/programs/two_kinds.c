/* SPDX-License-Identifier: MIT */
/* Short calls of two kinds, and now and then something long. Prints the ns that all of it took, and
 * what is long of it. */
#include "e2e.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CALLS = 4000000 };

static long long nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Work of which reading the clock hides nothing: what is between two lfence begins when all before
 * is done, and ends before anything after begins. */
#define PIECES(COUNT)                                                                              \
    __asm__ volatile(".rept " #COUNT "\n\tlfence\n\t.rept 250\n\tnop\n\t.endr\n\tlfence\n\t.endr")

PROBED void light(void)
{
    PIECES(2);
}

PROBED void heavy(void)
{
    PIECES(4);
}

PROBED void lengthy(void)
{
    for (int i = 0; i < 30000; i++)
        PIECES(4);
}

/* Every so many calls something that takes some ten milliseconds; 0: never. */
int main(int argc, char **argv)
{
    long every = argc > 1 ? atol(argv[1]) : 0;
    long long start = nanos(), long_ones = 0;
    for (long i = 1; i <= CALLS; i++) {
        if (i % 3)
            light();
        else
            heavy();
        if (every && i % every == 0) {
            long long before = nanos();
            lengthy();
            long_ones += nanos() - before;
        }
    }
    printf("%lld %lld\n", nanos() - start, long_ones);
    expect_calls("light", CALLS - CALLS / 3);
    expect_calls("heavy", CALLS / 3);
    expect_calls("lengthy", every ? CALLS / every : 0);
    return 0;
}
