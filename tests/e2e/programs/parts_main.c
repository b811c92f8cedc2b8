/* SPDX-License-Identifier: MIT */
/* See parts.h. */
#include "parts.h"
#include "e2e.h"

PROBED static long back(long x)
{
    return x + 1;
}

int main(void)
{
    long sum = 0;
    for (long i = 0; i < 1000; i++)
        sum += part_one(i) + part_two(i, back);
    printf("%ld\n", sum);
    expect_calls("main", 1);
    expect_edge("main", "part_one", 1000);
    expect_edge("main", "part_two", 1000);
    expect_edge("part_one", "helper", 2000);
    expect_edge("part_two", "helper", 1000);
    expect_edge("part_two", "back", 1000);
    expect_calls("helper", 3000 + early_calls);
    expect_calls("before_main", early_calls);
    expect_edge("before_main", "helper", early_calls);
    return 0;
}
