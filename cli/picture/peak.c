/* SPDX-License-Identifier: MIT */
/*
 * peak.c - the kernels that measure a core.
 *
 * Each kernel exists for several widths of vectors; the processor says which of them it has. This
 * file is compiled with -ffp-contract=fast: x * m + c is one instruction where there is one.
 */
#include "picture/peak.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 25, CHAINS = 12 };

/* Sums of many independent chains: the latency of an operation does not matter. */
#define EACH_CHAIN(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define START(N)      vector x##N = m + N;
#define STEP(N)       x##N = x##N * m + c;
#define ADD(N)        m += x##N;

/* Returns something that depends on all operations. X tends to 2: nothing gets subnormal. */
#define FLOPS_KERNEL(NAME, ATTRIBUTES, TYPE, BYTES)                                                \
    ATTRIBUTES static double NAME(long rounds)                                                     \
    {                                                                                              \
        typedef TYPE vector __attribute__((vector_size(BYTES)));                                   \
        vector m = {0}, c = {0};                                                                   \
        volatile TYPE half = (TYPE)0.5, one = 1; /* which GCC cannot know */                       \
        m += half;                                                                                 \
        c += one;                                                                                  \
        EACH_CHAIN(START)                                                                          \
        for (long i = 0; i < rounds; i++) {                                                        \
            EACH_CHAIN(STEP)                                                                       \
        }                                                                                          \
        EACH_CHAIN(ADD)                                                                            \
        return (double)m[0];                                                                       \
    }

/* Reads SIZE bytes, a multiple of 512, over and over. */
#define READ_KERNEL(NAME, ATTRIBUTES, BYTES)                                                       \
    ATTRIBUTES static double NAME(char *memory, size_t size, long rounds)                          \
    {                                                                                              \
        typedef long long vector __attribute__((vector_size(BYTES), may_alias));                   \
        vector a = {0}, b = {0}, c = {0}, d = {0};                                                 \
        for (long i = 0; i < rounds; i++) {                                                        \
            const vector *at = (const vector *)memory, *end = (const vector *)(memory + size);     \
            __asm__ volatile("" ::: "memory"); /* each round reads anew */                         \
            for (; at < end; at += 8) {                                                            \
                a ^= at[0] ^ at[4];                                                                \
                b ^= at[1] ^ at[5];                                                                \
                c ^= at[2] ^ at[6];                                                                \
                d ^= at[3] ^ at[7];                                                                \
            }                                                                                      \
        }                                                                                          \
        a ^= b ^ c ^ d;                                                                            \
        return (double)a[0];                                                                       \
    }

/* a = b + s * c on the three parts of SIZE bytes. */
#define TRIAD_KERNEL(NAME, ATTRIBUTES, BYTES)                                                      \
    ATTRIBUTES static double NAME(char *memory, size_t size, long rounds)                          \
    {                                                                                              \
        typedef double vector __attribute__((vector_size(BYTES), may_alias));                      \
        size_t count = size / 3 / 256 * 256 / BYTES;                                               \
        vector *a = (vector *)memory, *b = a + count, *c = b + count, s = {0};                     \
        s += 0.5;                                                                                  \
        for (long i = 0; i < rounds; i++) {                                                        \
            __asm__ volatile("" ::: "memory");                                                     \
            for (size_t j = 0; j < count; j += 4) {                                                \
                a[j] = b[j] + s * c[j];                                                            \
                a[j + 1] = b[j + 1] + s * c[j + 1];                                                \
                a[j + 2] = b[j + 2] + s * c[j + 2];                                                \
                a[j + 3] = b[j + 3] + s * c[j + 3];                                                \
            }                                                                                      \
        }                                                                                          \
        return a[0][0];                                                                            \
    }

#define KERNELS(SUFFIX, ATTRIBUTES, BYTES)                                                         \
    FLOPS_KERNEL(single_##SUFFIX, ATTRIBUTES, float, BYTES)                                        \
    FLOPS_KERNEL(double_##SUFFIX, ATTRIBUTES, double, BYTES)                                       \
    READ_KERNEL(read_##SUFFIX, ATTRIBUTES, BYTES)                                                  \
    TRIAD_KERNEL(triad_##SUFFIX, ATTRIBUTES, BYTES)

KERNELS(plain, __attribute__((noinline)), 16)
#ifdef __x86_64__
KERNELS(avx2, __attribute__((noinline, target("avx2,fma"))), 32)
KERNELS(avx512, __attribute__((noinline, target("avx512f"))), 64)
#endif

/* The kernels of one width of vectors. */
struct kernels {
    double (*flops[2])(long rounds); /* by enum ci_precision */
    double (*bandwidth[2])(char *memory, size_t size, long rounds);
    size_t bytes; /* of a vector */
};

#define ROW(SUFFIX, BYTES)                                                                         \
    {                                                                                              \
        {single_##SUFFIX, double_##SUFFIX}, {read_##SUFFIX, triad_##SUFFIX}, BYTES                 \
    }

/* Those that the processor has; returns their number. */
static int find_kernels(struct kernels found[3])
{
    int count = 0;
    found[count++] = (struct kernels)ROW(plain, 16);
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found[count++] = (struct kernels)ROW(avx2, 32);
    if (__builtin_cpu_supports("avx512f"))
        found[count++] = (struct kernels)ROW(avx512, 64);
#endif
    return count;
}

/* Processor time: what others do meanwhile is not counted. */
static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static volatile double sink; /* keeps what kernels return; written by the thread that measures */

static double greater(double a, double b)
{
    return a > b ? a : b;
}

double ci_peak_flops(enum ci_precision precision)
{
    const long rounds = 100000;
    struct kernels kernels[3];
    int count = find_kernels(kernels);
    double best = 0;
    for (int i = 0; i < count * RUNS; i++) {
        const struct kernels *kernel = &kernels[i % count];
        double lanes = (double)kernel->bytes / (precision == CI_SINGLE ? 4 : 8);
        double start = now();
        sink = kernel->flops[precision](rounds);
        best = greater(best, 2.0 * CHAINS * (double)rounds * lanes / (now() - start));
    }
    return best;
}

double ci_peak_bandwidth(size_t size)
{
    const long rounds = 1 + (long)(((size_t)1 << 24) / size);
    size_t used[2] = {size / 512 * 512, size / 3 / 256 * 256 * 3}; /* of the two kernels */
    struct kernels kernels[3];
    int count = find_kernels(kernels);
    char *memory = aligned_alloc(4096, (size + 4095) / 4096 * 4096);
    double best = 0;
    if (!memory)
        return 0;
    memset(memory, 0, size);
    int runs = rounds > 1 ? RUNS : 3;
    for (int i = 0; i < count * runs * 2; i++) {
        int kind = i / count % 2;
        double start = now();
        sink = kernels[i % count].bandwidth[kind](memory, size, rounds);
        best = greater(best, (double)rounds * (double)used[kind] / (now() - start));
    }
    free(memory);
    return best;
}
