/* SPDX-License-Identifier: MIT */
/*
 * A main thread that never allocates: heap_main stays|exits. What a thread left behind is counted
 * when the main thread ends the process, or another one after the main thread is gone.
 */
#include "e2e.h"

#include <pthread.h>
#include <string.h>

static void *volatile kept[20];
static pthread_t main_thread;

PROBED void fill(int from, int to)
{
    for (int i = from; i < to; i++)
        kept[i] = malloc(16);
}

PROBED void empty(int from, int to)
{
    for (int i = from; i < to; i++)
        free(kept[i]);
}

BARE static void *stay(void *argument)
{
    fill(0, 12);
    empty(0, 2);
    return argument;
}

BARE static void *outlive(void *argument)
{
    pthread_join(main_thread, NULL);
    stay(argument);
    exit(4);
}

BARE int main(int argc, char **argv)
{
    pthread_t thread;
    int exits = argc > 1 && strcmp(argv[1], "exits") == 0;
    main_thread = pthread_self();
    if (pthread_create(&thread, NULL, exits ? outlive : stay, NULL))
        return 1;
    if (exits)
        pthread_exit(NULL);
    pthread_join(thread, NULL);
    return 3;
}
