/* SPDX-License-Identifier: MIT */
/*
 * picobench.hpp - what picobench looks like to a compiler: its names and the shape of its loop,
 * written for this test. Nothing is measured.
 */
#pragma once

namespace picobench
{
class state
{
  public:
    explicit state(int iterations) : count(iterations)
    {
    }
    int iterations() const
    {
        return count;
    }
    __attribute__((always_inline)) void start_timer()
    {
        asm volatile("rdtsc" : : : "rax", "rdx", "memory");
    }
    __attribute__((always_inline)) void stop_timer()
    {
        asm volatile("rdtsc" : : : "rax", "rdx", "memory");
    }

    struct iterator {
        int at, end;
        state *of;
        __attribute__((always_inline)) iterator &operator++()
        {
            ++at;
            return *this;
        }
        __attribute__((always_inline)) bool operator!=(const iterator &) const
        {
            if (at < end)
                return true;
            of->stop_timer();
            return false;
        }
        __attribute__((always_inline)) int operator*() const
        {
            return at;
        }
    };
    iterator begin()
    {
        start_timer();
        return {0, count, this};
    }
    iterator end()
    {
        return {0, 0, nullptr};
    }

  private:
    int count;
};

class scope
{
  public:
    explicit scope(state &s) : of(s)
    {
        of.start_timer();
    }
    ~scope()
    {
        of.stop_timer();
    }

  private:
    state &of;
};
} // namespace picobench

/* Runs it, before main. */
#define PICOBENCH(FUNCTION)                                                                        \
    static int ran_##FUNCTION = [] {                                                               \
        picobench::state state(ITERATIONS);                                                        \
        void (*volatile benchmark)(picobench::state &) = FUNCTION;                                 \
        benchmark(state);                                                                          \
        return 0;                                                                                  \
    }()
