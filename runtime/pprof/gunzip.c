/* SPDX-License-Identifier: MIT */
/* gunzip.c - reads a file whole, inflates it in one step, unpacks the message. */
#include "gunzip.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { GUNZIP_TRAILER = 8 }; /* check sum and size of what was compressed */

static const char damaged[] = "it is damaged";

static void *gunzip_alloc_items(void *arena, unsigned count, unsigned size)
{
    return ci_arena_get(arena, (size_t)count * size);
}

static void *gunzip_alloc(void *arena, size_t size)
{
    return ci_arena_get(arena, size);
}

static void gunzip_free(void *arena, void *memory)
{
    (void)arena, (void)memory; /* the arena is given back whole */
}

static uint8_t *gunzip_read(struct ci_arena *arena, int fd, size_t *size, const char **reason)
{
    struct stat status;
    if (fstat(fd, &status)) {
        *reason = strerrordesc_np(errno);
        return NULL;
    }
    size_t used = 0;
    *size = (size_t)status.st_size;
    uint8_t *bytes = ci_arena_get(arena, *size + 1);
    *reason = bytes ? NULL : "no memory";
    while (bytes && used < *size && !*reason) {
        ssize_t got = read(fd, bytes + used, *size - used);
        if (got > 0)
            used += (size_t)got;
        else if (got == 0)
            *reason = damaged;
        else if (errno != EINTR)
            *reason = strerrordesc_np(errno);
    }
    return *reason ? NULL : bytes;
}

/* The file's last four bytes tell how much it holds. */
static uint8_t *gunzip_inflate(struct ci_arena *arena, uint8_t *bytes, size_t size, size_t *length,
                               const char **reason)
{
    *reason = damaged;
    if (size < 2 * GUNZIP_TRAILER || size > UINT32_MAX)
        return NULL;
    const uint8_t *end = bytes + size;
    *length = end[-4] | (size_t)end[-3] << 8 | (size_t)end[-2] << 16 | (size_t)end[-1] << 24;
    uint8_t *text = ci_arena_get(arena, *length + 1);
    z_stream stream = {.zalloc = gunzip_alloc_items, .zfree = gunzip_free, .opaque = arena};
    if (!text || inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) {
        *reason = "no memory";
        return NULL;
    }
    stream.next_in = bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = text;
    stream.avail_out = (unsigned)*length;
    int state = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (state != Z_STREAM_END || stream.avail_in > 0 || stream.avail_out > 0)
        return NULL;
    *reason = NULL;
    return text;
}

Cinstr__Profile *ci_gunzip_profile(struct ci_arena *arena, const char *path, const char **reason)
{
    ProtobufCAllocator allocator = {gunzip_alloc, gunzip_free, arena};
    size_t size = 0, length = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        *reason = strerrordesc_np(errno);
        return NULL;
    }
    uint8_t *bytes = gunzip_read(arena, fd, &size, reason);
    close(fd);
    uint8_t *text = bytes ? gunzip_inflate(arena, bytes, size, &length, reason) : NULL;
    Cinstr__Profile *profile = text ? cinstr__profile__unpack(&allocator, length, text) : NULL;
    if (text && !profile)
        *reason = damaged;
    return profile;
}
