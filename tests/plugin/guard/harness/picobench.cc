/* SPDX-License-Identifier: MIT */
/* picobench.cc - benchmarks as picobench documents them; the header is one of this test's own, with
 * the same shape, because Debian has no package of it. */
#include "picobench.hpp"
#include "work.h"
#include <cstdlib>
#include <vector>

static void rand_vector_reserve(picobench::state &s) /* sound */
{
    std::vector<int> v;
    v.reserve(s.iterations());
    for (auto _ : s) {
        (void)_;
        v.push_back(rand());
    }
}
PICOBENCH(rand_vector_reserve);

static void prepared(picobench::state &s) /* sound: what prepares is not measured */
{
    int sum = 0;
    for (int i = 0; i < s.iterations(); ++i)
        work(1, i);
    for (auto i : s)
        sum = told(2, sum + i);
}
PICOBENCH(prepared);

static void dropped(picobench::state &s)
{
    for (auto _ : s) {
        (void)_;
        work(3, 20); /* lost: loop; work 3 */
    }
}
PICOBENCH(dropped);

static void benchmark_my_func(picobench::state &s)
{
    s.start_timer(); // Manual start
    for (int i = 0; i < s.iterations(); ++i)
        work(4, 20); /* lost: loop; work 4 */
    s.stop_timer();  // Manual stop
}
PICOBENCH(benchmark_my_func);

static void benchmark_my_func2(picobench::state &s)
{
    int sum = 0;
    picobench::scope scope(s); // Constructor starts measurement. Destructor stops it
    for (int i = 0; i < s.iterations(); ++i)
        sum ^= work(5, 20); /* lost: call-hoisted; work 5 */
    told(0, sum);
}
PICOBENCH(benchmark_my_func2);

int main()
{
    work_print();
    return 0;
}
