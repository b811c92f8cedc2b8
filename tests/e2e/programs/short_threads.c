/* SPDX-License-Identifier: MIT */
/* Two thousand threads that live for a few calls. */
#include "e2e.h"

#include <pthread.h>

enum { BATCH = 20, BATCHES = 100 };

PROBED long leaf(long x)
{
    return x + 1;
}

PROBED void *work(void *argument)
{
    long x = (long)argument;
    for (int i = 0; i < 10; i++)
        x = leaf(x);
    return (void *)x;
}

int main(void)
{
    long sum = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
        pthread_t threads[BATCH];
        for (long i = 0; i < BATCH; i++)
            if (pthread_create(&threads[i], NULL, work, (void *)i))
                return 1;
        for (int i = 0; i < BATCH; i++) {
            void *result;
            pthread_join(threads[i], &result);
            sum += (long)result;
        }
    }
    printf("%ld\n", sum);
    expect_edge("", "work", BATCH * BATCHES);
    expect_edge("work", "leaf", 10 * BATCH * BATCHES);
    return 0;
}
