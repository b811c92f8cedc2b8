/* SPDX-License-Identifier: MIT */
/* See plugin_one.c. */
#include "e2e.h"

long entry(long x);

PROBED static long only_two(long x)
{
    return x + 2;
}

PROBED long entry(long x)
{
    return only_two(x) * 2 + only_two(x + 1);
}
