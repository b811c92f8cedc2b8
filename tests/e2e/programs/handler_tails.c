/* SPDX-License-Identifier: MIT */
/* Handlers that end in tail calls: what they interrupted must not become their callee. */
#include "e2e.h"

#include <signal.h>
#include <sys/time.h>

enum { HANDLED = 8000 };
static volatile long handled, worked, leaves, handler_leaves, steps;

PROBED static long leaf(long x)
{
    leaves++;
    return x + 1;
}

PROBED static long step(long x)
{
    steps++;
    return leaf(x) + leaf(x + 1);
}

PROBED static long work(long x)
{
    worked++;
    return step(x) ^ leaf(x);
}

PROBED static void in_handler(void)
{
    handler_leaves++;
}

PROBED static void on_signal(int number)
{
    handled++;
    (void)number;
    in_handler();
}

int main(void)
{
    struct itimerval often = {{0, 30}, {0, 30}}, never = {{0, 0}, {0, 0}};
    long x = 0;
    signal(SIGALRM, on_signal);
    setitimer(ITIMER_REAL, &often, NULL);
    while (handled < HANDLED)
        x += work(x);
    setitimer(ITIMER_REAL, &never, NULL);
    printf("%d\n", x != 0);
    expect_calls("on_signal", handled);
    expect_calls("in_handler", handler_leaves);
    expect_edge("on_signal", "in_handler", handler_leaves);
    expect_calls("work", worked);
    expect_calls("step", steps);
    expect_calls("leaf", leaves);
    expect_edge("main", "work", worked);
    expect_edge("work", "step", steps);
    expect_edge("step", "leaf", 2 * steps);
    expect_edge("work", "leaf", worked);
    expect_edge("on_signal", "work", 0);
    expect_edge("on_signal", "step", 0);
    expect_edge("on_signal", "leaf", 0);
    return 0;
}
