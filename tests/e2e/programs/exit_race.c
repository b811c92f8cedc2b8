/* SPDX-License-Identifier: MIT */
/* exit from one thread while others call, make contexts, start and end. */
#include "e2e.h"

#include <pthread.h>

static volatile long sum;

PROBED static void leaf(void)
{
    sum++;
}

PROBED static void path(unsigned seed, int depth)
{
    leaf();
    if (depth > 0 && seed & 1)
        path(seed >> 1, depth - 1);
    else if (depth > 0)
        path(seed >> 2, depth - 2);
}

BARE static void *busy(void *unused)
{
    for (unsigned i = 0;; i++)
        path(i, 12);
    return unused;
}

PROBED static void *brief(void *unused)
{
    leaf();
    return unused;
}

BARE static void *starter(void *unused)
{
    for (;;) {
        pthread_t thread;
        if (!pthread_create(&thread, NULL, brief, NULL))
            pthread_join(thread, NULL);
    }
    return unused;
}

PROBED static void exact(int n)
{
    if (n == 0)
        exit(6);
    if (n > 0)
        exact(n - 1);
    __asm__ volatile("");
}

BARE static void *leaver(void *unused)
{
    for (volatile long i = 0; i < 3000000; i++)
        ;
    printf("leaving\n");
    expect_calls("exact", 11);
    exact(10);
    return unused;
}

int main(void)
{
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        if (pthread_create(&thread, NULL, busy, NULL))
            return 1;
    if (pthread_create(&thread, NULL, starter, NULL) || pthread_create(&thread, NULL, leaver, NULL))
        return 1;
    pthread_exit(NULL);
}
