/* SPDX-License-Identifier: MIT */
/* gzip.c - zlib at level 1, in memory of the arena and between two buffers. */
#include "gzip.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* A small hash table, since it is cleared for each buffer; with level 9 the file is no smaller. */
enum { GZIP_MEMORY_LEVEL = 7 };

/*
 * zlib keeps a window of 64 KiB. Each time that it is full, zlib moves half of it and corrects
 * every entry of two tables, a sixth of the time that stacks take to compress. A full flush makes
 * it begin at the front of the window again; so each buffer is flushed, and fits. What a buffer
 * cannot refer to, the buffer before it, costs a stack or two.
 */
enum { GZIP_WINDOW_BYTES = 2 << MAX_WBITS, GZIP_LOOKAHEAD_BYTES = 262 };
_Static_assert(CI_GZIP_BUFFER_BYTES < GZIP_WINDOW_BYTES - GZIP_LOOKAHEAD_BYTES,
               "a buffer fits into the window that zlib does not move");

static void *gzip_alloc(void *arena, unsigned count, unsigned size)
{
    return ci_arena_get(arena, (size_t)count * size);
}

static void gzip_free(void *arena, void *memory)
{
    (void)arena, (void)memory; /* the arena is given back whole */
}

/* Writes what has been compressed so far. */
static void gzip_flush(struct ci_gzip *gzip)
{
    const uint8_t *bytes = gzip->output, *end = gzip->stream.next_out;
    while (bytes < end && !gzip->error) {
        ssize_t written = write(gzip->fd, bytes, (size_t)(end - bytes));
        if (written > 0)
            bytes += written;
        else if (written == 0 || errno != EINTR)
            gzip->error = written ? strerrordesc_np(errno) : "nothing can be written";
    }
    gzip->stream.next_out = gzip->output;
    gzip->stream.avail_out = CI_GZIP_BUFFER_BYTES;
}

/* Compresses all of the input, with Z_FULL_FLUSH, or with Z_FINISH, which ends the file. */
static void gzip_deflate(struct ci_gzip *gzip, int flush)
{
    bool full = true;
    gzip->stream.next_in = gzip->input;
    gzip->stream.avail_in = (unsigned)gzip->input_used;
    while (!gzip->error && full) {
        deflate(&gzip->stream, flush);
        full = gzip->stream.avail_out == 0;
        if (full || flush == Z_FINISH)
            gzip_flush(gzip);
    }
    gzip->input_used = 0;
}

void ci_gzip_append(struct ci_gzip *gzip, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        size_t room = CI_GZIP_BUFFER_BYTES - gzip->input_used;
        size_t part = size < room ? size : room;
        memcpy(gzip->input + gzip->input_used, bytes, part);
        gzip->input_used += part;
        bytes += part;
        size -= part;
        if (gzip->input_used == CI_GZIP_BUFFER_BYTES)
            gzip_deflate(gzip, Z_FULL_FLUSH);
    }
}

/* What protobuf-c calls with packed bytes, a few at a time. */
static void gzip_take(ProtobufCBuffer *buffer, size_t size, const uint8_t *bytes)
{
    ci_gzip_append((struct ci_gzip *)buffer, bytes, size);
}

void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd)
{
    *gzip = (struct ci_gzip){.base.append = gzip_take, .fd = fd};
    gzip->input = ci_arena_get(arena, CI_GZIP_BUFFER_BYTES);
    gzip->output = ci_arena_get(arena, CI_GZIP_BUFFER_BYTES);
    gzip->stream.zalloc = gzip_alloc;
    gzip->stream.zfree = gzip_free;
    gzip->stream.opaque = arena;
    if (!gzip->input || !gzip->output ||
        deflateInit2(&gzip->stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, GZIP_MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        gzip->error = "no memory";
        return;
    }
    gzip->header.os = 255; /* unknown, and no time: equal profiles are equal files */
    deflateSetHeader(&gzip->stream, &gzip->header);
    gzip->stream.next_out = gzip->output;
    gzip->stream.avail_out = CI_GZIP_BUFFER_BYTES;
}

void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message)
{
    if (!gzip->error)
        protobuf_c_message_pack_to_buffer(message, &gzip->base);
}

const char *ci_gzip_close(struct ci_gzip *gzip)
{
    gzip_deflate(gzip, Z_FINISH);
    deflateEnd(&gzip->stream);
    return gzip->error;
}
