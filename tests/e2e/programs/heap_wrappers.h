/* SPDX-License-Identifier: MIT */
/* heap_wrappers.h - allocators' wrappers, and what looks like one, in a unit of their own. */
#ifndef HEAP_WRAPPERS_H
#define HEAP_WRAPPERS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void *allocator(void *data, void *block, int size);
struct state {
    allocator *allocate;
    void *data;
};
struct base {
    int kind;
    struct base *next;
};

void *checked(size_t size);
char *old_style(unsigned size);
void *twice(size_t size);
void *with_header(size_t size);
void *grown(void *block, size_t size);
void *cleared(size_t number, size_t size);
void *by_default(void *data, void *block, int size);
void *by_pointer(struct state *state, int size);
struct base *new_base(int kind, size_t size);
void *vector_of(void *block, int *capacity, int size);

/* None of these passes on all that it returns, at the size that was asked for. */
void *sometimes(size_t size);
void *arena_get(size_t size);
void *chunk_of(size_t size);
void *find(int key);
void *found_or_made(int key);

#ifdef __cplusplus
}
#endif
#endif
