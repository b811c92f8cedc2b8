/* SPDX-License-Identifier: MIT */
/* Threads of a library's pool, bodies that the compiler has outlined. */
#include "e2e.h"

static long own[2];

PROBED static long leaf(long x)
{
    return x * 3;
}

PROBED static long in_task(long x)
{
    return leaf(x) + 1;
}

int main(void)
{
    long sum = 0;
#pragma omp parallel for num_threads(4) reduction(+ : sum) schedule(dynamic, 100)
    for (long i = 0; i < 100000; i++)
        sum += leaf(i);
    own[0] = 100000;
#pragma omp parallel num_threads(4)
#pragma omp single
    for (long i = 0; i < 1000; i++)
#pragma omp task firstprivate(i) shared(sum)
    {
        long one = in_task(i);
#pragma omp atomic
        sum += one;
    }
    own[1] = 1000;
    printf("%ld\n", sum);
    expect_calls("leaf", own[0] + own[1]);
    expect_calls("in_task", own[1]);
    expect_edge("in_task", "leaf", own[1]);
    return 0;
}
