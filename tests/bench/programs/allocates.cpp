// SPDX-License-Identifier: MIT
// allocates.cpp - allocations of every kind, in the program and inside libraries: how many is
// known.
#include <cinstr/bench.h>

#include <cstdlib>
#include <cstring>
#include <string>

template <typename T> static void keep(const T &value)
{
    __asm__ volatile("" : : "r"(&value) : "memory");
}

// 40 of operator new, 4 inside libc's strdup, 101 inside libstdc++, 48 + 96 by realloc, 5 * 8 of
// calloc, 64 of posix_memalign.
void BenchmarkKinds(cinstr_bench *b)
{
    void *outside = std::malloc(1000); // before the loop: not measured
    while (cinstr_bench_loop(b)) {
        int *numbers = new int[10];
        char *copy = strdup("abc");
        std::string text(100, 'x');
        void *block = std::realloc(nullptr, 48), *aligned = nullptr;
        block = std::realloc(block, 96);
        void *zeros = std::calloc(5, 8);
        if (posix_memalign(&aligned, 64, 64) != 0)
            cinstr_bench_fatal(b, "no memory");
        keep(numbers), keep(copy), keep(text), keep(block), keep(zeros), keep(aligned);
        delete[] numbers;
        std::free(copy);
        std::free(block);
        std::free(zeros);
        std::free(aligned);
    }
    std::free(outside);
}
CINSTR_BENCHMARK(BenchmarkKinds);

// One block in each of all threads' iterations.
void BenchmarkThreads(cinstr_bench *b)
{
    cinstr_bench_set_threads(b, 3);
    cinstr_bench_parallel(
        b,
        [](cinstr_bench_share *share, void *) {
            while (cinstr_bench_next(share)) {
                void *block = std::malloc(16);
                keep(block);
                std::free(block);
            }
        },
        nullptr);
}
CINSTR_BENCHMARK(BenchmarkThreads);
