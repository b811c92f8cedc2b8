/* SPDX-License-Identifier: MIT */
/* Recursion: simple, mutual, and through a pointer; every edge counted by the program itself. */
#include "e2e.h"

static long edges[4][4]; /* [caller][callee] */
enum { MAIN, A, B, C };

PROBED long b(int n, int from);
PROBED long c(int n, int from, long (*back)(int, int));

PROBED long a(int n, int from)
{
    edges[from][A]++;
    if (n <= 0)
        return 1;
    long sum = a(n - 3, A);
    if (n & 1)
        sum += b(n - 1, A);
    return sum + c(n - 2, A, a);
}

PROBED long b(int n, int from)
{
    edges[from][B]++;
    return n <= 0 ? 2 : a(n - 2, B) + b(n - 4, B);
}

PROBED long c(int n, int from, long (*back)(int, int))
{
    edges[from][C]++;
    return n <= 0 ? 3 : back(n - 1, C);
}

PROBED long fib(int n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(void)
{
    static const char *const names[] = {"main", "a", "b", "c"};
    long result = a(40, MAIN);
    result += b(25, MAIN);
    printf("%ld %ld\n", result, fib(25));
    for (int i = MAIN; i <= C; i++)
        for (int j = A; j <= C; j++)
            expect_edge(names[i], names[j], edges[i][j]);
    expect_calls("a", edges[0][A] + edges[A][A] + edges[B][A] + edges[C][A]);
    expect_calls("fib", 242785);
    expect_edge("main", "fib", 1);
    expect_edge("fib", "fib", 242784);
    return 0;
}
