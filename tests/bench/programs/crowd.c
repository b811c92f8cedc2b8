/* SPDX-License-Identifier: MIT */
/* crowd.c - a parallel benchmark that does nothing but use its CPUs. */
#include <cinstr/bench.h>

#include <stddef.h>

static void add(cinstr_bench_share *share, void *unused)
{
    uint64_t x = 1;
    (void)unused;
    while (cinstr_bench_next(share))
        for (int i = 0; i < 1000; i++)
            __asm__ volatile("add %0, %0" : "+r"(x)::"cc");
}

void BenchmarkCrowd(cinstr_bench *b)
{
    cinstr_bench_parallel(b, add, NULL);
}
