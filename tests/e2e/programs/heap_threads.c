/* SPDX-License-Identifier: MIT */
/*
 * Eight threads that allocate here and free there: heap_threads PAIRS, of all threads together.
 * Each block goes into the next thread's box; whoever finds a full box frees what was in there.
 */
#include "e2e.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 8, BOXES = 128, KEPT = 25 };

static void *_Atomic boxes[THREADS][BOXES];
static void *kept[THREADS][KEPT];
static long rounds;

PROBED void *make(long i)
{
    return malloc(16 + (size_t)(i % 500));
}

PROBED void drop(void *block)
{
    free(block);
}

PROBED void *work(void *argument)
{
    long self = (long)argument, next = (self + 1) % THREADS;
    for (long i = 0; i < rounds; i++) {
        void *block = make(i);
        if (i < KEPT)
            kept[self][i] = block;
        else
            drop(atomic_exchange(&boxes[next][i % BOXES], block));
        if (i % 3 == 0)
            drop(atomic_exchange(&boxes[self][i % BOXES], NULL));
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    rounds = argc > 1 ? atol(argv[1]) / THREADS : 1000;
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)i))
            return 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        for (int j = 0; j < BOXES; j++)
            drop(boxes[i][j]);
    long bytes = 0, live = 0;
    for (long i = 0; i < rounds; i++) {
        bytes += 16 + i % 500;
        live += i < KEPT ? 16 + i % 500 : 0;
    }
    printf("%ld %ld %d %ld\n", THREADS * rounds, THREADS * bytes, THREADS * KEPT, THREADS * live);
    return kept[0][0] == NULL;
}
