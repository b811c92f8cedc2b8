/* SPDX-License-Identifier: MIT */
/* The same recursion in several threads, which meet its contexts in different orders, and in
 * threads that go on in the trees of those that have ended: threads NUMBER. */
#include "probed.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { TASKS = 16, STEPS = 4000 };

/* What one task has left to do. */
struct walk {
    unsigned seed;
    int left;
};

typedef void step(struct walk *walk, int depth);

PROBED step up, across, down, fork_off;

static step *volatile const table[] = {up, across, down, fork_off};

PROBED unsigned dice(struct walk *walk)
{
    walk->seed = walk->seed * 1103515245u + 12345u;
    return walk->seed >> 16;
}

PROBED void go(struct walk *walk, int depth)
{
    if (walk->left-- > 0 && depth > 0)
        table[dice(walk) % 4](walk, depth - 1);
}

PROBED void up(struct walk *walk, int depth)
{
    go(walk, depth);
    if (dice(walk) % 2)
        go(walk, depth);
}

PROBED void across(struct walk *walk, int depth)
{
    down(walk, depth - 1);
    go(walk, depth);
}

PROBED void down(struct walk *walk, int depth)
{
    if (depth > 0 && dice(walk) % 3)
        fork_off(walk, depth - 1);
}

PROBED void fork_off(struct walk *walk, int depth)
{
    while (dice(walk) % 4)
        go(walk, depth);
}

PROBED void *run(void *task)
{
    struct walk walk = {.seed = 77u + (unsigned)(size_t)task, .left = STEPS};
    while (walk.left > 0)
        go(&walk, 24);
    return NULL;
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atoi(argv[1]) : 4;
    pthread_t threads[TASKS];
    for (size_t task = 0; task < TASKS; task += count) {
        for (size_t i = 0; i < count && task + i < TASKS; i++)
            if (pthread_create(&threads[i], NULL, run, (void *)(task + i)))
                return 1;
        for (size_t i = 0; i < count && task + i < TASKS; i++)
            pthread_join(threads[i], NULL);
    }
    puts("done");
    return 0;
}
