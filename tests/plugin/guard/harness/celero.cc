/* SPDX-License-Identifier: MIT */
/* celero.cc - benchmarks as Celero documents them; the header is one of this test's own, with the
 * same shape, because Debian has no package of it. */
#include "celero.h"
#include "work.h"
#include <cmath>

BENCHMARK(DemoSimple, Complex1, 10, 100) /* sound */
{
    celero::DoNotOptimizeAway(static_cast<float>(std::sin(told(1, 3))));
}

BENCHMARK(DemoSimple, Dropped, 10, 100)
{
    work(2, 20); /* lost: result-unused; work 2 */
}

BENCHMARK(DemoSimple, Folded, 10, 100)
{
    double real = std::pow(1.2, 3.8); /* lost: front-end-folded */
    celero::DoNotOptimizeAway(real);
}

class SortFixture : public celero::TestFixture
{
  public:
    int numbers[16] = {};
};

BENCHMARK_F(DemoSort, Dropped, SortFixture, 10, 100)
{
    int sum = 0;
    for (int i = 0; i < 16; i++)
        sum += this->numbers[i]; /* lost: result-unused */
    work(3, sum);                /* lost: result-unused; work 3 */
}

int main()
{
    work_print();
    return 0;
}
