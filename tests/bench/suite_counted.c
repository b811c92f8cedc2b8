/* SPDX-License-Identifier: MIT */
/* suite_counted.c - benchmarks in a program that has a runtime: counts and profiles. */
#include "fake_runtime.h"

#include <cinstr/bench.h>

#include <stddef.h>

static void BenchmarkWork(cinstr_bench *b)
{
    fake_work(); /* set-up, not measured */
    cinstr_bench_reset_timer(b);
    for (int64_t i = 0; i < b->N; i++)
        fake_work();
    cinstr_bench_stop_timer(b);
    fake_work();
}
CINSTR_BENCHMARK(BenchmarkWork);

static void BenchmarkStopped(cinstr_bench *b)
{
    cinstr_bench_report_allocs(b);
    while (cinstr_bench_loop(b)) {
        cinstr_bench_stop_timer(b);
        fake_work();
        cinstr_bench_start_timer(b);
        fake_work();
    }
}
CINSTR_BENCHMARK(BenchmarkStopped);

static void run_sub(cinstr_bench *b, void *arg)
{
    (void)arg;
    for (int64_t i = 0; i < b->N; i++)
        fake_work();
}

static void BenchmarkSub(cinstr_bench *b)
{
    cinstr_bench_run(b, "one", run_sub, NULL);
    cinstr_bench_run(b, "two", run_sub, NULL);
}
CINSTR_BENCHMARK(BenchmarkSub);
