/* SPDX-License-Identifier: MIT */
/*
 * The first call of a function, the one that makes its context, must leave every register that may
 * hold an argument or a return value alone. Each function is called from several new contexts; the
 * very first ones are the first events of their thread.
 */
#include "e2e.h"

#include <complex.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

struct pair {
    long a, b;
};
struct mixed {
    double x;
    long n;
};
struct large {
    long words[12];
};
struct bits {
    unsigned a : 3, b : 13, c : 16;
};

static long bad;

HELPER void check(int fine, const char *what)
{
    if (!fine) {
        printf("wrong: %s\n", what);
        __atomic_fetch_add(&bad, 1, __ATOMIC_RELAXED);
    }
}

PROBED long integers(long a, long b, long c, long d, long e, long f, long g, long h)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h;
}

PROBED double doubles(double a, double b, double c, double d, double e, double f, double g,
                      double h, double i, double j)
{
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}

PROBED float floats(float a, double b, float c, long double d, int e)
{
    return a + (float)b * 2 + c * 3 + (float)d * 4 + (float)e * 5;
}

PROBED long double extended(long double a, long double b)
{
    return a * b + 1.0L / 3;
}

PROBED struct pair pairs(struct pair p, struct mixed m, struct bits b)
{
    return (struct pair){p.a + m.n + b.b, p.b + (long)m.x + b.a + b.c};
}

PROBED struct mixed mixes(struct mixed m, double x)
{
    return (struct mixed){m.x + x, m.n + 1};
}

PROBED struct large larges(struct large l, long n)
{
    for (int i = 0; i < 12; i++)
        l.words[i] += n;
    return l;
}

PROBED double complex complexes(double complex z, float complex w)
{
    return z * z + w;
}

PROBED __int128 wide(__int128 a, unsigned __int128 b)
{
    return a * 3 + (__int128)b;
}

PROBED long variadic(int count, ...)
{
    va_list list;
    long sum = 0;
    va_start(list, count);
    for (int i = 0; i < count; i++)
        sum += i & 1 ? (long)va_arg(list, double) : va_arg(list, long);
    va_end(list);
    return sum;
}

/* vectors() and check_vectors(), wide_vectors() and check_wide_vectors(), and whether the processor
 * can run them. */
#ifdef __x86_64__
#include "registers_x86_64.h"
#else
#include "registers_aarch64.h"
#endif

/* A nested function's frame comes in r10. */
PROBED long nested(long x)
{
    long y = x * 3;
    __attribute__((noipa)) long inner(long z)
    {
        y += z;
        return y;
    }
    return inner(x) + inner(1) + y;
}

/* rax holds the number of vector registers of a variadic call; al above must survive as well. */
PROBED long many(long n, ...)
{
    va_list list;
    double sum = 0;
    va_start(list, n);
    for (long i = 0; i < n; i++)
        sum += va_arg(list, double);
    va_end(list);
    return (long)sum;
}

HELPER void check_all(void)
{
    check(integers(1, 2, 3, 4, 5, 6, 7, 8) == 204, "integers");
    check(doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) == 385, "doubles");
    check(floats(1, 2, 3, 4, 5) == 55, "floats");
    check(extended(1.5L, 4.0L) == 6 + 1.0L / 3, "long double");
    struct pair p = pairs((struct pair){1, 2}, (struct mixed){3, 4}, (struct bits){5, 6, 7});
    check(p.a == 11 && p.b == 17, "pair");
    struct mixed m = mixes((struct mixed){1.5, 2}, 3);
    check(m.x == 4.5 && m.n == 3, "mixed");
    struct large l = larges((struct large){{1, 2, 3}}, 5);
    check(l.words[0] == 6 && l.words[2] == 8 && l.words[11] == 5, "large");
    check(complexes(1 + 2 * I, 3 - 1 * I) == -3 + 4 * I + (3 - 1 * I), "complex");
    check(wide((__int128)1 << 100, 7) == ((__int128)3 << 100) + 7, "__int128");
    check(variadic(4, 1L, 2.0, 3L, 4.0) == 10, "variadic");
    check(many(9, 1., 2., 3., 4., 5., 6., 7., 8., 9.) == 45, "many");
    check(nested(5) == (15 + 5) + (20 + 1) + 21, "nested");
    if (HAS_VECTORS)
        check_vectors();
    if (HAS_WIDE_VECTORS)
        check_wide_vectors();
}

PROBED void from_one(void)
{
    check_all();
    __asm__ volatile("");
}

PROBED void from_two(void)
{
    check_all();
    __asm__ volatile("");
}

static int next_first; /* which of them is a new thread's first event */

static BARE void *first_event(void *unused)
{
    double d[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    switch (next_first) {
    case 0:
        check(doubles(d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7], d[8], d[9]) == 385, "first");
        break;
    case 1:
        check(extended(1.5L, 4.0L) == 6 + 1.0L / 3, "first long double");
        break;
    case 2:
        if (HAS_VECTORS)
            check_vectors();
        break;
    case 3:
        if (HAS_WIDE_VECTORS)
            check_wide_vectors();
        break;
    case 4:
        check(integers(1, 2, 3, 4, 5, 6, 7, 8) == 204, "first integers");
        break;
    case 5:
        check(nested(5) == 62, "first nested");
        break;
    case 6:
        check(many(9, 1., 2., 3., 4., 5., 6., 7., 8., 9.) == 45, "first many");
        break;
    }
    check_all();
    return unused;
}

BARE int main(void)
{
    const int firsts = 7;
    for (next_first = 0; next_first < firsts; next_first++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, first_event, NULL) || pthread_join(thread, NULL))
            return 1;
    }
    from_one();
    from_two();
    check_all();
    printf("bad %ld\n", bad);
    int all = firsts + 3;
    expect_calls("integers", all + 1);
    expect_calls("doubles", all + 1);
    expect_calls("extended", all + 1);
    expect_calls("variadic", all);
    expect_calls("many", all + 1);
    expect_calls("wide", all);
    expect_calls("nested", all + 1);
    expect_edge("check_all", "larges", 2); /* seen from where a probed function called it */
    expect_edge("", "larges", all - 2);
    if (HAS_VECTORS)
        expect_calls("vectors", all + 1);
    if (HAS_WIDE_VECTORS)
        expect_calls("wide_vectors", all + 1);
    return bad != 0;
}
