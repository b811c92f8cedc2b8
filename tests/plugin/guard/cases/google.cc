/* SPDX-License-Identifier: MIT */
/* google.cc - a suite of Google Benchmark whose first three benchmarks measure nothing; see
 * shapes.c. */
#include <benchmark/benchmark.h>
#include <cmath>
#include <string>

/* keeps: 1 x call.*\bpow-0x4; elided */
static void BM_power(benchmark::State &state)
{
    for (auto _ : state) {
        double r = std::pow(1.2, 3.8);
        (void)r;
    }
}
BENCHMARK(BM_power);

static unsigned hash(const std::string &text)
{
    unsigned h = 5381;
    for (char c : text)
        h = h * 1000003 + (unsigned char)c;
    return h;
}

/* keeps: 1 x imul.*0xf4243|1 x call.*_ZL4hash; elided */
static void BM_hash(benchmark::State &state)
{
    std::string text = "a text of some length";
    for (auto _ : state)
        hash(text);
}
BENCHMARK(BM_hash);

/* keeps: 1 x call.*_Znwm, 1 x call.*_ZdlPv; elided */
static void BM_allocation(benchmark::State &state)
{
    for (auto _ : state) {
        int *p = new int(3);
        delete p;
    }
}
BENCHMARK(BM_allocation);

/* keeps: 1 x imul.*0xf4243; elided */
static void BM_keep_running(benchmark::State &state)
{
    int x = 3;
    while (state.KeepRunning()) {
        int r = x * 1000003;
        (void)r;
    }
}
BENCHMARK(BM_keep_running);

/* keeps: 1 x imul.*0xf4243; elided */
static void BM_range(benchmark::State &state)
{
    int n = (int)state.range(0);
    for (auto _ : state) {
        int sum = 0;
        for (int i = 0; i < n; i++)
            sum += i ^ sum * 1000003;
    }
}
BENCHMARK(BM_range)->Arg(1000);

BENCHMARK_MAIN();
