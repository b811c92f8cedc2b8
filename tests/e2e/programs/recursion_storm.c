/* SPDX-License-Identifier: MIT */
/* A timer strikes anywhere in a recursion, in the midst of probes too, and its handler recurses
 * through the functions it interrupts and through some of its own. */
#include "e2e.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>

enum { ALARMS = 3000, ROUNDS = 300 };
static volatile sig_atomic_t handled, handling;
/* Calls of each function; of all together; and those made while the function named was running. */
static volatile long visits, processes, others, firsts, seconds, all;
static volatile long below_handler, below_first, below_second;
static volatile int first_depth, second_depth;

PROBED void visit(int depth);
PROBED void first(int depth);

/* Not probed: notes one call. Only the handler interrupts, and it is not interrupted itself. */
HELPER void note(volatile long *calls)
{
    __atomic_fetch_add(calls, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&all, 1, __ATOMIC_RELAXED);
    if (!handling)
        return; /* else the handler could strike in between, and what it adds be lost */
    below_handler++;
    below_first += first_depth > 0;
    below_second += second_depth > 0;
}

PROBED void process(int depth)
{
    note(&processes);
    if (depth)
        visit(depth - 1);
}

PROBED void other(int depth)
{
    note(&others);
    if (depth)
        visit(depth - 1);
}

PROBED void visit(int depth)
{
    note(&visits);
    process(depth);
    other(depth);
}

PROBED void second(int depth)
{
    second_depth++;
    note(&seconds);
    if (depth)
        first(depth - 1);
    visit(1);
    second_depth--;
}

PROBED void first(int depth)
{
    first_depth++;
    note(&firsts);
    if (depth)
        second(depth - 1);
    if (depth > 2)
        first(depth - 2);
    first_depth--;
}

PROBED void on_alarm(int number)
{
    (void)number;
    int before = handling;
    handling = 1;
    static volatile long handlers;
    note(&handlers);
    handled++;
    if (handled % 2)
        visit(handled % 3);
    else
        first(handled % 6);
    handling = before;
}

int main(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    struct itimerval often = {{0, 20}, {0, 20}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 0; i < ROUNDS || handled < ALARMS; i++)
        visit(6);
    setitimer(ITIMER_REAL, &never, NULL);
    expect_calls("visit", visits);
    expect_calls("process", processes);
    expect_calls("other", others);
    expect_calls("first", firsts);
    expect_calls("second", seconds);
    expect_calls("on_alarm", handled);
    expect_cum("main", all + 1);
    expect_cum("on_alarm", below_handler);
    expect_cum("first", below_first);
    expect_cum("second", below_second);
    return 0;
}
