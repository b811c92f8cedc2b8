/* SPDX-License-Identifier: MIT */
/* strpool.c - interned strings and byte-string maps over a pool; see strpool.h. */
#include "base/strpool.h"

#include "base/pool.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct ci_strpool {
    struct ci_pool memory;
    struct ci_strmap strings;
};

struct ci_strmap_entry {
    struct ci_strmap_entry *next;
    uint64_t hash;
    size_t len;
    void *value;
    char *key;
};

struct ci_strpool *ci_strpool_create(void)
{
    struct ci_pool memory = {0};
    struct ci_strpool *pool = ci_pool_alloc(&memory, 1, sizeof(*pool));
    pool->memory = memory; /* the pool is the first thing in itself */
    return pool;
}

void ci_strpool_destroy(struct ci_strpool *pool)
{
    if (!pool)
        return;
    struct ci_pool memory = pool->memory;
    ci_pool_deinit(&memory);
}

void *ci_strpool_alloc(struct ci_strpool *pool, size_t size)
{
    return ci_pool_alloc(&pool->memory, 1, size);
}

char *ci_strpool_copy(struct ci_strpool *pool, const char *text, size_t len)
{
    return ci_pool_copy(&pool->memory, text, len);
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
    return ci_pool_grow(&pool->memory, items, count, size);
}
