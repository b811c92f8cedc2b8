/* SPDX-License-Identifier: MIT */
/* A library that allocates and is unloaded with blocks still live. */
#include <stdlib.h>

struct item {
    long number;
    struct item *next;
};

long entry(long n);
long entry(long n)
{
    static struct item *volatile last;
    struct item *item = malloc(sizeof *item);
    item->number = n;
    item->next = last;
    if (n % 2)
        free(item);
    else
        last = item;
    return n;
}
