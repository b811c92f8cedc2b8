/* SPDX-License-Identifier: MIT */
/* Fibers that threads take from a queue: two of them are in the same contexts at the same time. */
#include "e2e.h"

#include <pthread.h>
#include <stdbool.h>
#include <ucontext.h>

enum { FIBERS = 16, ROUNDS = 30000, THREADS = 4, STACK = 64 << 10 };

static struct fiber {
    ucontext_t self, *resumer;
    struct fiber *next;
    int rounds_left;
    char stack[STACK];
} fibers[FIBERS];

#include "fiber_queue.h"

PROBED void leaf(void)
{
    __asm__ volatile("");
}

PROBED void carry_on(void)
{
    leaf();
    __asm__ volatile("");
}

PROBED void yield(struct fiber *fiber)
{
    swapcontext(&fiber->self, fiber->resumer);
    carry_on();
    __asm__ volatile("");
}

PROBED void body(int which)
{
    struct fiber *fiber = &fibers[which];
    while (fiber->rounds_left-- > 0) {
        leaf();
        yield(fiber);
        leaf();
    }
    swapcontext(&fiber->self, fiber->resumer);
}

PROBED void resume(struct fiber *fiber)
{
    ucontext_t here;
    fiber->resumer = &here;
    swapcontext(&here, &fiber->self);
    leaf();
}

BARE static void *work(void *unused)
{
    bool over = false;
    while (!over) {
        struct fiber *fiber = take(&over);
        if (!fiber)
            continue;
        resume(fiber);
        give_back(fiber);
    }
    return unused;
}

/* Each fiber begins in this thread, so that its contexts are this thread's. */
BARE static void begin(int which)
{
    struct fiber *fiber = &fibers[which];
    getcontext(&fiber->self);
    fiber->self.uc_stack.ss_sp = fiber->stack;
    fiber->self.uc_stack.ss_size = sizeof fiber->stack;
    fiber->rounds_left = ROUNDS;
    makecontext(&fiber->self, (void (*)(void))body, 1, which);
    resume(fiber);
    give_back(fiber);
}

int main(void)
{
    pthread_t threads[THREADS];
    alive = FIBERS;
    for (int i = 0; i < FIBERS; i++)
        begin(i);
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, NULL))
            return 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    const long all = (long)FIBERS * ROUNDS;
    printf("%d fibers are over\n", FIBERS);
    expect_calls("yield", all);
    expect_calls("carry_on", all);
    expect_calls("resume", all + FIBERS);
    expect_calls("body", FIBERS);
    expect_calls("leaf", 4 * all + FIBERS);
    expect_edge("body", "leaf", 2 * all);
    expect_edge("carry_on", "leaf", all);
    return 0;
}
