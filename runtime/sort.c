/* SPDX-License-Identifier: MIT */
/* sort.c - bottom-up merge sort. */
#include "sort.h"

#include <string.h>

static void merge(const uint32_t *from, uint32_t *to, uint32_t left, uint32_t middle,
                  uint32_t right, ci_compare *compare, const void *context)
{
    uint32_t a = left, b = middle;
    for (uint32_t i = left; i < right; i++)
        if (a < middle && (b >= right || compare(from[a], from[b], context) <= 0))
            to[i] = from[a++];
        else
            to[i] = from[b++];
}

static uint32_t least(uint64_t a, uint32_t b)
{
    return a < b ? (uint32_t)a : b;
}

void ci_sort(uint32_t *items, uint32_t *scratch, uint32_t count, ci_compare *compare,
             const void *context)
{
    uint32_t *from = items, *to = scratch;
    for (uint64_t width = 1; width < count; width *= 2) {
        for (uint64_t left = 0; left < count; left += 2 * width)
            merge(from, to, (uint32_t)left, least(left + width, count),
                  least(left + 2 * width, count), compare, context);
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
