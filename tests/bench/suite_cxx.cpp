// SPDX-License-Identifier: MIT
// suite_cxx.cpp - the public header in C++11: a lambda as a body, a template, an exception.
#include <cinstr/bench.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace
{

void BenchmarkString(cinstr_bench *b)
{
    while (cinstr_bench_loop(b)) {
        std::string text(100, 'x');
        __asm__ volatile("" : : "r"(text.data()) : "memory");
    }
}
CINSTR_BENCHMARK(BenchmarkString);

template <typename T> void push(cinstr_bench *b, void *count)
{
    for (int64_t i = 0; i < b->N; i++) {
        std::vector<T> all;
        for (int k = 0; k < *static_cast<int *>(count); k++)
            all.push_back(T());
        __asm__ volatile("" : : "r"(all.data()) : "memory");
    }
}

void BenchmarkVector(cinstr_bench *b)
{
    int count = 10;
    cinstr_bench_run(b, "int", push<int>, &count);
    cinstr_bench_run(b, "double", push<double>, &count);
}
CINSTR_BENCHMARK(BenchmarkVector);

void BenchmarkParallel(cinstr_bench *b)
{
    cinstr_bench_parallel(
        b,
        [](cinstr_bench_share *share, void *) {
            while (cinstr_bench_next(share))
                __asm__ volatile("" : : : "memory");
        },
        nullptr);
}
CINSTR_BENCHMARK(BenchmarkParallel);

void BenchmarkThrow(cinstr_bench *b)
{
    cinstr_bench_logf(b, "throws with N = %d", static_cast<int>(b->N));
    throw std::runtime_error("nobody catches this");
}
CINSTR_BENCHMARK(BenchmarkThrow);

} // namespace
