/* SPDX-License-Identifier: MIT */
/* slowdown.c - the work of slowdown.h as benchmarks. */
#include "slowdown.h"

#include <cinstr/bench.h>

#define BENCHMARK(name, kind)                                                                      \
    static void Benchmark##name(cinstr_bench *b)                                                   \
    {                                                                                              \
        struct slowdown *work = slowdown_create();                                                 \
        cinstr_bench_reset_timer(b);                                                               \
        for (int64_t i = 0; i < b->N; i++)                                                         \
            SLOWDOWN_OPERATION(work, kind);                                                        \
        cinstr_bench_stop_timer(b);                                                                \
        free(work);                                                                                \
    }                                                                                              \
    CINSTR_BENCHMARK(Benchmark##name);

SLOWDOWN_KINDS(BENCHMARK)
