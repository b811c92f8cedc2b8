/* SPDX-License-Identifier: MIT */
/* fib N: nothing but calls, 2 * fib(N + 1) - 1 of them when built without inlining and sibling-call
 * optimisation. Prints fib(N). */
#include <stdio.h>
#include <stdlib.h>

static __attribute__((noinline, noclone, noipa)) unsigned long fib(unsigned long n)
{
    return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

int main(int argc, char **argv)
{
    printf("%lu\n", fib(argc > 1 ? strtoul(argv[1], NULL, 10) : 1));
    return 0;
}
