/* SPDX-License-Identifier: MIT */
/* slowdown_google.cc - the work of slowdown.h for Google Benchmark. */
#include "slowdown.h"

#include <benchmark/benchmark.h>

#define SLOWDOWN_BENCHMARK(name, kind)                                                             \
    static void name(benchmark::State &state)                                                      \
    {                                                                                              \
        struct slowdown *work = slowdown_create();                                                 \
        for (auto _ : state)                                                                       \
            SLOWDOWN_OPERATION(work, kind);                                                        \
        free(work);                                                                                \
    }                                                                                              \
    BENCHMARK(name);

SLOWDOWN_KINDS(SLOWDOWN_BENCHMARK)
BENCHMARK_MAIN();
