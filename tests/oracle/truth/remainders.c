/* SPDX-License-Identifier: MIT */
/*
 * Loops that GCC unrolls with copies for the remainder before them, and that go round a few times
 * only, so that most of what runs are these copies.
 */
#include <stdio.h>

#define NOINLINE __attribute__((noinline, noclone))

static int sink;

static NOINLINE void take(int value)
{
    sink += value;
}

/* A call in each turn. */
static NOINLINE void calls(int from, int to)
{
    for (int i = from; i < to; i++)
        take(i);
}

static NOINLINE int small(const int *p, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += p[i];
    return sum;
}

/* Too large for eight copies. */
static NOINLINE unsigned larger(const unsigned *p, int n)
{
    unsigned a = 1, b = 2, c = 3;
    for (int i = 0; i < n; i++) {
        a = (a ^ p[i]) * 0x9e3779b1u + (b >> 3);
        b = (b + a) ^ (c << 5);
        c = c * 17 + (a >> 7) - (b & p[i]);
        a += c ^ (b >> 11);
    }
    return a + b + c;
}

/* Too large for four. */
static NOINLINE unsigned largest(const unsigned *p, int n)
{
    unsigned a = 1, b = 2, c = 3, d = 4;
    for (int i = 0; i < n; i++) {
        a = (a ^ p[i]) * 0x9e3779b1u + (b >> 3);
        b = (b + a) ^ (c << 5);
        c = c * 17 + (a >> 7) - (b & p[i]);
        d = (d ^ c) * 0x85ebca77u + (a >> 5);
        a += c ^ (b >> 11);
        b ^= (d << 3) + (c >> 9);
        c += (a & d) * 5 + (b >> 2);
        d -= (b ^ c) >> 1;
        a = a * 33 + (d ^ (c >> 4));
        b = (b ^ (a << 7)) + d * 3;
    }
    return a + b + c + d;
}

/* The end is tested first, by a value that steps down. */
static NOINLINE void downwards(char *to, const char *from, int n)
{
    while (n--)
        *to++ = *from++;
}

/* Goes round once at least. */
static NOINLINE int at_least_once(const int *p, int n)
{
    int sum = 0, i = 0;
    do
        sum ^= p[i] + i;
    while (++i < n);
    return sum;
}

/* By a pointer, with steps of three words; too large to be aligned as a short loop is from GCC 14
 * on. */
static NOINLINE long pointers(const long *p, const long *end)
{
    long sum = 0, last = 1;
    for (; p < end; p += 3) {
        last = last * 0x9e3779b97f4a7c15 + (p[0] >> 5) + (p[1] ^ sum);
        sum += (last >> 17) * 5 + p[0] * p[1] - (p[2] ^ 0x1234567);
    }
    return sum;
}

/* A condition in each turn, which the trip count does not depend on. */
static NOINLINE int conditions(const int *p, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        if (p[i] % 3 == 0)
            take(p[i]);
        else
            sum -= i;
    return sum;
}

/* Within another loop. */
static NOINLINE int nested(const int *p, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        for (int j = i; j < n; j++)
            sum += p[j] * i;
    return sum;
}

/* Two in a row. */
static NOINLINE int twice(int *p, int n, int m)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        p[i] = i ^ n;
    for (int i = 0; i < m; i++)
        sum += p[i];
    return sum;
}

/* The trip count is a constant, but not a multiple. */
static NOINLINE int constant(const int *p)
{
    int sum = 0;
    for (int i = 0; i < 1003; i++)
        sum = (sum << 1) ^ p[i % 61];
    return sum;
}

int main(void)
{
    static int words[64];
    static unsigned numbers[64];
    static long wide[64];
    static char bytes[64], copy[64];
    unsigned state = 12345;
    for (int i = 0; i < 64; i++) {
        words[i] = i * 7;
        numbers[i] = (unsigned)i * 77u;
        wide[i] = i * 5;
        bytes[i] = (char)i;
    }
    for (int i = 0; i < 20000; i++) {
        state = state * 1103515245u + 12345u;
        /* Mostly of one to three turns, at times of many. */
        int n = (state >> 16) % 16 == 0 ? (int)((state >> 20) % 50) : (int)((state >> 20) % 4);
        calls(1, 1 + n);
        sink += small(words, n) + (int)larger(numbers, n) + (int)largest(numbers, n);
        downwards(copy, bytes, n);
        sink += at_least_once(words, n) + (int)pointers(wide, wide + n) + conditions(words, n);
        sink += twice(words, n, n / 2);
        if (i % 16 == 0)
            sink += nested(words, n);
        if (i % 64 == 0)
            sink += constant(words);
    }
    printf("%d %d\n", sink, copy[3]);
    return 0;
}
