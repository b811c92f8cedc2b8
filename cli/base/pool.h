/* SPDX-License-Identifier: MIT */
/*
 * pool.h - memory that is released all at once, and buffers that grow.
 *
 * A profile, a graph and a report each own one pool; nothing in it is freed alone. A zeroed struct
 * is an empty pool without a limit.
 */
#ifndef CINSTR_CLI_BASE_POOL_H
#define CINSTR_CLI_BASE_POOL_H

#include <stddef.h>

struct ci_pool {
    struct pool_chunk *chunks;  /* the newest first */
    size_t taken;               /* bytes handed out */
    size_t limit;               /* the most to hand out; 0: no limit */
    struct ci_bytemap *strings; /* of ci_pool_intern (map.h); NULL: none yet */
};

/* Uninitialised memory, aligned for every type; NULL when the limit or the memory is exhausted. */
void *ci_pool_try(struct ci_pool *pool, size_t size);

/* Zeroed memory for COUNT things of SIZE bytes. Ends the process when there is none. */
void *ci_pool_alloc(struct ci_pool *pool, size_t count, size_t size);

/*
 * The array of COUNT things of SIZE bytes with room for one more: OLD itself, or a copy twice as
 * large when COUNT is 0 or a power of two. Ends the process when there is no memory.
 */
void *ci_pool_grow(struct ci_pool *pool, void *old, size_t count, size_t size);

/* A copy of the LENGTH bytes at TEXT, followed by a NUL. Ends the process when there is no memory.
 */
char *ci_pool_copy(struct ci_pool *pool, const char *text, size_t length);

/* As sprintf, into the pool. */
char *ci_pool_format(struct ci_pool *pool, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Releases everything; the pool is then empty and can be used again. */
void ci_pool_deinit(struct ci_pool *pool);

/* Text or bytes that grow, followed by a NUL once there are any. A zeroed struct is empty. */
struct ci_buffer {
    char *bytes; /* malloc's */
    size_t length, room;
};

/* Ends the process when there is no memory. */
void ci_buffer_append(struct ci_buffer *buffer, const void *bytes, size_t length);

/* Frees and empties the buffer. */
void ci_buffer_deinit(struct ci_buffer *buffer);

/* Frees the buffer and returns its bytes, copied into the pool as a string. */
const char *ci_buffer_finish(struct ci_buffer *buffer, struct ci_pool *pool);

/* Says on stderr that there is no memory and ends the process with EXIT_USAGE. */
_Noreturn void ci_pool_exhausted(void);

#endif
