/* SPDX-License-Identifier: MIT */
/*
 * loops.cc - the same loop for each type of result: KEEP(r) is nothing under the guard; else an asm
 * that reads r where it is, or Google Benchmark's DoNotOptimize.
 */
#include <cinstr/bench.h>

#if defined WITH_GOOGLE
#include <benchmark/benchmark.h>
#define KEEP(r, constraint) benchmark::DoNotOptimize(r)
#elif defined WITH_USE
#define KEEP(r, constraint) asm volatile("" : : constraint(r))
#else
#define KEEP(r, constraint) (void)r
#endif

typedef float vector __attribute__((vector_size(16)));
struct pair {
    long a, b;
};
struct mixed {
    double d;
    long l;
};

static inline int work(int x)
{
    return x * x + 7;
}
static inline long work(long x)
{
    return x * x + 7;
}
static inline bool odd(int x)
{
    return x * x % 7 == 3;
}
static inline double work(double x)
{
    return x * x + 7.0;
}
static inline float work(float x)
{
    return x * x + 7.0f;
}
static inline long double work(long double x)
{
    return x * x + 7.0L;
}
static inline vector work(vector x)
{
    return x * x;
}
static inline int *work(int *p, long i)
{
    return p + i * i;
}
static inline pair make_pair(long x)
{
    pair p = {x * x, x * 1000003};
    return p;
}
static inline mixed make_mixed(long x)
{
    mixed m = {(double)x, x * x};
    return m;
}

#define LOOP(name, type, expression, constraint)                                                   \
    void Benchmark_##name(cinstr_bench *b, int *p, vector v)                                       \
    {                                                                                              \
        for (int64_t i = 0; i < b->N; i++) {                                                       \
            type r = expression;                                                                   \
            KEEP(r, constraint);                                                                   \
        }                                                                                          \
        (void)p, (void)v;                                                                          \
    }

LOOP(int, int, work((int)i), "r")
LOOP(long, long, work((long)i), "r")
LOOP(bool, bool, odd((int)i), "r")
LOOP(pointer, int *, work(p, (long)i), "r")
LOOP(float, float, work((float)i), "x")
LOOP(double, double, work((double)i), "x")
LOOP(long_double, long double, work((long double)i), "t")
LOOP(vector, vector, work(v + (float)i), "x")

#if defined WITH_USE
#define KEEP_PAIR(r)                                                                               \
    asm volatile("" : : "r"(r.a));                                                                 \
    asm volatile("" : : "r"(r.b))
#define KEEP_MIXED(r)                                                                              \
    asm volatile("" : : "x"(r.d));                                                                 \
    asm volatile("" : : "r"(r.l))
#else
#define KEEP_PAIR(r)  KEEP(r, )
#define KEEP_MIXED(r) KEEP(r, )
#endif

void Benchmark_pair_of_longs(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        pair r = make_pair(i);
        KEEP_PAIR(r);
    }
}

void Benchmark_double_and_long(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        mixed r = make_mixed(i);
        KEEP_MIXED(r);
    }
}
