/* SPDX-License-Identifier: MIT */
/* The floor under any profiler that times calls: prints the nanoseconds of two clock reads, the
 * median of many loops. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 101, PAIRS = 20000 };

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

int main(void)
{
    static double pairs[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        struct timespec start, end;
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (int i = 0; i < PAIRS; i++) {
            unsigned low, high;
            __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
            __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        double nanos =
            (double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec);
        pairs[round] = nanos / PAIRS;
    }
    qsort(pairs, ROUNDS, sizeof pairs[0], compare);
    printf("%.3f\n", pairs[ROUNDS / 2]);
    return 0;
}
