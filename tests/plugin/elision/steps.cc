/* SPDX-License-Identifier: MIT */
/* steps.cc - of loops that are lost, what they compute is named, not what steps through a range. */
#include <cinstr/bench.h>
#include <vector>

void BenchmarkRange(cinstr_bench *b)
{
    std::vector<int> numbers(64, 3);
    for (int64_t i = 0; i < b->N; i++) {
        int hash = 0;
        for (int number : numbers)
            hash = hash * 31 + number + (int)i;
    }
}

void BenchmarkIterator(cinstr_bench *b)
{
    std::vector<int> numbers(64, 3);
    for (int64_t i = 0; i < b->N; i++) {
        int hash = 0;
        for (auto at = numbers.begin(); at != numbers.end(); ++at)
            hash = hash * 31 + *at + (int)i;
    }
}
