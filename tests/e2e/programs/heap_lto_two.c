/* SPDX-License-Identifier: MIT */
/* For heap_lto_one.c. */
#include <stdlib.h>

void *checked(size_t size) __attribute__((malloc, alloc_size(1)));
void use(void *block);

struct link {
    struct link *next;
    void *block;
};
static struct link *volatile links;

void *checked(size_t size)
{
    void *block = malloc(size);
    if (!block)
        abort();
    return block;
}

void use(void *block)
{
    struct link *link = malloc(sizeof *link);
    link->next = links;
    link->block = block;
    links = link;
}
