/* SPDX-License-Identifier: MIT */
/* pool.c - chunks of memory that are filled from the front; buffers that double. */
#include "base/pool.h"
#include "base/status.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_chunk {
    struct pool_chunk *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

/* Under AddressSanitizer each piece is a malloc of its own, so that an overflow is seen. */
#ifdef __SANITIZE_ADDRESS__
enum { CHUNK_SIZE = 0 };
#else
enum { CHUNK_SIZE = 256 * 1024 };
#endif

_Noreturn void ci_pool_exhausted(void)
{
    fprintf(stderr, "cinstr: out of memory; use a machine with more or a smaller profile\n");
    exit(EXIT_USAGE);
}

static struct pool_chunk *add_chunk(struct ci_pool *pool, size_t size)
{
    size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
    if (room > SIZE_MAX - sizeof(struct pool_chunk))
        return NULL;
    struct pool_chunk *chunk = malloc(sizeof *chunk + room);
    if (!chunk)
        return NULL;
    chunk->used = 0;
    chunk->size = room;
    chunk->next = pool->chunks;
    pool->chunks = chunk;
    return chunk;
}

void *ci_pool_try(struct ci_pool *pool, size_t size)
{
    const size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        return NULL;
    size_t rounded = (size + align - 1) / align * align;
    if (pool->limit && rounded > pool->limit - pool->taken)
        return NULL;
    struct pool_chunk *chunk = pool->chunks;
    if (!chunk || rounded > chunk->size - chunk->used)
        chunk = add_chunk(pool, CHUNK_SIZE ? rounded : size);
    if (!chunk)
        return NULL;
    void *memory = chunk->bytes + chunk->used;
    chunk->used = CHUNK_SIZE ? chunk->used + rounded : chunk->size;
    pool->taken += rounded;
    return memory;
}

void *ci_pool_alloc(struct ci_pool *pool, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        ci_pool_exhausted();
    void *memory = ci_pool_try(pool, bytes);
    if (!memory)
        ci_pool_exhausted();
    return memset(memory, 0, bytes);
}

void *ci_pool_grow(struct ci_pool *pool, void *old, size_t count, size_t size)
{
    if (count & (count - 1))
        return old;
    size_t bytes;
    if (__builtin_mul_overflow(count ? count * 2 : 1, size, &bytes))
        ci_pool_exhausted();
    void *memory = ci_pool_try(pool, bytes);
    if (!memory)
        ci_pool_exhausted();
    if (count)
        memcpy(memory, old, count * size);
    return memory;
}

char *ci_pool_copy(struct ci_pool *pool, const char *text, size_t length)
{
    char *copy = ci_pool_try(pool, length + 1);
    if (!copy)
        ci_pool_exhausted();
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *ci_pool_format(struct ci_pool *pool, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length < 0 ? NULL : ci_pool_try(pool, (size_t)length + 1);
    if (!text)
        ci_pool_exhausted();
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void ci_pool_deinit(struct ci_pool *pool)
{
    while (pool->chunks) {
        struct pool_chunk *chunk = pool->chunks;
        pool->chunks = chunk->next;
        free(chunk);
    }
    pool->taken = 0;
    pool->strings = NULL;
}

void ci_buffer_append(struct ci_buffer *buffer, const void *bytes, size_t length)
{
    if (buffer->room - buffer->length <= length) {
        size_t room = 2 * buffer->room + length + 1;
        char *larger = realloc(buffer->bytes, room);
        if (!larger)
            ci_pool_exhausted();
        buffer->bytes = larger;
        buffer->room = room;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

void ci_buffer_deinit(struct ci_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct ci_buffer){0};
}

const char *ci_buffer_finish(struct ci_buffer *buffer, struct ci_pool *pool)
{
    const char *text = ci_pool_copy(pool, buffer->bytes, buffer->length);
    ci_buffer_deinit(buffer);
    return text;
}
