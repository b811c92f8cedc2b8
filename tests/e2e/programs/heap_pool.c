/* SPDX-License-Identifier: MIT */
/* Allocators of the program's own that GCC inlines where it may: one of static memory, one of
 * chunks from malloc. */
#include <stdio.h>
#include <stdlib.h>

struct pool {
    char *next, *end;
};

static inline void *pool_take(struct pool *pool, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if ((size_t)(pool->end - pool->next) < size)
        return NULL;
    void *taken = pool->next;
    pool->next += size;
    return taken;
}

static inline void *chunk_take(struct pool *pool, size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if ((size_t)(pool->end - pool->next) < size) {
        pool->next = malloc(4096);
        if (!pool->next)
            abort();
        pool->end = pool->next + 4096;
    }
    void *taken = pool->next;
    pool->next += size;
    return taken;
}

struct node {
    struct node *left, *right;
    int value;
};

struct leaf {
    int value;
};

int main(void)
{
    static char room[1 << 16];
    struct pool fixed = {room, room + sizeof room}, chunks = {NULL, NULL};
    int sum = 0;
    for (int i = 0; i < 1000; i++) {
        struct node *node = pool_take(&fixed, sizeof *node);
        node->value = i;
        struct leaf *leaf = chunk_take(&chunks, sizeof *leaf);
        leaf->value = i;
        sum += node->value + leaf->value;
    }
    printf("%d\n", sum);
    return 0;
}
