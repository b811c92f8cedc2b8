/* SPDX-License-Identifier: MIT */
/*
 * overhead.c - what an empty cinstr_bench_loop costs above a plain loop over b->N, in a program
 * that users could write: the bound is 0.5 ns per iteration. The least of several counts.
 */
#include <cinstr/bench.h>

#include <time.h>

enum { ROUNDS = 20, ITERATIONS = 2000000 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static __attribute__((noinline)) void run_plain(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        __asm__ volatile("");
}

/* The loop has to end with the iterations granted here: later ones do not cost the fast path alone.
 */
static __attribute__((noinline)) void run_loop(cinstr_bench *b)
{
    while (b->loop_left > 0 && cinstr_bench_loop(b))
        __asm__ volatile("");
}

static double least_nanos(void (*run)(cinstr_bench *b))
{
    double least = 1e9;
    for (int i = 0; i < ROUNDS; i++) {
        cinstr_bench own = {.N = ITERATIONS, .loop_left = ITERATIONS};
        double start = seconds();
        run(&own);
        double nanos = (seconds() - start) * 1e9 / ITERATIONS;
        least = nanos < least ? nanos : least;
    }
    return least;
}

static void BenchmarkOverhead(cinstr_bench *b)
{
    double plain = least_nanos(run_plain), loop = least_nanos(run_loop);
    cinstr_bench_logf(b, "plain loop %.3f ns, cinstr_bench_loop %.3f ns", plain, loop);
    if (loop - plain > 0.5)
        cinstr_bench_errorf(b, "overhead of %.3f ns per iteration", loop - plain);
}
CINSTR_BENCHMARK(BenchmarkOverhead);

/* The same as users see it, with the whole harness. */
static void BenchmarkEmptyFor(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        __asm__ volatile("");
}
CINSTR_BENCHMARK(BenchmarkEmptyFor);

static void BenchmarkEmptyLoop(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        __asm__ volatile("");
}
CINSTR_BENCHMARK(BenchmarkEmptyLoop);
