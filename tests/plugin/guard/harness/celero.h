/* SPDX-License-Identifier: MIT */
/*
 * celero.h - what Celero looks like to a compiler: its names and the shape of its benchmarks,
 * written for this test. Its loop is in celero_loop.cc, as Celero's is in a library. Nothing is
 * measured.
 */
#pragma once

namespace celero
{
class TestFixture
{
  public:
    TestFixture();
    virtual ~TestFixture();
    void run(int iterations);

  protected:
    virtual void UserBenchmark();
};

template <class Value> void DoNotOptimizeAway(Value &&value)
{
    asm volatile("" : : "g"(&value) : "memory");
}
} // namespace celero

#define BENCHMARK_F(GROUP, NAME, FIXTURE, SAMPLES, COUNT)                                          \
    class CeleroUserBenchmark_##GROUP##_##NAME : public FIXTURE                                    \
    {                                                                                              \
      public:                                                                                      \
        CeleroUserBenchmark_##GROUP##_##NAME()                                                     \
        {                                                                                          \
            for (int sample = 0; sample < (SAMPLES); sample++)                                     \
                run(COUNT);                                                                        \
        }                                                                                          \
                                                                                                   \
      protected:                                                                                   \
        void UserBenchmark() override;                                                             \
    };                                                                                             \
    static CeleroUserBenchmark_##GROUP##_##NAME made_##GROUP##_##NAME;                             \
    void CeleroUserBenchmark_##GROUP##_##NAME::UserBenchmark()

#define BENCHMARK(GROUP, NAME, SAMPLES, COUNT)                                                     \
    BENCHMARK_F(GROUP, NAME, celero::TestFixture, SAMPLES, COUNT)
