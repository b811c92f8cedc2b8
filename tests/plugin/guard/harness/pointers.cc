/* SPDX-License-Identifier: MIT */
/* pointers.cc - loops that call a function through a pointer, a std::function or a virtual call. */
#include "work.h"
#include <cinstr/bench.h>
#include <functional>

extern int (*volatile unknown)(int);
int (*volatile unknown)(int) = [](int x) { return told(1, x); };

static int mix(int x)
{
    return work(2, x) ^ x;
}

static void nothing()
{
    work(3, 20);
}

static void effect()
{
    told(4, 20);
}

static void repeat_pointer(cinstr_bench *b, void (*function)())
{
    for (int64_t i = 0; i < b->N; i++) /* sound */
        function();                    /* unknown */
}

static void repeat_lost(cinstr_bench *b, void (*function)())
{
    for (int64_t i = 0; i < b->N; i++)
        function(); /* unknown; lost: loop; stays */
}

static void repeat_function(cinstr_bench *b, const std::function<int()> &function)
{
    for (int64_t i = 0; i < b->N; i++)
        function(); /* unknown; lost: loop */
}

template <typename Function> static void repeat(cinstr_bench *b, Function &&function)
{
    for (int64_t i = 0; i < b->N; i++)
        function(); /* lost: loop */
}

struct base {
    virtual int step(int x) = 0;
    virtual ~base() = default;
};

struct derived final : base {
    int step(int x) override
    {
        return work(5, x) ^ x;
    }
};

static void BenchmarkUnknown(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) /* sound */
        unknown((int)i);               /* unknown */
}

static void BenchmarkPointer(cinstr_bench *b)
{
    int (*function)(int) = mix;
    for (int64_t i = 0; i < b->N; i++)
        function(20); /* unknown; lost: loop; work 2 */
}

static void BenchmarkHanded(cinstr_bench *b)
{
    repeat_pointer(b, effect);
}

/* Nobody can keep what a function that is not of the benchmark drops itself. */
static void BenchmarkHandedNothing(cinstr_bench *b)
{
    repeat_lost(b, nothing);
}

static void BenchmarkFunction(cinstr_bench *b)
{
    std::function<int(int)> function = [](int x) { return told(6, x); };
    for (int64_t i = 0; i < b->N; i++) /* sound */
        function((int)i);              /* unknown */
}

static void BenchmarkHandedFunction(cinstr_bench *b)
{
    repeat_function(b, [] {
        work(7, 20); /* lost: result-unused; work 7; functor */
        return 0;
    });
}

static void BenchmarkHandedLambda(cinstr_bench *b)
{
    repeat(b, [] {
        work(8, 20); /* lost: result-unused; work 8 */
    });
}

static void BenchmarkVirtual(cinstr_bench *b)
{
    derived object;
    base &known = object;
    for (int64_t i = 0; i < b->N; i++)
        known.step(20); /* unknown; lost: loop; work 5 */
}

int main()
{
    void (*benchmarks[])(cinstr_bench *) = {
        BenchmarkUnknown,  BenchmarkPointer,        BenchmarkHanded,       BenchmarkHandedNothing,
        BenchmarkFunction, BenchmarkHandedFunction, BenchmarkHandedLambda, BenchmarkVirtual,
    };
    for (auto benchmark : benchmarks) {
        cinstr_bench b = {};
        b.N = ITERATIONS;
        benchmark(&b);
    }
    work_print();
    return 0;
}
