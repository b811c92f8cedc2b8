/* SPDX-License-Identifier: MIT */
/* suite.cc - functions that are benchmarks, in C++, and one that is not. */
#include <cinstr/bench.h>

extern "C" int work(int x);

namespace
{
void BenchmarkAnonymous(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(1);
}
} // namespace

inline void BenchmarkHeader(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(1);
}

namespace outer
{
struct group {
    static void BenchmarkMember(cinstr_bench *b)
    {
        while (cinstr_bench_loop(b))
            work(1);
    }
    void BenchmarkMethod(cinstr_bench *b)
    {
        while (cinstr_bench_loop(b))
            work(1);
    }
};
} // namespace outer

template <class T> void BenchmarkTemplate(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(T(1));
}
template void BenchmarkTemplate<int>(cinstr_bench *);

extern "C" void BenchmarkC(cinstr_bench *b)
{
    while (cinstr_bench_loop(b))
        work(1);
}
