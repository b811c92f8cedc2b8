/* SPDX-License-Identifier: MIT */
/* A handler that makes contexts interrupts a program that makes contexts. */
#include "e2e.h"

#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

enum { FUNCTIONS = 12, DEPTH = 4 };
static volatile long handled;
static long own[FUNCTIONS], own_handler[FUNCTIONS];

/* An increment that a signal cannot split. */
#define COUNT(n) __atomic_fetch_add(&(n), 1, __ATOMIC_RELAXED)

PROBED static void spread(unsigned seed, int depth);

#define F(n)                                                                                       \
    PROBED static void f##n(unsigned seed, int depth)                                              \
    {                                                                                              \
        COUNT(own[n]);                                                                             \
        if (depth > 0)                                                                             \
            spread(seed, depth - 1);                                                               \
    }                                                                                              \
    PROBED static void h##n(unsigned seed)                                                         \
    {                                                                                              \
        COUNT(own_handler[n]);                                                                     \
        if (seed % 3 == 0)                                                                         \
            f##n(seed, 0);                                                                         \
    }
F(0)
F(1)
F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11)

#define NAMES(M) M(0), M(1), M(2), M(3), M(4), M(5), M(6), M(7), M(8), M(9), M(10), M(11)
#define FNAME(n) f##n
#define HNAME(n) h##n
    static void (*const table[FUNCTIONS])(unsigned, int) = {NAMES(FNAME)};
static void (*const handler_table[FUNCTIONS])(unsigned) = {NAMES(HNAME)};
static volatile long spreads;

PROBED static void spread(unsigned seed, int depth)
{
    COUNT(spreads);
    table[seed % FUNCTIONS](seed / FUNCTIONS, depth);
}

PROBED static void on_signal(int number)
{
    static unsigned seed;
    (void)number;
    COUNT(handled);
    seed++;
    handler_table[seed % FUNCTIONS](seed / FUNCTIONS);
}

static void *run(void *unused)
{
    (void)unused;
    /* The only thread that does not block the signal is the one to get it. */
    struct itimerval often = {{0, 25}, {0, 25}}, never = {{0, 0}, {0, 0}};
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    signal(SIGALRM, on_signal);
    pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    unsigned seed = 1;
    while (handled < 5000) {
        seed = seed * 1664525u + 1013904223u;
        spread(seed >> 8, DEPTH);
    }
    setitimer(ITIMER_REAL, &never, NULL);
    return NULL;
}

int main(void)
{
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarm, NULL);
    /* New threads have no contexts yet: each runs into the storm again. */
    for (int round = 0; round < 5; round++) {
        pthread_t thread;
        handled = 0;
        long before = spreads;
        if (pthread_create(&thread, NULL, run, NULL) || pthread_join(thread, NULL))
            return 1;
        if (spreads == before)
            return 1;
    }
    for (int i = 0; i < FUNCTIONS; i++) {
        char name[16];
        snprintf(name, sizeof name, "f%d", i);
        expect_calls(name, own[i]);
        snprintf(name, sizeof name, "h%d", i);
        expect_calls(name, own_handler[i]);
    }
    expect_calls("spread", spreads);
    return 0;
}
