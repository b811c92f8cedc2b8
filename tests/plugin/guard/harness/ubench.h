/* SPDX-License-Identifier: MIT */
/*
 * ubench.h - what ubench.h looks like to a compiler: its names and the shape of its loop, written
 * for this test. Nothing is measured.
 */
#ifndef UBENCH_H
#define UBENCH_H

#include "work.h"
#include <stdint.h>

struct ubench_run_state_s {
    int64_t *times;
    int64_t wanted, taken;
};

static inline int ubench_do_benchmark(struct ubench_run_state_s *state)
{
    state->times[state->taken] = 1;
    return state->taken++ < state->wanted ? 1 : 0;
}

#define UBENCH_DO_BENCHMARK() while (ubench_do_benchmark(ubench_run_state) > 0)

#define UBENCH_EX(SET, NAME)                                                                       \
    static void ubench_##SET##_##NAME(struct ubench_run_state_s *ubench_run_state);                \
    __attribute__((constructor)) static void ubench_register_##SET##_##NAME(void)                  \
    {                                                                                              \
        static int64_t times[ITERATIONS + 1];                                                      \
        struct ubench_run_state_s state = {times, ITERATIONS, 0};                                  \
        void (*volatile benchmark)(struct ubench_run_state_s *) = ubench_##SET##_##NAME;           \
        benchmark(&state);                                                                         \
    }                                                                                              \
    static void ubench_##SET##_##NAME(struct ubench_run_state_s *ubench_run_state)

#define UBENCH(SET, NAME)                                                                          \
    static void ubench_run_##SET##_##NAME(void);                                                   \
    UBENCH_EX(SET, NAME)                                                                           \
    {                                                                                              \
        UBENCH_DO_BENCHMARK()                                                                      \
        {                                                                                          \
            ubench_run_##SET##_##NAME();                                                           \
        }                                                                                          \
    }                                                                                              \
    static void ubench_run_##SET##_##NAME(void)

#endif
