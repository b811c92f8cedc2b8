/* SPDX-License-Identifier: MIT */
/* google.cc - a suite of Google Benchmark; what its first three benchmarks measure is not there. */
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

static int square(int x)
{
    return x * x * 31 + x;
}
static void BM_ConstantPow(benchmark::State &state)
{
    for (auto _ : state) {
        double x = std::pow(1.2, 3.8);
        benchmark::DoNotOptimize(x);
    }
}
BENCHMARK(BM_ConstantPow);
static void BM_Unused(benchmark::State &state)
{
    int i = 0;
    for (auto _ : state) {
        square(i++);
    }
}
BENCHMARK(BM_Unused);
static void BM_MallocFree(benchmark::State &state)
{
    while (state.KeepRunning()) {
        void *p = malloc(64);
        free(p);
    }
}
BENCHMARK(BM_MallocFree);
static void BM_StringCreation(benchmark::State &state)
{
    for (auto _ : state) {
        std::string empty("a string that is long enough");
        benchmark::DoNotOptimize(empty);
    }
}
BENCHMARK(BM_StringCreation);
static void BM_Sort(benchmark::State &state)
{
    std::vector<int> v(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        for (int i = 0; i < (int)v.size(); i++)
            v[i] = v.size() - i;
        state.ResumeTiming();
        std::sort(v.begin(), v.end());
        benchmark::DoNotOptimize(v.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Sort)->Range(8, 64);
static void BM_PushBack(benchmark::State &state)
{
    while (state.KeepRunning()) {
        std::vector<int> v;
        v.reserve(4);
        benchmark::DoNotOptimize(v.data());
        v.push_back(42);
        benchmark::ClobberMemory();
    }
}
BENCHMARK(BM_PushBack);
static void BM_Memcpy(benchmark::State &state)
{
    char *src = new char[1024], *dst = new char[1024];
    memset(src, 'x', 1024);
    for (auto _ : state) {
        memcpy(dst, src, 1024);
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(int64_t(state.iterations()) * 1024);
    benchmark::DoNotOptimize(dst);
    delete[] src;
    delete[] dst;
}
BENCHMARK(BM_Memcpy);
static void BM_Batch(benchmark::State &state)
{
    int x = 3;
    while (state.KeepRunningBatch(16))
        for (int i = 0; i < 16; i++) {
            benchmark::DoNotOptimize(x = square(x));
        }
}
BENCHMARK(BM_Batch);
template <class T> void BM_Template(benchmark::State &state)
{
    T x = 3;
    for (auto _ : state) {
        x = x * 7 + 1;
        benchmark::DoNotOptimize(x);
    }
}
BENCHMARK_TEMPLATE(BM_Template, int);
BENCHMARK_TEMPLATE(BM_Template, double);
class Fix : public benchmark::Fixture
{
  public:
    std::vector<int> v;
    void SetUp(const benchmark::State &)
    {
        v.assign(100, 3);
    }
};
BENCHMARK_F(Fix, Sum)(benchmark::State &state)
{
    for (auto _ : state) {
        int s = 0;
        for (int x : v)
            s += x;
        benchmark::DoNotOptimize(s);
    }
}
BENCHMARK_MAIN();
