/* SPDX-License-Identifier: MIT */
/* One indirect call site with two hundred targets. */
#include "e2e.h"

static long own[200];

#define T(n)                                                                                       \
    PROBED static long target_##n(long x)                                                          \
    {                                                                                              \
        own[n]++;                                                                                  \
        return x + n;                                                                              \
    }
#define TEN(n)  T(n##0) T(n##1) T(n##2) T(n##3) T(n##4) T(n##5) T(n##6) T(n##7) T(n##8) T(n##9)
#define NAME(n) target_##n,
#define TEN_NAMES(n)                                                                               \
    NAME(n##0)                                                                                     \
    NAME(n##1)                                                                                     \
    NAME(n##2) NAME(n##3) NAME(n##4) NAME(n##5) NAME(n##6) NAME(n##7) NAME(n##8) NAME(n##9)
#define ALL(M)                                                                                     \
    M(1)                                                                                           \
    M(2)                                                                                           \
    M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15) M(16) M(17) M(18) M(19)
T(0)
T(1)
T(2) T(3) T(4) T(5) T(6) T(7) T(8) T(9) ALL(TEN)

    static long (*const table[200])(long) = {NAME(0) NAME(1) NAME(2) NAME(3) NAME(4) NAME(5) NAME(6)
                                                 NAME(7) NAME(8) NAME(9) ALL(TEN_NAMES)};

PROBED long dispatch(unsigned which, long x)
{
    return table[which](x) + 1;
}

int main(void)
{
    unsigned seed = 1;
    long x = 0;
    for (int i = 0; i < 2000000; i++) {
        seed = seed * 1664525u + 1013904223u;
        x = dispatch((seed >> 16) % 200, x);
    }
    printf("%ld\n", x);
    for (int i = 0; i < 200; i++) {
        char name[32];
        snprintf(name, sizeof name, "target_%d", i);
        expect_edge("dispatch", name, own[i]);
        expect_calls(name, own[i]);
    }
    expect_edge("main", "dispatch", 2000000);
    return 0;
}
