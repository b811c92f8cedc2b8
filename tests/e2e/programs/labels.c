/* SPDX-License-Identifier: MIT */
/* Threads that do different things at once, one after another in number. */
#include "e2e.h"

#include <pthread.h>

static volatile long sum;

PROBED void leaf(void)
{
    sum++;
}

PROBED void *work(void *times)
{
    for (long i = 0; i < (long)times; i++)
        leaf();
    return NULL;
}

int main(void)
{
    leaf();
    for (long i = 1; i <= 3; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, (void *)(10 * i)) || pthread_join(thread, NULL))
            return 1;
    }
    expect_calls("leaf", 61);
    expect_edge("", "work", 3);
    return 0;
}
