/* SPDX-License-Identifier: MIT */
/* A million jumps out of three frames. */
#include "e2e.h"

#include <setjmp.h>

static jmp_buf place;
static volatile long sum;

PROBED void inner(long i)
{
    sum += i;
    longjmp(place, 1 + (int)(i & 1));
}

PROBED void middle(long i)
{
    inner(i);
    sum++;
}

PROBED void outer(long i)
{
    middle(i);
    sum++;
}

PROBED void after(int code)
{
    sum += code;
}

PROBED void once(long i)
{
    int code = setjmp(place);
    if (code == 0)
        outer(i);
    after(code);
}

int main(void)
{
    const long jumps = 1000000;
    for (long i = 0; i < jumps; i++)
        once(i);
    printf("%ld\n", sum);
    expect_calls("main", 1);
    expect_edge("main", "once", jumps);
    expect_edge("once", "outer", jumps);
    expect_edge("outer", "middle", jumps);
    expect_edge("middle", "inner", jumps);
    expect_edge("once", "after", jumps);
    expect_calls("after", jumps);
    expect_stack("main;once;after", jumps);
    return 0;
}
