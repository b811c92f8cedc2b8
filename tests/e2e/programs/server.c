/* SPDX-License-Identifier: MIT */
/* Works in steps until SIGTERM: each is 1000 calls of leaf, and one of grow, which allocates. */
#include "e2e.h"

#include <signal.h>

static volatile long sum;
static volatile sig_atomic_t ended;
static void *volatile kept;

PROBED void leaf(void)
{
    sum++;
}

PROBED void grow(void)
{
    free(kept);
    kept = malloc(100);
}

PROBED void step(void)
{
    for (int i = 0; i < 1000; i++)
        leaf();
    grow();
    usleep(100);
}

BARE static void note_end(int number)
{
    (void)number;
    ended = 1;
}

int main(void)
{
    signal(SIGTERM, note_end);
    step(); /* so that a snapshot has counts as soon as the word is out */
    printf("runs\n");
    fflush(stdout);
    while (!ended)
        step();
    expect_calls("leaf", sum);
    expect_calls("step", sum / 1000);
    return 0;
}
