/* SPDX-License-Identifier: MIT */
/* waits.c - a benchmark whose loop waits for another thread once in each iteration, and more often
 * before. */
#include <cinstr/bench.h>

#include <pthread.h>
#include <unistd.h>

static void *sleep_a_while(void *unused)
{
    (void)unused;
    usleep(2000);
    return NULL;
}

static void wait_for_other(void)
{
    pthread_t other;
    if (!pthread_create(&other, NULL, sleep_a_while, NULL))
        pthread_join(other, NULL);
}

void BenchmarkWait(cinstr_bench *b)
{
    for (int i = 0; i < 10; i++)
        wait_for_other();
    while (cinstr_bench_loop(b))
        wait_for_other();
}
