/* SPDX-License-Identifier: MIT */
/*
 * real.h - the allocator that the program would use without the interposer.
 *
 * It is whatever comes next in the loader's order, so that a program's own malloc stays its own.
 */
#ifndef CINSTR_MALLOC_REAL_H
#define CINSTR_MALLOC_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ci_real {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*reallocarray)(void *, size_t, size_t);
    void *(*memalign)(size_t, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void *(*valloc)(size_t);
    void *(*pvalloc)(size_t);
    void (*free)(void *);
    int (*dlclose)(void *);
    /* The function that allocates the buffers of streams, [start, end). */
    uintptr_t buffers_start, buffers_end;
};

/* Looked up at the first call; NULL during that lookup, which may itself allocate. */
const struct ci_real *ci_real_get(void);

enum { CI_REAL_EARLY_ALIGN = 16 };

/* For allocations during the lookup: a little zeroed memory that is never given back, aligned to
 * CI_REAL_EARLY_ALIGN. Aborts when it is used up. */
void *ci_real_early(size_t size);
bool ci_real_is_early(const void *pointer);
size_t ci_real_early_size(const void *pointer);

#endif
