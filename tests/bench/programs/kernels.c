/* SPDX-License-Identifier: MIT */
/* kernels.c - benchmarks whose cost is known beforehand: chains of additions and of
 * multiplications, of which one takes one cycle and the other three; a spin of 1 us by the clock; a
 * sleep. No constants are added: Intel's processors since Golden Cove do up to six such additions
 * of a chain in a cycle, while they rename registers. */
#include <cinstr/bench.h>

#include <time.h>

#define TEN(x) x x x x x x x x x x

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

void BenchmarkAdd(cinstr_bench *b)
{
    uint64_t x = 1;
    for (int64_t i = 0; i < b->N; i++)
        __asm__ volatile(TEN(TEN("add %0, %0\n\t")) : "+r"(x)::"cc");
}

void BenchmarkMultiply(cinstr_bench *b)
{
    uint64_t x = 3;
    for (int64_t i = 0; i < b->N; i++)
        __asm__ volatile(TEN(TEN("imul %0, %0\n\t")) : "+r"(x)::"cc");
}

void BenchmarkSpin(cinstr_bench *b)
{
    int64_t start = now();
    for (int64_t i = 0; i < b->N; i++) {
        int64_t time = start;
        while (time - start < 1000)
            time = now();
        /* If one spin ends late, the next ones are shorter by as much, unless another process ran
         * meanwhile. An interrupt is paid by the process that it interrupts: on some virtual
         * machines 40 us each millisecond. A time slice is longer than half a millisecond. */
        start = time - start < 500000 ? start + 1000 : time;
    }
}

void BenchmarkSleep(cinstr_bench *b)
{
    struct timespec time = {.tv_nsec = 5000000};
    for (int64_t i = 0; i < b->N; i++)
        nanosleep(&time, NULL);
}
