/* SPDX-License-Identifier: MIT */
/* For heap_ways.c: code without probes that allocates and frees. */
#include <stdlib.h>

void plain_free(void *block);
void *plain_malloc(size_t size);

void plain_free(void *block)
{
    free(block);
}

void *plain_malloc(size_t size)
{
    return malloc(size);
}
