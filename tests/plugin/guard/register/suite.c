/* SPDX-License-Identifier: MIT */
/* suite.c - functions that are benchmarks, in C, and some that are not. */
#include <cinstr/bench.h>

int work(int x);

void BenchmarkOne(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        work((int)i);
}

static void Benchmark_static(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(1);
}

/* Registered by the unit that has its external definition. */
inline void BenchmarkInline(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        work((int)i);
}

/* Runs once all the same. */
void Benchmark2(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(1);
}
CINSTR_BENCHMARK(Benchmark2);

void Benchmarking(cinstr_bench *b)
{
    (void)b;
}

int BenchmarkInt(cinstr_bench *b)
{
    (void)b;
    return 0;
}

void BenchmarkArgument(cinstr_bench *b, void *argument)
{
    (void)b;
    (void)argument;
}

struct other;
void BenchmarkOther(struct other *b)
{
    (void)b;
}

void BenchmarkDeclared(cinstr_bench *b);
