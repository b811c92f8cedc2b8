/* SPDX-License-Identifier: MIT */
/* Coroutines by swapcontext: switched in one thread, then carried on by another. */
#include "e2e.h"

#include <pthread.h>
#include <ucontext.h>

enum { COROUTINES = 8, STEPS = 20000 };

static struct coroutine {
    ucontext_t self, *caller;
    char stack[65536];
    long steps;
} all[COROUTINES];
static volatile long leaves, yields;

PROBED void leaf(void)
{
    leaves++;
}

PROBED void yield(struct coroutine *me)
{
    yields++;
    swapcontext(&me->self, me->caller);
    leaf();
}

PROBED void body(struct coroutine *me, int depth)
{
    if (depth > 0) {
        body(me, depth - 1);
        leaf();
        return;
    }
    for (int i = 0; i < STEPS; i++) {
        me->steps++;
        yield(me);
    }
}

PROBED void start(int which)
{
    body(&all[which], which);
}

PROBED void resume(struct coroutine *one)
{
    ucontext_t here;
    one->caller = &here;
    swapcontext(&here, &one->self);
    leaf();
}

static void *other_thread(void *unused)
{
    for (int i = 0; i < STEPS / 2; i++)
        for (int c = 0; c < COROUTINES; c++)
            resume(&all[c]);
    return unused;
}

int main(void)
{
    for (int c = 0; c < COROUTINES; c++) {
        getcontext(&all[c].self);
        all[c].self.uc_stack.ss_sp = all[c].stack;
        all[c].self.uc_stack.ss_size = sizeof all[c].stack;
        makecontext(&all[c].self, (void (*)(void))start, 1, c);
    }
    other_thread(NULL);
    pthread_t thread;
    if (pthread_create(&thread, NULL, other_thread, NULL) || pthread_join(thread, NULL))
        return 1;
    printf("%ld %ld\n", leaves, yields);
    expect_calls("leaf", leaves);
    expect_calls("yield", yields);
    expect_calls("start", COROUTINES);
    expect_calls("body", COROUTINES + COROUTINES * (COROUTINES - 1) / 2);
    expect_calls("resume", (long)COROUTINES * STEPS);
    return 0;
}
