/* SPDX-License-Identifier: MIT */
/* Time by line (lines=on): one line is hot, and so is one inlined body. */
#include "e2e.h"

static volatile unsigned sink;

static inline unsigned mix(unsigned x)
{
    x ^= x << 13;
    x ^= x >> 17;
    return x ^ x << 5;
}

PROBED unsigned hot(unsigned n)
{
    unsigned sum = 1;
    sink = n;
    for (unsigned i = 0; i < n; i++)
        sum = sum / 7 * 11 ^ sum / 3 ^ sum / 5 ^ i; /* the hot line */
    sink = sum;
    return sum;
}

PROBED unsigned inlines(unsigned n)
{
    unsigned sum = 1;
    for (unsigned i = 0; i < n; i++)
        sum = mix(sum);
    return sum;
}

PROBED unsigned idle(unsigned x)
{
    return x;
}

int main(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < 50; i++)
        sum += idle(hot(400000)) + inlines(400000);
    expect_calls("hot", 50);
    expect_calls("inlines", 50);
    expect_calls("idle", 50);
    printf("%u\n", sum);
    return 0;
}
