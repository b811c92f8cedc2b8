/* SPDX-License-Identifier: MIT */
/* Short calls of two kinds, and now and then something long. Prints the ns that all of it took. */
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

static inline __attribute__((always_inline)) unsigned long steps(unsigned long x, int count)
{
    for (int i = 0; i < count; i++) {
        x *= 0x9e3779b97f4a7c15u;
        __asm__ volatile("" : "+r"(x));
    }
    return x;
}

PROBED unsigned long light(unsigned long x)
{
    return steps(x, 25);
}

PROBED unsigned long heavy(unsigned long x)
{
    return steps(x, 75);
}

PROBED unsigned long lengthy(unsigned long x)
{
    return steps(x, 3000000);
}

/* Every so many calls something that takes some ten milliseconds; 0: never. */
int main(int argc, char **argv)
{
    long every = argc > 1 ? atol(argv[1]) : 0;
    unsigned long x = 1;
    long long start = nanos();
    for (long i = 1; i <= CALLS; i++) {
        x = i % 3 ? light(x) : heavy(x);
        if (every && i % every == 0)
            x = lengthy(x);
    }
    printf("%lld\n", nanos() - start);
    expect_calls("light", CALLS - CALLS / 3);
    expect_calls("heavy", CALLS / 3);
    expect_calls("lengthy", every ? CALLS / every : 0);
    return x == 0;
}
