/* SPDX-License-Identifier: MIT */
/* Callbacks of qsort, bsearch and a library of ours that recurse, through the library and around
 * it: its functions are frames of the profile, between the caller and the callback. */
#include "each.h"
#include "probed.h"

#include <stdio.h>
#include <stdlib.h>

enum { WIDTH = 6 };

struct item {
    int value;
    int level; /* items of 1 and more compare by sorting items of a level less */
};

static long answered;

PROBED int compare(const void *a, const void *b);

PROBED int weigh(const struct item *item)
{
    if (item->level == 0)
        return item->value;
    struct item items[WIDTH];
    for (int i = 0; i < WIDTH; i++)
        items[i] = (struct item){(item->value + i * 5) % 13, item->level - 1};
    qsort(items, WIDTH, sizeof *items, compare);
    struct item key = {item->value % 13, item->level - 1};
    const struct item *found = bsearch(&key, items, WIDTH, sizeof *items, compare);
    return items[WIDTH / 2].value + (found ? 1 : 0);
}

PROBED int compare(const void *a, const void *b)
{
    return weigh(a) - weigh(b);
}

PROBED int on_each(int i, void *data);

PROBED int go(int depth)
{
    answered++;
    return depth <= 0 ? 1 : each_up(2, on_each, &depth);
}

/* Recursion through the library, past it, and through its other function. */
PROBED int on_each(int i, void *data)
{
    int depth = *(int *)data - 1;
    if (depth <= 0)
        return i;
    if (depth % 3 == 0)
        return go(depth) + 1;
    if (i)
        return each_down(1 + depth % 2, on_each, &depth) + 1;
    return each_up(1 + depth % 2, on_each, &depth) + 1;
}

int main(void)
{
    struct item items[8];
    for (int i = 0; i < 8; i++)
        items[i] = (struct item){i * 7 % 11, i % 3};
    qsort(items, 8, sizeof *items, compare);
    int sum = go(9);
    printf("%d %d %ld\n", items[3].value, sum, answered);
    return 0;
}
