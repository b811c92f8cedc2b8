/* SPDX-License-Identifier: MIT */
/* exit while other threads allocate, free, grow, make contexts, start and end. */
#include "e2e.h"

#include <pthread.h>

static void *volatile made;

PROBED static void path(unsigned seed, int depth)
{
    void *volatile block = malloc(seed % 3000);
    if (depth > 0)
        path(seed >> 1, depth - 1 - (int)(seed & 1));
    block = realloc(block, 10 + seed % 5000);
    if (seed % 16)
        free(block);
}

BARE static void *busy(void *unused)
{
    for (unsigned i = 0;; i++)
        path(i * 2654435761u, 8);
    return unused;
}

PROBED static void *brief(void *unused)
{
    void *volatile block = malloc(5);
    free(block);
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

PROBED static void exact(void)
{
    for (int i = 0; i < 1000; i++)
        made = malloc(77);
    usleep(1000);
    exit(6);
}

int main(void)
{
    pthread_t thread;
    for (int i = 0; i < 3; i++)
        if (pthread_create(&thread, NULL, i < 2 ? busy : starter, NULL))
            return 1;
    exact();
}
