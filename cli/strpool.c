/* SPDX-License-Identifier: MIT */
/* strpool.c - arena, interned strings and byte-string maps; see strpool.h. */
#include "strpool.h"

#include "command.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

struct chunk {
    struct chunk *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

struct ci_strpool {
    struct chunk *chunks; /* the newest first; only it has free room */
    struct ci_strmap strings;
};

struct ci_strmap_entry {
    struct ci_strmap_entry *next;
    uint64_t hash;
    size_t len;
    void *value;
    char *key;
};

static void *checked_calloc(size_t size)
{
    void *memory = calloc(1, size);
    if (!memory) {
        fprintf(stderr, "cinstr: out of memory\n");
        exit(EXIT_USAGE);
    }
    return memory;
}

struct ci_strpool *ci_strpool_create(void)
{
    return checked_calloc(sizeof(struct ci_strpool));
}

void ci_strpool_destroy(struct ci_strpool *pool)
{
    if (!pool)
        return;
    while (pool->chunks) {
        struct chunk *next = pool->chunks->next;
        free(pool->chunks);
        pool->chunks = next;
    }
    free(pool);
}

void *ci_strpool_alloc(struct ci_strpool *pool, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    size = (size + align - 1) & ~(align - 1);
    struct chunk *chunk = pool->chunks;
    if (!chunk || chunk->size - chunk->used < size) {
        size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
        chunk = checked_calloc(sizeof(*chunk) + room);
        chunk->size = room;
        chunk->next = pool->chunks;
        pool->chunks = chunk;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

char *ci_strpool_copy(struct ci_strpool *pool, const char *text, size_t len)
{
    char *copy = ci_strpool_alloc(pool, len + 1);
    if (len)
        memcpy(copy, text, len);
    return copy;
}

char *ci_strpool_format(struct ci_strpool *pool, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = ci_strpool_alloc(pool, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

/* FNV-1a, 64 bit. */
static uint64_t hash_bytes(const char *key, size_t len)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)key[i]) * 1099511628211u;
    return hash;
}

static void grow_buckets(struct ci_strpool *pool, struct ci_strmap *map)
{
    size_t count = map->bucket_count ? map->bucket_count * 2 : 16;
    struct ci_strmap_entry **buckets =
        ci_strpool_alloc(pool, count * sizeof(struct ci_strmap_entry *));
    for (size_t i = 0; i < map->bucket_count; i++) {
        struct ci_strmap_entry *entry = map->buckets[i];
        while (entry) {
            struct ci_strmap_entry *next = entry->next;
            entry->next = buckets[entry->hash & (count - 1)];
            buckets[entry->hash & (count - 1)] = entry;
            entry = next;
        }
    }
    map->buckets = buckets;
    map->bucket_count = count;
}

static struct ci_strmap_entry *find_or_add(struct ci_strpool *pool, struct ci_strmap *map,
                                           const void *key, size_t len)
{
    uint64_t hash = hash_bytes(key, len);
    if (map->bucket_count) {
        struct ci_strmap_entry *entry = map->buckets[hash & (map->bucket_count - 1)];
        for (; entry; entry = entry->next)
            if (entry->hash == hash && entry->len == len && memcmp(entry->key, key, len) == 0)
                return entry;
    }
    if (map->entry_count >= map->bucket_count)
        grow_buckets(pool, map);
    struct ci_strmap_entry *entry = ci_strpool_alloc(pool, sizeof(*entry));
    struct ci_strmap_entry **bucket = &map->buckets[hash & (map->bucket_count - 1)];
    *entry = (struct ci_strmap_entry){*bucket, hash, len, NULL, ci_strpool_copy(pool, key, len)};
    *bucket = entry;
    map->entry_count++;
    return entry;
}

void **ci_strmap_slot(struct ci_strpool *pool, struct ci_strmap *map, const void *key, size_t len)
{
    return &find_or_add(pool, map, key, len)->value;
}

const char *ci_strpool_intern(struct ci_strpool *pool, const char *text, size_t len)
{
    return find_or_add(pool, &pool->strings, text, len)->key;
}

void *ci_strpool_grow(struct ci_strpool *pool, void *items, size_t count, size_t size)
{
    if (count & (count - 1))
        return items;
    void *larger = ci_strpool_alloc(pool, (count ? count * 2 : 1) * size);
    if (count)
        memcpy(larger, items, count * size);
    return larger;
}
