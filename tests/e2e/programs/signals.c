/* SPDX-License-Identifier: MIT */
/* Signal handlers run instrumented code a hundred thousand times: raised, and by a timer. */
#include "e2e.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>

enum { RAISED = 100000, TIMED = 5000 };
static volatile sig_atomic_t handled, alarms;
static volatile long worked, leaves;

PROBED void leaf(void)
{
    __atomic_fetch_add(&leaves, 1, __ATOMIC_RELAXED);
}

PROBED void on_raise(int number)
{
    (void)number;
    handled++;
    leaf();
}

PROBED void on_alarm(int number)
{
    (void)number;
    alarms++;
    leaf();
    leaf();
}

PROBED void work(void)
{
    worked++;
    leaf();
}

PROBED void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags | SA_RESTART;
    sigaction(number, &action, NULL);
}

static void run_raises(long n)
{
    for (long i = 0; i < n; i++) {
        raise(SIGUSR1);
        work();
    }
}

int main(void)
{
    static char stack[65536];
    stack_t other = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&other, NULL);
    handle(SIGUSR1, on_raise, 0);
    run_raises(RAISED / 2);
    handle(SIGUSR1, on_raise, SA_ONSTACK);
    run_raises(RAISED / 2);

    handle(SIGALRM, on_alarm, SA_ONSTACK);
    struct itimerval often = {{0, 20}, {0, 20}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &often, NULL);
    while (alarms < TIMED)
        work();
    setitimer(ITIMER_REAL, &never, NULL);

    printf("%ld\n", (long)handled);
    expect_calls("on_raise", handled);
    expect_calls("on_alarm", alarms);
    expect_calls("work", worked);
    expect_calls("leaf", leaves);
    expect_calls("handle", 3);
    expect_edge("on_raise", "leaf", handled);
    expect_edge("on_alarm", "leaf", 2 * (long)alarms);
    expect_edge("work", "leaf", worked);
    return 0;
}
