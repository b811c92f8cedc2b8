/* SPDX-License-Identifier: MIT */
/* Recursion through two functions: each way down leads through one of them. */
#include "probed.h"

#include <stdlib.h>

static volatile long sink;

PROBED void visit(int depth);

PROBED void burn(int n)
{
    for (int i = 0; i < n; i++)
        sink += i;
}

PROBED void process(int depth)
{
    burn(1000);
    if (depth)
        visit(depth - 1);
}

PROBED void other(int depth)
{
    burn(100);
    if (depth)
        visit(depth - 1);
}

PROBED void visit(int depth)
{
    burn(100);
    process(depth);
    other(depth);
}

int main(int argc, char **argv)
{
    visit(argc > 1 ? atoi(argv[1]) : 10);
    return 0;
}
