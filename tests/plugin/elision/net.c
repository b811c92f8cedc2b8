/* SPDX-License-Identifier: MIT */
/* net.c - one benchmark that measures nothing and one that measures something, for the harness. */
#include <cinstr/bench.h>

int number;

void BenchmarkNothing(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int x = (int)i * 77;
        (void)x;
    }
}

void BenchmarkSomething(cinstr_bench *b)
{
    unsigned x = 1;
    for (int64_t i = 0; i < b->N; i++)
        for (int k = 0; k < 20; k++)
            x = x * 77 + 5;
    number = (int)x;
}
