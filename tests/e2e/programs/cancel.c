/* SPDX-License-Identifier: MIT */
/* Threads that end in mid-stack: pthread_exit, deferred and asynchronous cancellation. */
#include "e2e.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

enum { ROUNDS = 200 };
static sem_t ready;
static volatile long sum;

PROBED void cleanup(void *amount)
{
    __atomic_fetch_add(&sum, (long)amount, __ATOMIC_RELAXED);
}

PROBED long work(long x)
{
    return x * 3 + 1;
}

PROBED void leave(long i)
{
    work(i);
    pthread_exit((void *)i);
}

PROBED void wait_forever(void)
{
    sem_post(&ready);
    for (;;)
        pause();
}

PROBED void spin_forever(void)
{
    sem_post(&ready);
    for (;;)
        __asm__ volatile("");
}

PROBED void nest(int depth, int how, long i)
{
    pthread_cleanup_push(cleanup, (void *)1);
    if (depth > 0)
        nest(depth - 1, how, i);
    else if (how == 0)
        leave(i);
    else if (how == 1)
        wait_forever();
    else
        spin_forever();
    pthread_cleanup_pop(0);
    work(1);
}

PROBED void *start(void *argument)
{
    long how = (long)argument;
    int old;
    if (how == 2)
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    nest(3, (int)how, 5);
    return NULL;
}

int main(void)
{
    sem_init(&ready, 0, 0);
    long cancelled = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (long how = 0; how < 3; how++) {
            pthread_t thread;
            void *result;
            if (pthread_create(&thread, NULL, start, (void *)how))
                return 1;
            if (how > 0) {
                while (sem_wait(&ready) && errno == EINTR)
                    ;
                pthread_cancel(thread);
            }
            pthread_join(thread, &result);
            cancelled += result == PTHREAD_CANCELED;
        }
    printf("%ld %ld\n", sum, cancelled);
    expect_calls("start", 3 * ROUNDS);
    expect_edge("start", "nest", 3 * ROUNDS);
    expect_edge("nest", "nest", 3 * 3 * ROUNDS);
    expect_calls("leave", ROUNDS);
    expect_calls("wait_forever", ROUNDS);
    expect_calls("spin_forever", ROUNDS);
    expect_calls("work", ROUNDS);
    expect_calls("cleanup", 4 * 3 * ROUNDS);
    return 0;
}
