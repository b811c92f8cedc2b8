/* SPDX-License-Identifier: MIT */
/* suite.c - a benchmark as a user writes it. */
#include <cinstr/bench.h>

static volatile int result;

static __attribute__((noinline)) int square(int value)
{
    return value * value + result;
}

void BenchmarkSquare(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        result = square(7);
}
#ifdef REGISTER /* without the plugin */
CINSTR_BENCHMARK(BenchmarkSquare);
#endif
