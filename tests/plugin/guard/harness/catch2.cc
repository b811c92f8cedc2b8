/* SPDX-License-Identifier: MIT */
/* catch2.cc - benchmarks as Catch2 documents them; its header is Debian's, of version 2 or 3. */
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "work.h"
#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
#include <cmath>

static std::uint64_t Fibonacci(std::uint64_t number)
{
    return number < 2 ? 1 : Fibonacci(number - 1) + Fibonacci(number - 2);
}

TEST_CASE("Benchmarks")
{
    int sum = 0;
    BENCHMARK("sound") /* sound */
    {
        return told(1, sum);
    };
    BENCHMARK("Fibonacci 10") /* sound */
    {
        return Fibonacci(10);
    };
    BENCHMARK("dropped")
    {
        work(2, 20); /* lost: result-unused; work 2 */
    };
    BENCHMARK("returned")
    {
        return work(3, 20); /* lost: call-hoisted; work 3 */
    };
    BENCHMARK("indexed", i)
    {
        return told(4, i); /* sound */
    };
    BENCHMARK("power")
    {
        return std::pow(1.2, 3.8); /* lost: front-end-folded */
    };
    BENCHMARK_ADVANCED("advanced")(Catch::Benchmark::Chronometer meter)
    {
        work(5, 20);
        meter.measure([&] { return work(6, 20); });       /* lost: call-hoisted; work 6 */
        meter.measure([&](int i) { return told(7, i); }); /* sound */
    };
}
