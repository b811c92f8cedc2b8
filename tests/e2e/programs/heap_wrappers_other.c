/* SPDX-License-Identifier: MIT */
/* Of heap_wrappers.c and heap_wrappers.cc: the functions of heap_wrappers.h. */
#include "e2e.h"
#include "heap_wrappers.h"

enum { HEADER = 32, CHUNK = 4096 };

PROBED void *checked(size_t size)
{
    void *block = malloc(size ? size : 1);
    if (!block)
        abort();
    return block;
}

PROBED char *old_style(unsigned size)
{
    char *block = malloc(size);
    if (block == NULL)
        exit(1);
    return block;
}

PROBED void *twice(size_t size)
{
    return checked(size);
}

PROBED void *with_header(size_t size)
{
    size_t *block = malloc(size + HEADER);
    if (!block)
        return NULL;
    *block = size;
    return (char *)block + HEADER;
}

PROBED void *grown(void *block, size_t size)
{
    if (!block)
        return checked(size);
    void *larger = realloc(block, size);
    if (!larger)
        abort();
    return larger;
}

PROBED void *cleared(size_t number, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(number, size, &bytes))
        abort();
    char *block = malloc(bytes);
    for (size_t i = 0; block && i < bytes; i++)
        block[i] = 0;
    return block;
}

PROBED void *by_default(void *data, void *block, int size)
{
    (void)data;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, (size_t)size);
}

PROBED void *by_pointer(struct state *state, int size)
{
    void *block = state->allocate(state->data, NULL, size);
    if (!block)
        abort();
    return block;
}

/* What derives from a base is known where it is made. */
PROBED struct base *new_base(int kind, size_t size)
{
    static struct base *all;
    struct base *base = checked(size);
    base->kind = kind;
    base->next = all;
    all = base;
    return base;
}

PROBED void *vector_of(void *block, int *capacity, int size)
{
    *capacity = *capacity < 4 ? 4 : 2 * *capacity;
    return grown(block, (size_t)*capacity * (size_t)size);
}

PROBED void *sometimes(size_t size)
{
    static char cache[64];
    return size <= sizeof cache ? cache : malloc(size);
}

PROBED void *arena_get(size_t size)
{
    static char *next;
    static size_t left;
    if (left < size) {
        next = malloc(CHUNK);
        left = CHUNK;
    }
    next += size;
    left -= size;
    return next - size;
}

PROBED void *chunk_of(size_t size)
{
    return malloc(size > CHUNK ? size : CHUNK);
}

PROBED void *find(int key)
{
    static int table[100];
    return key < 100 ? &table[key] : NULL;
}
