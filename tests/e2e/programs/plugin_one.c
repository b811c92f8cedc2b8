/* SPDX-License-Identifier: MIT */
/* A library to load; plugin_two.c is another one of the same shape. */
#include "e2e.h"

long entry(long x);

PROBED static long only_one(long x)
{
    return x + 1;
}

PROBED long entry(long x)
{
    return only_one(x) * 2;
}
