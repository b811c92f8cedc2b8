/* SPDX-License-Identifier: MIT */
/* Exceptions that leave a callback through the C library and through the C++ one. */
#include "e2e.h"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

static long compared, destroyed;

struct Guard {
    PROBED ~Guard()
    {
        destroyed++;
    }
};

extern "C" PROBED int compare(const void *a, const void *b)
{
    Guard guard;
    if (++compared % 10 == 0)
        throw std::runtime_error("enough");
    return *static_cast<const int *>(a) - *static_cast<const int *>(b);
}

extern "C" PROBED void sort_some(int *numbers)
{
    Guard guard;
    qsort(numbers, 50, sizeof *numbers, compare);
    compared++;
}

extern "C" PROBED bool less_or_throw(int a, int b)
{
    Guard guard;
    if (++compared % 10 == 0)
        throw std::string("enough");
    return a < b;
}

extern "C" PROBED int attempt(int i)
{
    int numbers[50];
    for (int n = 0; n < 50; n++)
        numbers[n] = n * 37 % 101;
    try {
        if (i & 1)
            sort_some(numbers);
        else
            std::sort(numbers, numbers + 50, std::function<bool(int, int)>(less_or_throw));
    } catch (const std::exception &) {
        return 1;
    } catch (const std::string &) {
        return 2;
    }
    return 0;
}

extern "C" PROBED void never_fails() noexcept
{
    asm volatile("");
}

int main()
{
    int counts[3] = {};
    for (int i = 0; i < 2000; i++) {
        counts[attempt(i)]++;
        never_fails();
    }
    printf("%d %d %d %ld %ld\n", counts[0], counts[1], counts[2], compared, destroyed);
    expect_edge("main", "attempt", 2000);
    expect_edge("main", "never_fails", 2000);
    expect_calls("compare", 10000);
    expect_edge("qsort", "compare", 10000);
    expect_calls("sort_some", 1000);
    expect_calls("less_or_throw", 10000);
    expect_named("Guard::~Guard", destroyed);
    return 0;
}
