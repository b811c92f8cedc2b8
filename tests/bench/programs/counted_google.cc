/* SPDX-License-Identifier: MIT */
/* counted_google.cc - benchmarks whose counts are known, or counted by callgrind; see check_google.
 */
#include <benchmark/benchmark.h>
#include <vector>

static __attribute__((noinline)) int twice(int x)
{
    asm volatile(".rept 10\n\tnop\n\t.endr");
    return x * (MORE);
}

/* 100 instructions and those of the loop; preparation does not count. */
static void BM_Nops(benchmark::State &state)
{
    for (int i = 0; i < 1000; i++)
        asm volatile(".rept 100\n\tnop\n\t.endr");
    for (auto _ : state)
        asm volatile(".rept 100\n\tnop\n\t.endr");
}
BENCHMARK(BM_Nops);

static void BM_Calls(benchmark::State &state)
{
    int x = 1;
    for (auto _ : state)
        for (int i = 0; i < state.range(0); i++)
            benchmark::DoNotOptimize(x = twice(x));
}
BENCHMARK(BM_Calls)->Arg(3)->Arg(40);

static void BM_Allocate(benchmark::State &state)
{
    std::vector<int> prepared(1000, 3);
    for (auto _ : state) {
        int *p = new int[25];
        benchmark::DoNotOptimize(p);
        delete[] p;
    }
}
BENCHMARK(BM_Allocate);

static void BM_Slow(benchmark::State &state)
{
    volatile int sum = 0;
    for (auto _ : state)
        for (int i = 0; i < 1000000; i++)
            sum = sum + i;
}
BENCHMARK(BM_Slow);

static void BM_Threads(benchmark::State &state)
{
    for (auto _ : state)
        asm volatile(".rept 50\n\tnop\n\t.endr");
}
BENCHMARK(BM_Threads)->Threads(2);

static void BM_Fixed(benchmark::State &state)
{
    for (auto _ : state)
        benchmark::DoNotOptimize(twice(3));
}
BENCHMARK(BM_Fixed)->Iterations(50);

static void BM_Grow(benchmark::State &state)
{
    std::vector<int> numbers;
    for (auto _ : state)
        numbers.push_back(1);
}
BENCHMARK(BM_Grow);

static void BM_Skip(benchmark::State &state)
{
    state.SkipWithError("no luck");
    for (auto _ : state)
        ;
}
BENCHMARK(BM_Skip);

static void BM_Named(benchmark::State &state)
{
    for (auto _ : state)
        asm volatile(".rept 50\n\tnop\n\t.endr");
}
BENCHMARK(BM_Named)->Name("a name (with [signs] {+*}) for 7");

BENCHMARK_MAIN();
