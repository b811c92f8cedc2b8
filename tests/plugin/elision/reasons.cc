/* SPDX-License-Identifier: MIT */
/* reasons.cc - what is named, and how, of C++'s library and exceptions; see reasons.c. */
/* GCC 16's library has the loop in std::count itself. With -O1 the loop is inlined, and stays to
 * count to 32. */
/* A comment stays on its line: */
/* clang-format off */
#include <algorithm>
#include <array>
#include <cinstr/bench.h>
#include <memory>
#include <optional>
#include <vector>

extern int number;
void outside(int x);

static int thrower(int x)
{
    if (x < 0)
        throw x;
    return x * 2;
}

static int never(int x)
{
    return x < 0 ? throw x : x * 3;
}

void BenchmarkOptional(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++) {
        std::optional<int> o((int)i); /* named: optional<int>: lost */
        (void)o.value(); /* named: value: lost */
    }
}

void BenchmarkUnique(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        auto p = std::make_unique<int>((int)i); /* named: make_unique<int, int>: lost */
}

void BenchmarkException(cinstr_bench *b)
{
    for (int64_t i = 0; i < b->N; i++)
        try {
            thrower((int)(i & 15)); /* named: thrower: lost */
        } catch (int) {
            number = 1;
        }
}

void BenchmarkCount(cinstr_bench *b)
{
    std::array<int, 32> a{};
    for (int64_t i = 0; i < b->N; i++)
        std::count(a.begin(), a.end(), 3); /* named: count<int*, int>: lost; not in P1-16 */
}

void BenchmarkSound(cinstr_bench *b)
{
    std::vector<int> v(number);
    for (int64_t i = 0; i < b->N; i++) {
        for (int &x : v)
            x += (int)i;
        outside((int)std::count(v.begin(), v.end(), 3));
        try {
            outside(never((int)(i & 15)));
        } catch (int x) {
            number = x;
        }
    }
}
