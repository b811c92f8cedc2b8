/* SPDX-License-Identifier: MIT */
/*
 * gzip.c - zlib at level 1 in memory of the arena.
 *
 * Parts are packed by protobuf_c_message_pack, not by protobuf_c_message_pack_to_buffer: the latter
 * buffers every submessage above 256 bytes by malloc.
 */
#include "gzip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char no_memory[] = "no memory";

static void *gzip_alloc(void *arena, unsigned count, unsigned size)
{
    return ci_arena_get(arena, (size_t)count * size);
}

static void gzip_free(void *arena, void *memory)
{
    (void)arena, (void)memory; /* the arena is given back whole */
}

void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd)
{
    *gzip = (struct ci_gzip){.arena = arena, .fd = fd};
    gzip->output = ci_arena_get(arena, CI_GZIP_OUTPUT_BYTES);
    gzip->stream.zalloc = gzip_alloc;
    gzip->stream.zfree = gzip_free;
    gzip->stream.opaque = arena;
    if (!gzip->output || deflateInit2(&gzip->stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16,
                                      MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        gzip->error = no_memory;
        return;
    }
    gzip->header.os = 255; /* unknown, and no time: equal profiles are equal files */
    deflateSetHeader(&gzip->stream, &gzip->header);
    gzip->stream.next_out = gzip->output;
    gzip->stream.avail_out = CI_GZIP_OUTPUT_BYTES;
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
    gzip->stream.avail_out = CI_GZIP_OUTPUT_BYTES;
}

/* Compresses all of the input, and with Z_FINISH ends the file. */
static void gzip_deflate(struct ci_gzip *gzip, int flush)
{
    int state = Z_OK;
    while (!gzip->error && (flush == Z_FINISH ? state != Z_STREAM_END : gzip->stream.avail_in)) {
        state = deflate(&gzip->stream, flush);
        if (gzip->stream.avail_out == 0 || state == Z_STREAM_END)
            gzip_flush(gzip);
    }
}

void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message)
{
    if (gzip->error)
        return;
    size_t size = protobuf_c_message_get_packed_size(message);
    if (size > gzip->part_size) {
        gzip->part_size = size * 2;
        gzip->part = ci_arena_get(gzip->arena, gzip->part_size);
        if (!gzip->part) {
            gzip->error = no_memory;
            return;
        }
    }
    protobuf_c_message_pack(message, gzip->part);
    gzip->stream.next_in = gzip->part;
    gzip->stream.avail_in = (unsigned)size;
    gzip_deflate(gzip, Z_NO_FLUSH);
}

const char *ci_gzip_close(struct ci_gzip *gzip)
{
    gzip_deflate(gzip, Z_FINISH);
    deflateEnd(&gzip->stream);
    return gzip->error;
}
