/* SPDX-License-Identifier: MIT */
/* Four threads that allocate all the time, until SIGTERM. */
#include "e2e.h"

#include <pthread.h>
#include <signal.h>

enum { THREADS = 4, BLOCKS = 50 };

static volatile long sum;
static volatile sig_atomic_t ended;

PROBED void *leaf(size_t size)
{
    __atomic_fetch_add(&sum, 1, __ATOMIC_RELAXED);
    return malloc(size);
}

PROBED void *churn(void *unused)
{
    while (!ended) {
        void *blocks[BLOCKS];
        for (int i = 0; i < BLOCKS; i++)
            blocks[i] = leaf((size_t)i * 40 + 1);
        for (int i = 0; i < BLOCKS; i++)
            free(blocks[i]);
    }
    return unused;
}

BARE static void note_end(int number)
{
    (void)number;
    ended = 1;
}

int main(void)
{
    pthread_t threads[THREADS];
    signal(SIGTERM, note_end);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, churn, NULL))
            return 1;
    printf("runs\n");
    fflush(stdout);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    expect_calls("leaf", sum);
    return 0;
}
