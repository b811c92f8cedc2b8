/* SPDX-License-Identifier: MIT */
/* Loops whose trip count is known before they begin, and some that only look like it. */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define ALONE __attribute__((noipa))

struct triple {
    long a, b, c;
};

static int ints[2048];
static unsigned char bytes[2048];
static float floats[2048];
static struct triple triples[2048];
static jmp_buf out;

ALONE long up(const int *p, int n)
{
    long sum = 0;
    for (int i = 0; i < n; i++)
        sum += p[i] ^ i;
    return sum;
}

ALONE unsigned down(const unsigned char *p, unsigned n)
{
    unsigned hash = 7;
    while (n-- > 0)
        hash = hash * 31 + p[n];
    return hash;
}

ALONE void scale(float *p, float by, int n)
{
    for (int i = 0; i < n; i++)
        p[i] = p[i] * by + 1;
}

/* A trip count that takes a division. */
ALONE unsigned by_three(const unsigned char *p, unsigned n)
{
    unsigned hash = 0;
    for (unsigned i = 0; i < n; i += 3)
        hash = hash * 33 + p[i];
    return hash;
}

ALONE long by_struct(const struct triple *from, const struct triple *to)
{
    long sum = 1;
    for (; from != to; from++)
        sum = sum * 3 + from->b;
    return sum;
}

ALONE long backwards(const struct triple *from, const struct triple *to)
{
    long sum = 1;
    while (to != from)
        sum = sum * 5 + (--to)->c;
    return sum;
}

/* Passes by 255. */
ALONE unsigned round_the_clock(unsigned char from, unsigned char to)
{
    unsigned hash = 1;
    for (unsigned char i = from; i != to; i++)
        hash = hash * 31 + bytes[i];
    return hash;
}

/* Would have no end for the greatest n. */
ALONE unsigned up_to(const unsigned char *p, unsigned n)
{
    unsigned hash = 1;
    for (unsigned i = 1; i <= n; i++)
        hash = hash * 29 + p[i];
    return hash;
}

ALONE unsigned shorter(const unsigned char *p, const unsigned char *q, unsigned n, unsigned m)
{
    unsigned hash = 1;
    for (unsigned i = 0; i < (n < m ? n : m); i++)
        hash = (hash * 31 + p[i]) ^ q[i];
    return hash;
}

ALONE unsigned triangle(const unsigned char *p, int n)
{
    unsigned hash = 1;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            hash = hash * 31 + (p[j] ^ p[i]);
    return hash;
}

ALONE int constant(unsigned char *p)
{
    unsigned hash = 1;
    for (int i = 0; i < 300; i++)
        hash = hash * 31 + p[i];
    return (int)hash;
}

/* With ways through it. */
ALONE unsigned choosing(const unsigned char *p, int n)
{
    unsigned hash = 1;
    for (int i = 0; i < n; i++) {
        if (p[i] & 1)
            hash = hash * 31 + p[i];
        else if (p[i] & 2)
            hash = hash / 3;
        hash ^= hash >> 7;
    }
    return hash;
}

/* With another way out. */
ALONE int find(const unsigned char *p, int n, int wanted)
{
    int i;
    for (i = 0; i < n; i++)
        if (p[i] == wanted)
            break;
    return i;
}

/* With two ways in. */
ALONE unsigned entered_twice(const unsigned char *p, int n, int odd)
{
    unsigned hash;
    int i;
    if (odd) {
        hash = p[0] * 3u;
        i = 1;
    } else {
        hash = 5;
        i = 0;
    }
    for (; i < n; i++)
        hash = hash * 31 + p[i];
    return hash;
}

ALONE void leave_at(int i, int when)
{
    if (i == when)
        longjmp(out, 1);
}

/* A call leaves it, once. What stands after the call in its block then counts though it did not
 * run. */
ALONE void left(int n, int when)
{
    for (int i = 0; i < n; i++)
        leave_at(i, when);
}

/* A bound that changes while the loop runs. */
ALONE int moving(volatile int *bound)
{
    int sum = 0;
    for (int i = 0; i < *bound; i++) {
        sum += i;
        if (i % 4 == 3)
            *bound -= 1;
    }
    return sum;
}

static unsigned all(int n)
{
    unsigned hash = (unsigned)up(ints, n) + down(bytes, (unsigned)n) + by_three(bytes, (unsigned)n);
    scale(floats, 0.5f, n);
    hash += (unsigned)by_struct(triples, triples + n) + (unsigned)backwards(triples, triples + n);
    hash += round_the_clock(200, (unsigned char)(200 + n)) + up_to(bytes, (unsigned)n);
    hash += shorter(bytes, bytes + 9, (unsigned)n, 90) + triangle(bytes, n % 40) +
            (unsigned)constant(bytes);
    hash += choosing(bytes, n) + (unsigned)find(bytes, n, n % 251) + entered_twice(bytes, n, n & 1);
    if (!setjmp(out))
        left(n, n == 100 ? n / 2 : n);
    int bound = n;
    return hash + (unsigned)moving(&bound);
}

int main(void)
{
    unsigned hash = 0;
    for (int i = 0; i < 2048; i++) {
        ints[i] = i * 7;
        bytes[i] = (unsigned char)(i * i);
        triples[i] = (struct triple){i, i + 1, i ^ 5};
    }
    static const int sizes[] = {0, 1, 2, 3, 7, 8, 64, 100, 1000, 2000};
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        hash += all(sizes[i]);
    printf("%u %g\n", hash, floats[3]);
    return 0;
}
