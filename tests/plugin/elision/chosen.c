/* SPDX-License-Identifier: MIT */
/*
 * chosen.c - loops written by hand and chosen by attribute, in functions inlined into main;
 * comments as in lost.c. With LTO a function that left no trace is not seen.
 */
/* clang-format off */
#include <math.h>
#include <stdio.h>
#include <time.h>

#define TIMED __attribute__((cinstr_bench)) static

int total;

static int square(int x)
{
    return x * x * 31 + x;
}

TIMED
void BenchmarkDead(void)
{
    for (int i = 0; i < 1000000; i++)
        square(i); /* lost: body-empty in ?1, loop-removed in ?2 ?3; was: imul */
}

TIMED
void BenchmarkAlive(void)
{
    for (int i = 0; i < 1000000; i++)
        total ^= square(i + total);
}

TIMED
void BenchmarkShort(int *p)
{
    for (int i = 0; i < 8; i++)
        p[i] = square(p[i]);
}

TIMED
void BenchmarkNoLoop(int x)
{
    double root = sqrt(2.0); /* lost: front-end-folded in *; was: sqrt */
    total += square(x) + (int)root;
}

TIMED
void BenchmarkRepeated(void)
{
    for (int round = 0; round < 10; round++) {
        clock_t start = clock();
        for (int i = 0; i < 1000000; i++)
            square(i); /* lost: result-unused in *; was: imul */
        printf("%ld\n", (long)(clock() - start));
    }
}

int main(int argc, char **argv)
{
    int numbers[8] = {argc};
    (void)argv;
    BenchmarkDead();
    BenchmarkAlive();
    BenchmarkShort(numbers);
    BenchmarkNoLoop(argc);
    BenchmarkRepeated();
    return total + numbers[3];
}
