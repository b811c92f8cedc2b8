/* SPDX-License-Identifier: MIT */
/* A handler that never returns: it jumps out of whatever it has interrupted. */
#include "e2e.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

enum { JUMPS = 3000 };
static sigjmp_buf place;
static volatile long jumped, rounds, after;

PROBED static void busy(long x)
{
    for (volatile long i = 0; i < 20 + (x & 15); i++)
        ;
}

PROBED static void spin(void)
{
    for (long i = 0;; i++)
        busy(i);
}

PROBED static void on_alarm(int number)
{
    (void)number;
    jumped++;
    siglongjmp(place, 1);
}

PROBED static void landed(void)
{
    after++;
}

PROBED static void one_round(void)
{
    rounds++;
    if (sigsetjmp(place, 1) == 0) {
        struct itimerval soon = {{0, 0}, {0, 30}};
        setitimer(ITIMER_REAL, &soon, NULL);
        spin();
    }
    landed();
}

int main(void)
{
    signal(SIGALRM, on_alarm);
    for (int i = 0; i < JUMPS; i++)
        one_round();
    printf("%ld %ld\n", rounds, jumped);
    expect_edge("main", "one_round", rounds);
    expect_edge("one_round", "landed", after);
    expect_calls("landed", after);
    expect_calls("on_alarm", jumped);
    return 0;
}
