/* SPDX-License-Identifier: MIT */
/* qsort and bsearch call back, into comparisons that end in all kinds of tail calls. */
#include "e2e.h"

#include <string.h>

#define COUNT 2000

/* In plain.c, which is never instrumented; it calls twice() back on its way. */
extern int plain_compare(const void *a, const void *b, int (*twice)(int));
extern int plain_leafless(const void *a, const void *b);

static long by_value, by_helper, by_text, by_plain, by_leafless, helped, twiced, recursed;
static int numbers[COUNT];
static const char *texts[COUNT];

PROBED void shuffle(void)
{
    unsigned seed = 12345;
    for (int i = 0; i < COUNT; i++) {
        seed = seed * 1103515245u + 12345u;
        numbers[i] = (int)(seed >> 8 & 0xffff);
    }
}

PROBED int compare_value(const void *a, const void *b)
{
    by_value++;
    return *(const int *)a - *(const int *)b;
}

PROBED int helper(const void *a, const void *b)
{
    helped++;
    return *(const int *)a - *(const int *)b;
}

PROBED int compare_helper(const void *a, const void *b)
{
    by_helper++;
    return helper(a, b);
}

PROBED int compare_text(const void *a, const void *b)
{
    by_text++;
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

PROBED int twice(int x)
{
    twiced++;
    return 2 * x;
}

PROBED int compare_plain(const void *a, const void *b)
{
    by_plain++;
    return plain_compare(a, b, twice);
}

PROBED int compare_leafless(const void *a, const void *b)
{
    by_leafless++;
    return plain_leafless(a, b);
}

/* Calls itself once: recursion that is real must stay. */
PROBED int compare_recursive(const void *a, const void *b)
{
    recursed++;
    if (a > b)
        return -compare_recursive(b, a);
    return *(const int *)a - *(const int *)b;
}

PROBED void sort(int (*compare)(const void *, const void *))
{
    shuffle();
    qsort(numbers, COUNT, sizeof *numbers, compare);
}

PROBED long search(int (*compare)(const void *, const void *))
{
    long found = 0;
    for (int i = 0; i < COUNT; i++) {
        int key = i * 32;
        found += bsearch(&key, numbers, COUNT, sizeof *numbers, compare) != NULL;
    }
    return found;
}

PROBED void sort_texts(void)
{
    qsort(texts, COUNT, sizeof *texts, compare_text);
}

int main(void)
{
    static char store[COUNT][8];
    shuffle();
    for (int i = 0; i < COUNT; i++) {
        snprintf(store[i], sizeof store[i], "%d", numbers[i]);
        texts[i] = store[i];
    }
    sort(compare_value);
    long before = by_value, found = search(compare_value);
    long searched = by_value - before;
    sort(compare_helper);
    sort_texts();
    sort(compare_plain);
    sort(compare_leafless);
    sort(compare_recursive);
    printf("%ld %ld %ld %ld %ld %ld %ld %ld %ld\n", found, by_value, by_helper, by_text, by_plain,
           by_leafless, helped, twiced, recursed);
    expect_edge("qsort", "compare_value", before);
    expect_edge("bsearch", "compare_value", searched);
    expect_calls("compare_value", by_value);
    expect_edge("qsort", "compare_helper", by_helper);
    expect_edge("compare_helper", "helper", helped);
    expect_calls("compare_helper", by_helper);
    expect_calls("helper", helped);
    expect_edge("qsort", "compare_text", by_text);
    expect_calls("compare_text", by_text);
    expect_edge("qsort", "compare_plain", by_plain);
    expect_calls("compare_plain", by_plain);
    expect_edge("plain_compare", "twice", twiced);
    expect_calls("twice", twiced);
    expect_edge("qsort", "compare_leafless", by_leafless);
    expect_calls("compare_leafless", by_leafless);
    expect_calls("compare_recursive", recursed);
    expect_edge("compare_helper", "compare_helper", 0);
    expect_edge("compare_text", "compare_text", 0);
    expect_edge("compare_plain", "compare_plain", 0);
    expect_edge("compare_leafless", "compare_leafless", 0);
    expect_stack("main;sort;qsort;compare_helper;helper", helped);
    return 0;
}
