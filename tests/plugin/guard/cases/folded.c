/* SPDX-License-Identifier: MIT */
/* folded.c - work that front ends compute or drop while they parse; see shapes.c. C and C++. */
#include <cinstr/bench.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#define EXTERN extern "C"
#else
#define EXTERN extern
#endif

EXTERN __attribute__((const)) int const_function(int x);
EXTERN __attribute__((pure)) int pure_function(const int *x, int n);

static int table[4];

static inline __attribute__((const)) int const_inline(int x)
{
    return x * 1000003;
}

/* keeps: 1 x call; elided */
void BenchmarkPow(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        double r = pow(1.2, 3.8);
        (void)r;
    }
}

/* keeps: 1 x call; elided */
void BenchmarkPowDropped(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        pow(1.2, 3.8);
}

/* keeps: 1 x call; elided */
void BenchmarkStrlen(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        size_t r = strlen("abc");
        (void)r;
    }
}

/* keeps: 1 x call; elided */
void BenchmarkStrlenDropped(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        (void)strlen("abc");
}

/* keeps: 1 x call; elided */
void BenchmarkStrcmp(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int r = strcmp("abc", "abd");
        (void)r;
    }
}

/* keeps: 1 x call, 1 x sqrtsd|2 x call; elided */
void BenchmarkSum(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        double r = sin(2.0) + sqrt(2.0);
        (void)r;
    }
}

/* keeps: 1 x neg; elided */
void BenchmarkAbs(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int r = abs(-3);
        (void)r;
    }
}

/* keeps: 1 x call; elided */
void BenchmarkConstDropped(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        const_function(7);
}

/* keeps: 1 x call; elided */
void BenchmarkConstInIf(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        if (i & 1)
            (void)const_function(7);
}

/* keeps: 1 x call; elided */
void BenchmarkConstInSwitch(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        switch (table[0]) {
        case 1:
            const_function(7);
            break;
        default:
            break;
        }
}

/* keeps: 1 x call; elided */
void BenchmarkPureDropped(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        pure_function(table, 4);
}

/* keeps: 1 x imul.*0xf4243; elided */
void BenchmarkConstInline(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        const_inline(7);
}
