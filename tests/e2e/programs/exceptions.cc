/* SPDX-License-Identifier: MIT */
/* A million exceptions through frames that have destructors to run. */
#include "e2e.h"

#ifndef THROWS
#define THROWS 1000000
#endif

static volatile long sum;

extern "C" PROBED void released(int which)
{
    sum += which;
}

struct Guard {
    int which;
    ~Guard()
    {
        released(which);
    }
};

extern "C" PROBED void thrower(int i)
{
    Guard guard{1};
    if (i >= 0)
        throw i;
    sum++;
}

extern "C" PROBED void through(int i)
{
    Guard guard{2};
    thrower(i);
    sum++;
}

extern "C" PROBED void rethrower(int i)
{
    try {
        through(i);
    } catch (int &value) {
        released(4);
        if (i % 10 == 0)
            throw;
    }
}

extern "C" PROBED void catcher(int i)
{
    try {
        rethrower(i);
    } catch (...) {
        released(8);
    }
}

int main()
{
    const long n = THROWS;
    for (int i = 0; i < n; i++)
        catcher(i);
    printf("%ld\n", sum);
    expect_edge("main", "catcher", n);
    expect_edge("catcher", "rethrower", n);
    expect_edge("rethrower", "through", n);
    expect_edge("through", "thrower", n);
    expect_edge("rethrower", "released", n);
    expect_edge("catcher", "released", n / 10);
    expect_calls("released", 3 * n + n / 10);
    return 0;
}
