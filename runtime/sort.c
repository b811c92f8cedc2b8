/* SPDX-License-Identifier: MIT */
/* sort.c - a bottom-up merge sort between the array and one copy of it. */
#include "sort.h"

#include <string.h>

static void merge(void **to, void **left, void **middle, void **right, ci_order *order)
{
    void **from = middle, **end = middle;
    while (left < end || from < right) {
        if (from == right || (left < end && order(*left, *from) <= 0))
            *to++ = *left++;
        else
            *to++ = *from++;
    }
}

bool ci_sort(struct ci_arena *arena, void **items, size_t count, ci_order *order)
{
    if (count < 2)
        return true;
    void **from = items, **to = ci_arena_get(arena, count * sizeof *to);
    if (!to)
        return false;
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            size_t middle = at + run < count ? at + run : count;
            size_t end = at + 2 * run < count ? at + 2 * run : count;
            merge(to + at, from + at, from + middle, from + end, order);
        }
        void **swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
    return true;
}
