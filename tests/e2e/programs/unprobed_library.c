/* SPDX-License-Identifier: MIT */
/* A library without probes that allocates: see heap_below.c. */
#include "unprobed_library.h"

#include <stdlib.h>
#include <string.h>

static __attribute__((noinline)) char *inner(size_t size)
{
    char *block = malloc(size);
    if (block)
        block[0] = 'x';
    return block;
}

char *library_make(size_t size)
{
    char *block = inner(size);
    if (block)
        block[size - 1] = 0;
    return block;
}

char *library_copy(const char *text)
{
    char *copy = strdup(text);
    if (copy)
        copy[0] = 'c';
    return copy;
}

char *library_grow(char *block, size_t size)
{
    char *grown = realloc(block, size);
    if (grown)
        grown[size - 1] = 0;
    return grown;
}

void library_free(char *block)
{
    block[0] = 0;
    free(block);
}

int library_each(int count, int (*call)(int))
{
    int sum = 0;
    char *scratch = calloc((size_t)count, 10);
    for (int i = 0; i < count; i++)
        sum += call(i) + scratch[i];
    free(scratch);
    return sum;
}

char *library_align(size_t alignment, size_t size)
{
    void *block = NULL;
    return posix_memalign(&block, alignment, size) ? NULL : block;
}
