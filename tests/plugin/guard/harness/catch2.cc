/* SPDX-License-Identifier: MIT */
/* catch2.cc - benchmarks as Catch2 documents them; its header is Debian's, of version 2 or 3. */
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include "work.h"
#if __has_include(<catch2/catch.hpp>)
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

static std::uint64_t Fibonacci(std::uint64_t number)
{
    return number < 2 ? 1 : Fibonacci(number - 1) + Fibonacci(number - 2);
}

static int computation(int x)
{
    for (int i = 0; i < 100; i++)
        x = x * 31 + i;
    return x;
}

static void escape(std::string &text)
{
    std::replace(text.begin(), text.end(), '<', '[');
}

TEST_CASE("Documentation")
{
    CHECK(Fibonacci(5) == 8);

    BENCHMARK("simple") /* sound */
    {
        return computation(1);
    };

    BENCHMARK_ADVANCED("advanced")(Catch::Benchmark::Chronometer meter) /* sound; GCC merges it */
    {
        meter.measure([] { return computation(1); });
    };

    BENCHMARK("indexed", i) /* sound */
    {
        return computation(i);
    };

    BENCHMARK_ADVANCED("mutating")(Catch::Benchmark::Chronometer meter) /* sound */
    {
        std::vector<std::string> texts(meter.runs(), "a <b> c");
        meter.measure([&](int i) { escape(texts[i]); });
    };

    BENCHMARK_ADVANCED("construct")(Catch::Benchmark::Chronometer meter) /* sound */
    {
        std::vector<Catch::Benchmark::storage_for<std::string>> storage(meter.runs());
        meter.measure([&](int i) { storage[i].construct("some text"); });
    };

    BENCHMARK_ADVANCED("destroy")(Catch::Benchmark::Chronometer meter) /* sound */
    {
        std::vector<Catch::Benchmark::destructable_object<std::string>> storage(meter.runs());
        for (auto &&one : storage)
            one.construct("some text");
        meter.measure([&](int i) { storage[i].destruct(); });
    };
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
