/* SPDX-License-Identifier: MIT */
/* Two functions with the same code: GCC folds the second into the first. */
#include <stdio.h>

static int __attribute__((noinline)) first(int x)
{
    int sum = 0;
    for (int i = 0; i < x; i++)
        sum ^= i * x;
    return sum;
}

static int __attribute__((noinline)) second(int x)
{
    int sum = 0;
    for (int i = 0; i < x; i++)
        sum ^= i * x;
    return sum;
}

int main(int argc, char **argv)
{
    (void)argv;
    int sum = first(argc) + first(argc + 1);
    sum += second(argc + 2) + second(argc + 3) + second(argc + 4);
    printf("%d\n", sum);
    return 0;
}
