/* SPDX-License-Identifier: MIT */
/*
 * probed.c - benchmarks for a program that is compiled with the plugin and linked with the real
 * runtime. Each does known work in its measured loop and other work outside of it.
 */
#include <cinstr/bench.h>

#include <stdlib.h>

#define NOINLINE __attribute__((noinline, noclone, noipa))

static volatile int result;

static NOINLINE int leaf(int value)
{
    return value * 3 + result;
}

/* n + 1 calls. */
static NOINLINE int work(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += leaf(i);
    return sum;
}

/* Never in a measured loop. */
static NOINLINE int outside(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += leaf(i);
    return sum;
}

void BenchmarkFor(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        result = work(10);
}
CINSTR_BENCHMARK(BenchmarkFor);

void BenchmarkReset(cinstr_bench *b)
{
    result = outside(1000);
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++)
        result = work(20);
    cinstr_bench_stop_timer(b);
    result = outside(1000);
}
CINSTR_BENCHMARK(BenchmarkReset);

void BenchmarkLoop(cinstr_bench *b)
{
    result = outside(1000);
    while (cinstr_bench_loop(b))
        result = work(30);
    result = outside(1000);
}
CINSTR_BENCHMARK(BenchmarkLoop);

void BenchmarkStop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b)) {
        cinstr_bench_stop_timer(b);
        result = outside(100);
        cinstr_bench_start_timer(b);
        result = work(40);
    }
}
CINSTR_BENCHMARK(BenchmarkStop);

static void add_share(cinstr_bench_share *share, void *arg)
{
    int sum = 0;
    (void)arg;
    while (cinstr_bench_next(share))
        sum += work(50);
    result = sum;
}

void BenchmarkParallel(cinstr_bench *b)
{
    cinstr_bench_parallel(b, add_share, NULL);
}
CINSTR_BENCHMARK(BenchmarkParallel);

static NOINLINE void run_sub(cinstr_bench *b, void *arg)
{
    for (int64_t i = 0; i < b->N; i++)
        result = work(*(int *)arg);
}

void BenchmarkSub(cinstr_bench *b)
{
    int few = 7, many = 70;
    cinstr_bench_run(b, "few", run_sub, &few);
    cinstr_bench_run(b, "many", run_sub, &many);
}
CINSTR_BENCHMARK(BenchmarkSub);

static NOINLINE void *take(size_t size)
{
    return malloc(size);
}

/* Two blocks in an iteration; the third is set-up. */
void BenchmarkAllocate(cinstr_bench *b)
{
    void *before = take(1000);
    cinstr_bench_report_allocs(b);
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++) {
        void *small = take(24), *large = take(100);
        result = small != large;
        free(small);
        free(large);
    }
    cinstr_bench_stop_timer(b);
    free(before);
}
CINSTR_BENCHMARK(BenchmarkAllocate);

/* Its process ends by exit, which must not write a profile that the harness does not know about. */
void BenchmarkExits(cinstr_bench *b)
{
    if (getenv("PROBED_EXIT"))
        exit(3);
    result = work((int)b->N);
}
CINSTR_BENCHMARK(BenchmarkExits);
