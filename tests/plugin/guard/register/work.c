/* SPDX-License-Identifier: MIT */
/* work.c - what the benchmarks call, and the definition of suite.c's inline function. */
#include <cinstr/bench.h>

int work(int x)
{
    __asm__ volatile("");
    return x;
}

void BenchmarkInline(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        work((int)i);
}
