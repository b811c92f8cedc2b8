/* SPDX-License-Identifier: MIT */
/* gzip.c - a gzip file (RFC 1952) of one member around a deflated stream. */
#include "gzip.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Deflated, made by the fastest method on an unknown system, and no time: equal profiles are equal
 * files. */
static const uint8_t gzip_head[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255};

static void gzip_put(struct ci_gzip *gzip, const uint8_t *bytes, size_t size)
{
    const uint8_t *end = bytes + size;
    while (bytes < end && !gzip->error) {
        ssize_t written = write(gzip->fd, bytes, (size_t)(end - bytes));
        if (written > 0)
            bytes += written;
        else if (written == 0 || errno != EINTR)
            gzip->error = written ? strerrordesc_np(errno) : "nothing can be written";
    }
}

/* What the compressor calls with what it has made. */
static void gzip_take_deflated(struct ci_deflate *deflate, const uint8_t *bytes, size_t size)
{
    gzip_put((struct ci_gzip *)((char *)deflate - offsetof(struct ci_gzip, deflate)), bytes, size);
}

/* What protobuf-c calls with packed bytes, a few at a time. */
static void gzip_take_packed(ProtobufCBuffer *buffer, size_t size, const uint8_t *bytes)
{
    ci_gzip_append((struct ci_gzip *)buffer, bytes, size);
}

void ci_gzip_open(struct ci_gzip *gzip, struct ci_arena *arena, int fd)
{
    *gzip = (struct ci_gzip){.base.append = gzip_take_packed, .fd = fd};
    if (ci_deflate_open(&gzip->deflate, arena, gzip_take_deflated))
        gzip_put(gzip, gzip_head, sizeof gzip_head);
    else
        gzip->error = "no memory";
}

void ci_gzip_append(struct ci_gzip *gzip, const uint8_t *bytes, size_t size)
{
    if (!gzip->error)
        ci_deflate_add(&gzip->deflate, bytes, size);
}

void ci_gzip_repeat(struct ci_gzip *gzip, const uint8_t *bytes, size_t size, uint64_t distance)
{
    if (!gzip->error)
        ci_deflate_repeat(&gzip->deflate, bytes, size, distance);
}

void ci_gzip_write(struct ci_gzip *gzip, const ProtobufCMessage *message)
{
    if (!gzip->error)
        protobuf_c_message_pack_to_buffer(message, &gzip->base);
}

/* The least significant byte first. */
static void gzip_store(uint8_t *to, uint32_t number)
{
    for (int i = 0; i < 4; i++, number >>= 8)
        to[i] = (uint8_t)number;
}

const char *ci_gzip_close(struct ci_gzip *gzip)
{
    uint8_t tail[8];
    if (gzip->error)
        return gzip->error;
    ci_deflate_close(&gzip->deflate);
    gzip_store(tail, gzip->deflate.crc);
    gzip_store(tail + 4, (uint32_t)gzip->deflate.total);
    gzip_put(gzip, tail, sizeof tail);
    return gzip->error;
}
