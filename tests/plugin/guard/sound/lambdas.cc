/* SPDX-License-Identifier: MIT */
/* lambdas.cc - benchmarks that another harness calls, of which nothing is lost. */
#include "../harness/nanobench.h"
#include "../harness/work.h"
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

int main(int argc, char **argv)
{
    ankerl::nanobench::Bench bench;
    double d = 1.0;
    int sum = 0;
    std::vector<int> numbers(100, argc);
    bench.run("doubles", [&] {
        d += 1.0 / d;
        if (d > 5.0)
            d -= 5.0;
        ankerl::nanobench::doNotOptimizeAway(d);
    });
    bench.run("library", [&] { sum = told(1, sum + (int)std::strlen(argv[0])); });
    bench.run("inner loop", [&] {
        int s = 0;
        for (int x : numbers)
            s += x;
        ankerl::nanobench::doNotOptimizeAway(s);
    });
    bench.run("string", [&] {
        std::string s("hello");
        ankerl::nanobench::doNotOptimizeAway(s);
    });
    bench.run("root", [&] { ankerl::nanobench::doNotOptimizeAway(std::sqrt(d) + std::abs(sum)); });
    return sum + (int)d;
}
