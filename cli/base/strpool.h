/* SPDX-License-Identifier: MIT */
/*
 * strpool.h - a pool with interned strings, and maps from byte strings to pointers.
 *
 * Nothing is freed before ci_strpool_destroy(). Running out of memory ends the process as in
 * pool.h; no caller has to check for NULL. Not thread-safe.
 */
#ifndef CINSTR_CLI_BASE_STRPOOL_H
#define CINSTR_CLI_BASE_STRPOOL_H

#include <stddef.h>

struct ci_strpool; /* opaque */

struct ci_strpool *ci_strpool_create(void);
void ci_strpool_destroy(struct ci_strpool *pool); /* NULL is fine */

/* Zeroed memory, aligned for any type. */
void *ci_strpool_alloc(struct ci_strpool *pool, size_t size);

/* A NUL-terminated copy of the LEN bytes at TEXT. */
char *ci_strpool_copy(struct ci_strpool *pool, const char *text, size_t len);

/* printf into the pool. */
char *ci_strpool_format(struct ci_strpool *pool, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull));

/* The one copy of these bytes: equal strings of one pool have equal addresses. */
const char *ci_strpool_intern(struct ci_strpool *pool, const char *text, size_t len);

/* A map from byte strings to pointers; zero it to make it empty. Its memory is the pool's. */
struct ci_strmap {
    struct ci_strmap_entry **buckets;
    size_t bucket_count; /* a power of two, or 0 */
    size_t entry_count;
};

/*
 * The place of KEY's value, made with a NULL value where KEY is new. The place stays valid until
 * the pool is destroyed.
 */
void **ci_strmap_slot(struct ci_strpool *pool, struct ci_strmap *map, const void *key, size_t len);

/*
 * Makes room for one more element: with COUNT elements of SIZE bytes at ITEMS, returns ITEMS or a
 * copy with twice the room when COUNT is 0 or a power of two. Grows by pool memory, so growing an
 * array of n elements costs 2n.
 */
void *ci_strpool_grow(struct ci_strpool *pool, void *items, size_t count, size_t size);

#endif
