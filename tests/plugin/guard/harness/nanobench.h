/* SPDX-License-Identifier: MIT */
/*
 * nanobench.h - what ankerl::nanobench looks like to a compiler: its names and the shape of its
 * loop, written for this test. Nothing is measured.
 */
#pragma once
#include <cstdint>

namespace ankerl
{
namespace nanobench
{
class Epochs
{
  public:
    __attribute__((noinline)) std::uint64_t next()
    {
        return left-- > 0 ? 100 : 0;
    }

  private:
    int left = 10;
};

template <typename Value> void doNotOptimizeAway(Value &&value)
{
    asm volatile("" : : "r,m"(value) : "memory");
}

class Bench;

template <typename Setup> class Prepared
{
  public:
    Prepared(Bench &bench, Setup setup) : bench(bench), setup(setup)
    {
    }
    template <typename Op> Bench &run(Op &&op);

  private:
    Bench &bench;
    Setup setup;
};

class Bench
{
  public:
    template <typename Setup> Prepared<Setup> setup(Setup setup)
    {
        return Prepared<Setup>(*this, setup);
    }
    template <typename Op> Bench &run(Op &&op)
    {
        auto nothing = [] {};
        return runAll(nothing, static_cast<Op &&>(op));
    }
    template <typename Op> Bench &run(const char *, Op &&op)
    {
        return run(static_cast<Op &&>(op));
    }
    template <typename Setup, typename Op> Bench &runAll(Setup &setup, Op &&op)
    {
        Epochs epochs;
        while (auto n = epochs.next()) {
            setup();
            asm volatile("rdtsc" : : : "rax", "rdx", "memory");
            while (n-- > 0)
                op();
            asm volatile("rdtsc" : : : "rax", "rdx", "memory");
        }
        return *this;
    }
};

template <typename Setup> template <typename Op> Bench &Prepared<Setup>::run(Op &&op)
{
    return bench.runAll(setup, static_cast<Op &&>(op));
}
} // namespace nanobench
} // namespace ankerl
