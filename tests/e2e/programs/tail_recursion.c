/* SPDX-License-Identifier: MIT */
/* Ten million mutual tail calls on a stack that holds a few frames only. */
#include "e2e.h"

#include <limits.h>
#include <pthread.h>

PROBED int odd(long n);
PROBED int even(long n)
{
    return n == 0 ? 1 : odd(n - 1);
}

PROBED int odd(long n)
{
    return n == 0 ? 0 : even(n - 1);
}

static void *deep(void *depth)
{
    printf("%d\n", even((long)depth));
    return NULL;
}

int main(void)
{
    const long depth = 10000000;
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + (64 << 10)) ||
        pthread_create(&thread, &attributes, deep, (void *)depth) || pthread_join(thread, NULL))
        return 1;
    expect_calls("even", depth / 2 + 1);
    expect_calls("odd", depth / 2);
    expect_edge("deep", "even", 1);
    expect_edge("even", "odd", depth / 2);
    expect_edge("odd", "even", depth / 2);
    expect_edge("", "deep", 1);
    return 0;
}
