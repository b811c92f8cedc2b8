/* SPDX-License-Identifier: MIT */
/* nanobench.cc - benchmarks as nanobench documents them; its header is one of this test's own, with
 * the same shape, because Debian has no package of it. */
#include "nanobench.h"
#include "work.h"
#include <cmath>
#include <cstdlib>
#include <functional>

static int twice(int x)
{
    return x * 2;
}

static void outside()
{
    told(9, 20);
}

int main()
{
    ankerl::nanobench::Bench bench;
    double d = 1.0;

    /* sound */
    bench.run("some double ops", [&] {
        d += 1.0 / d;
        if (d > 5.0)
            d -= 5.0;
        ankerl::nanobench::doNotOptimizeAway(d);
    });
    int sum = 0;

    /* sound */
    bench.run("sound", [&] { sum = told(1, sum); });

    bench.run("kept by the program", [&] {
        ankerl::nanobench::doNotOptimizeAway(work(2, 20)); /* lost: call-hoisted; work 2 */
    });

    bench.run("dropped", [&] {
        work(3, 20); /* lost: result-unused; work 3 */
    });

    bench.run("returned", [&] {
        return work(4, sum); /* lost: result-unused; work 4 */
    });

    bench.run([&] {
        free(malloc(64)); /* lost: alloc-elided */
    });

    bench.run([&] {
        d = std::pow(1.2, 3.8); /* lost: front-end-folded */
    });

    /* sound; the preparation is not measured */
    bench.setup([&] { work(5, 20); }).run([&] { sum = told(6, sum); });

    /* GCC makes of equal lambdas one, and of what calls them too. */
    bench.run("twin", [&] { ankerl::nanobench::doNotOptimizeAway(sum += twice(sum)); }); /* sound */

    bench.run("its twin",
              [&] { ankerl::nanobench::doNotOptimizeAway(sum += twice(sum)); }); /* sound */

    bench.run("twin that loses", [] {
        ankerl::nanobench::doNotOptimizeAway(work(7, 20)); /* lost: call-hoisted; work 7 */
    });

    bench.run("its twin", [] {
        ankerl::nanobench::doNotOptimizeAway(work(7, 20)); /* lost: call-hoisted; work 7 */
    });

    bench.run("twin of which nothing is left", [] {
        work(8, 20); /* lost: result-unused; work 8 */
    });

    bench.run("its twin", [] {
        work(8, 20); /* lost: result-unused; work 8 */
    });

    bench.run("pointer", outside); /* unknown */

    bench.run("function", std::function<void()>(outside)); /* unknown */

    /* sound: nobody measures it */
    const auto &name = [&] { return twice(sum); };
    ankerl::nanobench::doNotOptimizeAway(sum += name());
    ankerl::nanobench::doNotOptimizeAway(d);
    work_print();
    return 0;
}
