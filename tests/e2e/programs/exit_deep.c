/* SPDX-License-Identifier: MIT */
/* exit() far down, with handlers and a destructor that are instrumented. */
#include "e2e.h"

static volatile long sum;

PROBED void at_end(void)
{
    sum++;
}

PROBED void handler(void)
{
    at_end();
    printf("handler\n");
}

__attribute__((destructor)) PROBED void destroy(void)
{
    at_end();
    printf("destructor\n");
}

PROBED void descend(int depth)
{
    if (depth == 0)
        exit(7);
    if (depth > 0)
        descend(depth - 1);
    sum++;
}

int main(void)
{
    atexit(handler);
    atexit(handler);
    printf("unflushed");
    expect_calls("descend", 1001);
    expect_edge("main", "descend", 1);
    expect_edge("descend", "descend", 1000);
    expect_calls("handler", 2);
    expect_edge("handler", "at_end", 2);
    expect_calls("destroy", 1);
    expect_edge("destroy", "at_end", 1);
    descend(1000);
}
