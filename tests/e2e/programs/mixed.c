/* SPDX-License-Identifier: MIT */
/* Instrumented code that calls plain code that calls instrumented code. */
#include "e2e.h"

extern long plain_between(long (*back)(long), long x);

static long backs;

PROBED long back(long x)
{
    backs++;
    return x * 2;
}

PROBED long front(long x)
{
    return plain_between(back, x) + 1;
}

int main(void)
{
    long sum = 0;
    for (long i = 0; i < 100000; i++)
        sum += front(i);
    printf("%ld %ld\n", sum, backs);
    expect_edge("main", "front", 100000);
    expect_edge("plain_between", "back", 200000);
    expect_stack("main;front;plain_between;back", 200000);
    return 0;
}
