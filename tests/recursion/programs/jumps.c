/* SPDX-License-Identifier: MIT */
/* Jumps out of ten levels and more, to frames of a recursion that goes on, and out of handlers. */
#include "probed.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

struct
try {
    jmp_buf place;
    struct try *outer;
};

static struct try *innermost;
static sigjmp_buf from_handler;
static long jumps, steps;

PROBED long climb(int depth, unsigned seed);

PROBED void fail(int code)
{
    jumps++;
    longjmp(innermost->place, code);
}

PROBED long fall(int depth, unsigned seed)
{
    if (depth == 0 && innermost)
        fail(seed % 3 == 0 ? 2 : 1);
    long below = depth == 0 ? 0 : fall(depth - 1, seed);
    return below + 1;
}

PROBED long attempt(int depth, unsigned seed)
{
    struct try try = {.outer = innermost};
    volatile long sum = 0;
    innermost = &try;
    if (setjmp(try.place) == 0) {
        sum = climb(depth - 1, seed);
        innermost = try.outer;
    } else { /* goes on below the frame that was jumped to, with a try less */
        innermost = try.outer;
        sum = climb(depth - 3, seed + 1);
    }
    return sum;
}

PROBED long climb(int depth, unsigned seed)
{
    steps++;
    seed = seed * 1103515245u + 12345u;
    if (depth <= 0)
        return 1;
    switch (seed >> 16 & 7) {
    case 0:
        return fall(10, seed);
    case 1:
    case 2:
        return attempt(depth, seed) + climb(depth - 2, seed);
    default: {
        long first = climb(depth - 1, seed);
        return first + climb(depth - 2, seed + 7);
    }
    }
}

PROBED void on_signal(int number)
{
    (void)number;
    if (climb(2, 5) > 0)
        siglongjmp(from_handler, 1);
}

PROBED long deep(int depth)
{
    if (depth == 0)
        raise(SIGUSR1);
    long below = deep(depth - 1);
    return below + 1;
}

PROBED long interrupted(int depth)
{
    if (sigsetjmp(from_handler, 1) == 0)
        return deep(depth);
    jumps++;
    return climb(3, (unsigned)depth);
}

int main(void)
{
    const struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    long sum = 0;
    for (unsigned i = 0; i < 30; i++) {
        sum += attempt(13, i);
        sum += interrupted(10 + (int)i % 3);
    }
    printf("%ld %ld %ld\n", sum, jumps, steps);
    return 0;
}
