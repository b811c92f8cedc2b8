/* SPDX-License-Identifier: MIT */
/*
 * fiber_queue.h - fibers that threads take to resume them, and give back.
 *
 * For a program that has declared struct fiber, with `next` and `rounds_left`; less than 0: it is
 * over. Nothing here is instrumented.
 */
#ifndef CINSTR_E2E_FIBER_QUEUE_H
#define CINSTR_E2E_FIBER_QUEUE_H

#include "e2e.h"

#include <pthread.h>
#include <stdbool.h>

/* Fibers that wait to be resumed, and how many are not over. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct fiber *waiting;
static int alive;

/* NULL: none waits. */
BARE static struct fiber *take(bool *over)
{
    pthread_mutex_lock(&lock);
    struct fiber *fiber = waiting;
    if (fiber)
        waiting = fiber->next;
    *over = alive == 0;
    pthread_mutex_unlock(&lock);
    return fiber;
}

BARE static void give_back(struct fiber *fiber)
{
    pthread_mutex_lock(&lock);
    if (fiber->rounds_left < 0) {
        alive--;
    } else {
        fiber->next = waiting;
        waiting = fiber;
    }
    pthread_mutex_unlock(&lock);
}

#endif
