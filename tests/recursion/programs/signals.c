/* SPDX-License-Identifier: MIT */
/* Signals that strike in the midst of a recursion, at places that are known: raise, and a mask that
 * lets a waiting one through. The handlers recurse through the functions they interrupt. */
#include "probed.h"

#include <signal.h>
#include <stdio.h>

static volatile long handled, walked;

PROBED void walk(int depth, unsigned seed);

PROBED void on_first(int number)
{
    (void)number;
    handled++;
    if (handled % 3 == 0)
        walk(3, (unsigned)handled);
}

PROBED void on_second(int number)
{
    (void)number;
    handled++;
    walk(2, (unsigned)handled * 7u);
    if (handled % 5 == 0)
        raise(SIGUSR1);
}

/* The signal waits until the mask lets it through, in the call of sigprocmask. */
PROBED void strike_later(int depth, unsigned seed)
{
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, &before);
    raise(SIGUSR2);
    walk(depth - 2, seed);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

PROBED void walk_left(int depth, unsigned seed)
{
    if (seed % 7 == 1)
        raise(SIGUSR1);
    walk(depth - 1, seed / 2);
}

PROBED void walk_right(int depth, unsigned seed)
{
    walk(depth - 1, seed / 3);
    if (seed % 11 == 3)
        strike_later(depth, seed);
}

PROBED void walk(int depth, unsigned seed)
{
    walked++;
    if (depth <= 0)
        return;
    seed = seed * 1103515245u + 12345u;
    if (seed >> 16 & 1)
        walk_left(depth, seed);
    walk_right(depth, seed + 1);
}

int main(void)
{
    const struct sigaction first = {.sa_handler = on_first}, second = {.sa_handler = on_second};
    sigaction(SIGUSR1, &first, NULL);
    sigaction(SIGUSR2, &second, NULL);
    for (unsigned i = 0; i < 40; i++)
        walk(11, i);
    printf("%ld %ld\n", handled, walked);
    return 0;
}
