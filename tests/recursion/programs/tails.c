/* SPDX-License-Identifier: MIT */
/* Recursion by tail calls, which take no stack, mixed with calls that do. To a profile, and to the
 * judge, whose hooks keep GCC from making tail calls, all of them stand on the stack. */
#include "probed.h"

#include <stdio.h>
#include <stdlib.h>

typedef long state(const char *text, long sum);

PROBED state start, word, digit, nested, blank;

PROBED long blank(const char *text, long sum)
{
    return start(text + 1, sum + 1);
}

PROBED long word(const char *text, long sum)
{
    if (*text >= 'a')
        return blank(text, sum + *text);
    return start(text, sum);
}

PROBED long digit(const char *text, long sum)
{
    state *next = *text & 1 ? start : blank;
    return next(text + (next == start), sum * 3 % 1000003);
}

/* Not a tail call, and so the one that comes back. */
PROBED long nested(const char *text, long sum)
{
    long inner = start(text + 1, 0);
    return sum + inner / 2;
}

PROBED long start(const char *text, long sum)
{
    if (!*text)
        return sum;
    if (*text == '(')
        return nested(text, sum);
    if (*text >= 'a')
        return word(text, sum);
    if (*text >= '0')
        return digit(text, sum);
    return blank(text, sum);
}

PROBED long odd(int n);

PROBED long even(int n)
{
    return n == 0 ? 1 : odd(n - 1);
}

PROBED long odd(int n)
{
    return n == 0 ? 0 : even(n - 1);
}

/* qsort calls back into functions that leave by a tail call. */
PROBED int order(int a, int b)
{
    return (a > b) - (a < b);
}

PROBED int compare(const void *a, const void *b)
{
    const int *one = a, *other = b;
    return order(*one, *other);
}

PROBED int compare_deep(const void *a, const void *b)
{
    const int *one = a, *other = b;
    int copy[8];
    for (int i = 0; i < 8; i++)
        copy[i] = *one * (i + 3) % 17 + *other;
    qsort(copy, 8, sizeof *copy, compare);
    if (even(copy[0] & 7))
        return compare(a, b);
    return order(*one, *other);
}

int main(void)
{
    long sum = 0;
    for (int i = 0; i < 400; i++)
        sum += even(i) + odd(i / 2);
    for (int i = 0; i < 50; i++)
        sum += start("abc 123 (de (77f 4)) xyz(6(5(4(abc ) 3) 2)0 q)" + i % 7, i);
    int values[40];
    for (int i = 0; i < 40; i++)
        values[i] = i * 7919 % 211;
    qsort(values, 40, sizeof *values, compare_deep);
    printf("%ld %d\n", sum, values[7]);
    return 0;
}
