/* SPDX-License-Identifier: MIT */
/*
 * A tree of a million calling contexts: six levels of ten functions, each of which calls all ten of
 * the level below; with -DTOP=2 of five levels, and so on. Prints how many contexts there are (less
 * main's) and, as contexts FILE, the seconds that writing the profile there took.
 */
#include <cinstr/cinstr.h>
#include <stdio.h>
#include <time.h>

#define NOINLINE static __attribute__((unused, noinline, noclone, noipa))

/* clang-format off */
#define TEN(MACRO, LEVEL, BELOW)                                                                   \
    MACRO(LEVEL, BELOW, 0) MACRO(LEVEL, BELOW, 1) MACRO(LEVEL, BELOW, 2) MACRO(LEVEL, BELOW, 3)    \
    MACRO(LEVEL, BELOW, 4) MACRO(LEVEL, BELOW, 5) MACRO(LEVEL, BELOW, 6) MACRO(LEVEL, BELOW, 7)    \
    MACRO(LEVEL, BELOW, 8) MACRO(LEVEL, BELOW, 9)
/* clang-format on */

#define LEAF(LEVEL, BELOW, N)                                                                      \
    NOINLINE void f##LEVEL##_##N(void)                                                             \
    {                                                                                              \
        __asm__ volatile("");                                                                      \
    }

#define INNER(LEVEL, BELOW, N)                                                                     \
    NOINLINE void f##LEVEL##_##N(void)                                                             \
    {                                                                                              \
        CALLS(BELOW)                                                                               \
        __asm__ volatile("");                                                                      \
    }

#define CALLS(BELOW)                                                                               \
    f##BELOW##_0(), f##BELOW##_1(), f##BELOW##_2(), f##BELOW##_3(), f##BELOW##_4();                \
    f##BELOW##_5(), f##BELOW##_6(), f##BELOW##_7(), f##BELOW##_8(), f##BELOW##_9();

TEN(LEAF, 6, 7)
TEN(INNER, 5, 6)
TEN(INNER, 4, 5)
TEN(INNER, 3, 4)
TEN(INNER, 2, 3)
TEN(INNER, 1, 2)

#ifndef TOP
#define TOP 1
#endif
#define CALLS_OF(LEVEL) CALLS(LEVEL)

int main(int argc, char **argv)
{
    CALLS_OF(TOP)
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    int failed = argc > 1 && cinstr_write(argv[1]) != 0;
    clock_gettime(CLOCK_MONOTONIC, &end);
    double nanos =
        (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
    long level = 1, contexts = 0;
    for (int i = TOP; i <= 6; i++)
        contexts += level *= 10;
    printf("%ld %.3f\n", contexts, nanos / 1e9);
    return failed;
}
