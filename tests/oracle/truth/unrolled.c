/* SPDX-License-Identifier: MIT */
/* Loops that GCC unrolls when told to: with and without exits in the middle, of a length that is
 * known or not, around a call, and nested. */
#include <stdio.h>
#include <stdlib.h>

#define ALONE __attribute__((noipa))
#ifdef BY_PRAGMA
#define UNROLL _Pragma("GCC unroll 4")
#else
#define UNROLL
#endif

struct link {
    struct link *next;
    int value;
};

ALONE double product(const double *a, const double *b, int n)
{
    double sum = 0;
    UNROLL
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

ALONE int chain(const struct link *link)
{
    int sum = 0;
    UNROLL
    for (; link; link = link->next)
        sum += link->value;
    return sum;
}

ALONE long length(const char *text)
{
    long n = 0;
    UNROLL
    while (text[n] != '.')
        n++;
    return n;
}

ALONE int evens(const int *a)
{
    int found = 0;
    UNROLL
    for (int i = 0; i < 96; i++)
        if (a[i] % 2 == 0)
            found += a[i] >> 1;
    return found;
}

ALONE void release(void **blocks, int n)
{
    UNROLL
    for (int i = 0; i < n; i++)
        if (blocks[i])
            free(blocks[i]);
}

ALONE unsigned table(unsigned (*rows)[8], int n)
{
    unsigned sum = 0;
    for (int i = 0; i < n; i++)
        UNROLL
    for (int j = 0; j < 8; j++)
        sum = sum * 31 + rows[i][j];
    return sum;
}

int main(void)
{
    static double a[2000], b[2000];
    static struct link links[700];
    static char text[900];
    static int numbers[96];
    static void *blocks[1500];
    static unsigned rows[40][8];
    double sum = 0;
    long count = 0;
    for (int i = 0; i < 2000; i++)
        a[i] = i, b[i] = 2000 - i;
    for (int i = 0; i < 700; i++)
        links[i].next = i < 699 ? links + i + 1 : NULL, links[i].value = i;
    for (int i = 0; i < 900; i++)
        text[i] = i < 899 ? 'a' : '.';
    for (int i = 0; i < 96; i++)
        numbers[i] = i * i % 7;
    for (int i = 0; i < 1500; i++)
        blocks[i] = i % 3 ? malloc(8) : NULL;
    for (int i = 0; i < 320; i++)
        rows[i / 8][i % 8] = (unsigned)i;
    for (int i = 0; i < 60; i++) {
        sum += product(a, b, i * 7);
        count += chain(links + i) + length(text + i) + evens(numbers) + table(rows, i % 40);
    }
    release(blocks, 1500);
    printf("%g %ld\n", sum, count);
    return 0;
}
