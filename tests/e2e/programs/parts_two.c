/* SPDX-License-Identifier: MIT */
/* See parts.h. */
#include "parts.h"
#include "e2e.h"

long helper(long x);
long early_calls;

PROBED long helper(long x)
{
    return x ^ 5;
}

PROBED long part_two(long x, long (*back)(long))
{
    return helper(x) + back(x) + 1;
}

__attribute__((constructor)) PROBED void before_main(void)
{
    early_calls += helper(1) != 0;
}
