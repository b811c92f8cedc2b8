/* SPDX-License-Identifier: MIT */
/*
 * heap_wrappers.c - blocks that functions of another unit allocate, whose types are known here.
 * Each function makes ten, so that what is charged to a wrapper shows. No probe with calls=off.
 */
#include "e2e.h"
#include "heap_wrappers.h"

struct item {
    long number;
    char name[56];
};
struct derived {
    struct base base;
    double values[4];
};

void *volatile kept;
volatile int ten = 10;

/* Inlined where GCC inlines at all. */
static inline void *inlined(size_t number, size_t size)
{
    return twice(number * size);
}

static struct item *typed(size_t size)
{
    return twice(size);
}

PROBED void numbers(void)
{
    double *d = checked(100 * sizeof *d);
    d[ten] = 1;
    kept = d;
}

PROBED void texts(void)
{
    kept = old_style(40);
    struct item *item = (struct item *)old_style(sizeof *item);
    item->number = 1;
    kept = item;
}

PROBED void layers(void)
{
    struct item *item = twice(sizeof *item);
    item->number = 2;
    kept = item;
    long *longs = inlined((size_t)ten, sizeof *longs);
    longs[3] = 3;
    kept = longs;
    kept = typed(sizeof(struct item));
}

PROBED void headers(void)
{
    float *f = with_header((size_t)ten * sizeof *f);
    f[1] = 1;
    kept = f;
}

PROBED void grows(void)
{
    int *numbers = grown(NULL, 10 * sizeof *numbers);
    numbers = grown(numbers, 20 * sizeof *numbers);
    numbers[0] = 1;
    kept = numbers;
    int capacity = 0;
    struct item *items = NULL;
    for (int i = 0; i < 3; i++)
        items = vector_of(items, &capacity, sizeof *items);
    items->number = 1;
    kept = items;
}

PROBED void clears(void)
{
    struct item *items = cleared((size_t)ten, sizeof *items);
    items[1].number = 1;
    kept = items;
}

PROBED void pointers(void)
{
    struct state state = {by_default, NULL};
    struct item *item = by_pointer(&state, sizeof *item);
    item->number = 4;
    kept = item;
}

PROBED void derives(void)
{
    struct derived *derived = (struct derived *)new_base(1, sizeof *derived);
    derived->values[1] = 1;
    kept = derived;
    kept = new_base(2, sizeof(struct base));
}

PROBED void *found_or_made(int key)
{
    void *found = find(key);
    return found ? found : checked((size_t)key);
}

PROBED void others(void)
{
    short *shorts = sometimes(sizeof *shorts);
    *shorts = 1;
    shorts = sometimes(100 * sizeof *shorts);
    *shorts = 1;
    kept = shorts;
    shorts = arena_get(sizeof *shorts);
    *shorts = 1;
    kept = shorts;
    shorts = chunk_of(100 * sizeof *shorts);
    *shorts = 1;
    kept = shorts;
    kept = found_or_made(1);
    kept = found_or_made(200);
}

int main(void)
{
    for (int i = 0; i < 10; i++) {
        numbers();
        texts();
        layers();
        headers();
        grows();
        clears();
        pointers();
        derives();
        others();
    }
    return 0;
}
