/* SPDX-License-Identifier: MIT */
/* Code without probes, between others that have them. */
#include <stdio.h>

int plain_compare(const void *a, const void *b, int (*twice)(int));
int plain_leafless(const void *a, const void *b);
long plain_between(long (*back)(long), long x);
static volatile int sink;

__attribute__((noipa)) static void touch(int x)
{
    sink += x;
}

__attribute__((noipa)) int plain_compare(const void *a, const void *b, int (*twice)(int))
{
    int result = twice(*(const int *)a) - 2 * *(const int *)b;
    touch(result);
    return result;
}

__attribute__((noipa)) int plain_leafless(const void *a, const void *b)
{
    int result = *(const int *)a - *(const int *)b;
    touch(result);
    return result;
}

__attribute__((noipa)) long plain_between(long (*back)(long), long x)
{
    long result = back(x) + back(x + 1);
    touch((int)result);
    return result;
}
