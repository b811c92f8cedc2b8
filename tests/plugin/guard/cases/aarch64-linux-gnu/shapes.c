/* SPDX-License-Identifier: MIT */
/*
 * shapes.c - as the file of this name for x86-64: what the loop must have in code for AArch64. One
 * shape of statement for each place that a value may be in.
 */
#include <cinstr/bench.h>
#include <stdlib.h>

struct pair {
    long a, b;
};
struct mixed {
    double d;
    long l;
};
struct large {
    double d[8];
};
typedef float vector __attribute__((vector_size(16)));

static int global;

static inline int scale(int x)
{
    return x * 1000003;
}
static inline double third(double x)
{
    return x / 3.0;
}
static inline float third_of_float(float x)
{
    return x / 3.0f;
}
static inline long double longer(long double x)
{
    return x / 3.0L;
}
static inline vector product(vector a, vector b)
{
    return a * b;
}
static inline __int128 wide(__int128 x)
{
    return x * 1000003;
}
static inline struct pair make_pair(long x)
{
    struct pair p = {x * 1000003, x * 1000007};
    return p;
}
static inline struct mixed make_mixed(long x, double d)
{
    struct mixed m = {d / 3.0, x * 1000003};
    return m;
}
static inline struct large make_large(double x)
{
    struct large l = {{x / 3.0}};
    return l;
}
static inline void set_pointed(int *p, int x)
{
    *p = scale(x);
}

/* keeps: 1 x ^m(ul|add)\t; elided */
void BenchmarkExpressionStatement(cinstr_bench *b)
{
    int x = 3;
    for (int64_t i = 0; i < b->N; i++)
        scale(x);
}

/* keeps: 1 x ^m(ul|add)\t; elided */
void BenchmarkCastToVoid(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        (void)scale((int)i);
}

/* keeps: 1 x ^m(ul|add)\t; elided */
void BenchmarkConstantArgument(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        scale(7);
}

/* keeps: 1 x ^m(ul|add)\t; elided */
void BenchmarkCompoundAssignment(cinstr_bench *b)
{
    int x = 3, s = 0;
    for (int64_t i = 0; i < b->N; i++)
        s += scale(x);
}

/* keeps: 1 x ^m(ul|add)\t, 1 x ^str\t; elided */
void BenchmarkGlobalSink(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        global = scale((int)i);
}

/* keeps: 1 x ^str\t; elided */
void BenchmarkPointerStore(cinstr_bench *b)
{
    int *p = (int *)malloc(sizeof *p);
    for (int64_t i = 0; i < b->N; i++)
        *p = 10;
    free(p);
}

/* keeps: 1 x ^m(ul|add)\t, 1 x ^str\t; elided */
void BenchmarkPointerToLocal(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        int local;
        set_pointed(&local, (int)i);
    }
}

/* keeps: 1 x ^fdiv\td; elided */
void BenchmarkDouble(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        third(7);
}

/* keeps: 1 x ^fdiv\ts; elided */
void BenchmarkFloat(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        third_of_float(7);
}

/* keeps: 1 x __divtf3; elided */
void BenchmarkLongDouble(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        longer(7);
}

/* keeps: 1 x ^fmul\tv\d+\.4s; elided */
void BenchmarkVector(cinstr_bench *b)
{
    vector v = {1, 2, 3, 4};
    for (int64_t i = 0; i < b->N; i++)
        product(v, v);
}

/* keeps: 1 x ^[su]mulh\t; elided */
void BenchmarkInt128(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        wide(i);
}

/* keeps: 2 x ^m(ul|add)\t; elided */
void BenchmarkPair(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_pair(i);
}

/* keeps: 1 x ^fdiv\td, 1 x ^m(ul|add)\t; elided */
void BenchmarkMixed(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_mixed(i, 7);
}

/* keeps: 1 x ^fdiv\td; elided */
void BenchmarkLarge(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        make_large(7);
}
