/* SPDX-License-Identifier: MIT */
/* gzip.c - blocks of deflate in gzip's frame (RFC 1952), between two buffers of the arena. */
#include "gzip.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* Output is written once there is so much of it. */
enum { GZIP_WRITE_BYTES = 64 << 10 };

static void gzip_flush(struct ci_gzip *gzip)
{
    const uint8_t *bytes = gzip->output;
    while (bytes < gzip->output_end && !gzip->error) {
        ssize_t written = write(gzip->fd, bytes, (size_t)(gzip->output_end - bytes));
        if (written > 0)
            bytes += written;
        else if (written == 0 || errno != EINTR)
            gzip->error = written ? strerrordesc_np(errno) : "nothing can be written";
    }
    gzip->output_end = gzip->output;
}

static void gzip_compress(struct ci_gzip *gzip, bool last)
{
    if (!gzip->error) {
        gzip->checksum = (uint32_t)crc32(gzip->checksum, gzip->input, (uInt)gzip->input_used);
        gzip->size += (uint32_t)gzip->input_used;
        gzip->output_end =
            ci_deflate_block(gzip->deflate, gzip->input, gzip->input_used, last, gzip->output_end);
        if (gzip->output_end - gzip->output >= GZIP_WRITE_BYTES)
            gzip_flush(gzip);
    }
    gzip->input_used = 0;
}

void ci_gzip_compress(struct ci_gzip *gzip)
{
    gzip_compress(gzip, false);
}

void ci_gzip_append(struct ci_gzip *gzip, const uint8_t *bytes, size_t size)
{
    while (size > 0 && !gzip->error) {
        size_t room = CI_GZIP_ROOM_MAX - gzip->input_used;
        size_t part = size < room ? size : room;
        memcpy(gzip->input + gzip->input_used, bytes, part);
        gzip->input_used += part;
        bytes += part;
        size -= part;
        if (gzip->input_used == CI_GZIP_ROOM_MAX)
            ci_gzip_compress(gzip);
    }
}

/* What protobuf-c calls with packed bytes, a few at a time. */
static void gzip_append(ProtobufCBuffer *buffer, size_t size, const uint8_t *bytes)
{
    ci_gzip_append((struct ci_gzip *)buffer, bytes, size);
}

/* A number of four bytes, the lowest first. */
static void gzip_put_number(struct ci_gzip *gzip, uint32_t number)
{
    for (int i = 0; i < 4; i++, number >>= 8)
        *gzip->output_end++ = (uint8_t)number;
}

void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd)
{
    /* Deflate, no flags, no time, made fast, on no system: equal profiles are equal files. */
    static const uint8_t head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255};
    *gzip = (struct ci_gzip){
        .base.append = gzip_append,
        .fd = fd,
        .deflate = ci_arena_get(arena, sizeof *gzip->deflate),
        .input = ci_arena_get(arena, CI_GZIP_ROOM_MAX + CI_WIRE_STEP),
        .output = ci_arena_get(arena, GZIP_WRITE_BYTES + CI_DEFLATE_OUTPUT_MAX),
    };
    if (!gzip->deflate || !gzip->input || !gzip->output) {
        gzip->error = "no memory";
        return;
    }
    memcpy(gzip->output, head, sizeof head);
    gzip->output_end = gzip->output + sizeof head;
}

void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message)
{
    if (!gzip->error)
        protobuf_c_message_pack_to_buffer(message, &gzip->base);
}

const char *ci_gzip_close(struct ci_gzip *gzip)
{
    if (gzip->error)
        return gzip->error;
    gzip_compress(gzip, true);
    gzip_put_number(gzip, gzip->checksum);
    gzip_put_number(gzip, gzip->size);
    gzip_flush(gzip);
    return gzip->error;
}
