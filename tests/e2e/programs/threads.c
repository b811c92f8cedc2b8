/* SPDX-License-Identifier: MIT */
/* Eight threads, ten million calls each. */
#include "e2e.h"

#include <pthread.h>

enum { THREADS = 8 };
static const long calls = 10000000;

PROBED long leaf(long x)
{
    return x + 1;
}

PROBED void *work(void *unused)
{
    long x = (long)unused;
    for (long i = 0; i < calls; i++)
        x = leaf(x);
    return (void *)x;
}

int main(void)
{
    pthread_t threads[THREADS];
    long sum = 0;
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)i))
            return 1;
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    printf("%ld\n", sum);
    expect_edge("", "work", THREADS);
    expect_edge("work", "leaf", THREADS * calls);
    expect_calls("leaf", THREADS * calls);
    return 0;
}
