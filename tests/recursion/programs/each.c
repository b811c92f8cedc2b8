/* SPDX-License-Identifier: MIT */
/* each.c - never compiled with probes; see each.h. */
#include "each.h"

int each_up(int count, int (*call)(int, void *), void *data)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += call(i, data);
    return sum;
}

int each_down(int count, int (*call)(int, void *), void *data)
{
    int sum = 0;
    for (int i = count; i-- > 0;)
        sum += call(i, data);
    return sum;
}
