/* SPDX-License-Identifier: MIT */
/* gzip.c - zlib at level 1, in memory of the arena and between two buffers. */
#include "gzip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* zlib slides its hash table with each 32 KiB of input; with the table of level 9 this takes longer
 * than the compression of stacks, and the file does not get smaller. */
enum { GZIP_MEMORY_LEVEL = 7 };

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

/* Compresses all of the input, and with Z_FINISH ends the file. */
static void gzip_deflate(struct ci_gzip *gzip, int flush)
{
    int state = Z_OK;
    gzip->stream.next_in = gzip->input;
    gzip->stream.avail_in = (unsigned)gzip->input_used;
    while (!gzip->error && (flush == Z_FINISH ? state != Z_STREAM_END : gzip->stream.avail_in)) {
        state = deflate(&gzip->stream, flush);
        if (gzip->stream.avail_out == 0 || state == Z_STREAM_END)
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
            gzip_deflate(gzip, Z_NO_FLUSH);
    }
}

/* protobuf-c calls this with packed bytes, a few at a time. */
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
