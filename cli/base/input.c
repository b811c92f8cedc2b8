/* SPDX-License-Identifier: MIT */
/* input.c - whole files, gzip'd or not, with a limit on what they may grow to. */
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FIRST_SIZE = 64 * 1024, INFLATE_STEP = 1 << 30 };

/* Doubles the room of the bytes, up to LIMIT. Returns -1 when it is at the limit already. */
static int grow(struct ci_bytes *bytes, size_t *room, size_t limit, struct ci_error *error)
{
    if (*room >= limit)
        return ci_error_set(error, "more than %zu bytes of profile data; record a shorter run",
                            limit);
    size_t larger = *room < FIRST_SIZE ? FIRST_SIZE : *room * 2;
    if (larger > limit)
        larger = limit;
    unsigned char *data = realloc(bytes->data, larger);
    if (!data)
        return ci_error_set(error, "out of memory for %zu bytes of profile data", larger);
    bytes->data = data;
    *room = larger;
    return 0;
}

static int drop(struct ci_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct ci_bytes){0};
    return -1;
}

static int read_all(int fd, struct ci_bytes *out, struct ci_error *error)
{
    size_t room = 0;
    for (;;) {
        if (out->size == room && grow(out, &room, CI_INPUT_LIMIT, error))
            return -1;
        ssize_t got = read(fd, out->data + out->size, room - out->size);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return ci_error_set(error, "cannot be read: %s", strerror(errno));
        if (got > 0)
            out->size += (size_t)got;
    }
}

int ci_input_read(const char *path, struct ci_bytes *out, struct ci_error *error)
{
    *out = (struct ci_bytes){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ci_error_set(error, "cannot be opened: %s; name a profile file", strerror(errno));
    int status = read_all(fd, out, error);
    close(fd);
    return status ? drop(out) : 0;
}

bool ci_input_is_gzip(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    return size >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

static int explain(int code, struct ci_error *error)
{
    if (code == Z_MEM_ERROR)
        return ci_error_set(error, "out of memory while decompressing");
    if (code == Z_BUF_ERROR)
        return ci_error_set(error, "the gzip data are cut off; copy or record the file again");
    return ci_error_set(error, "the gzip data are damaged; copy or record the file again");
}

/* Feeds zlib, whose counts are 32 bits wide, until the last member of the file has ended. */
static int inflate_all(z_stream *stream, size_t left, size_t limit, struct ci_bytes *out,
                       struct ci_error *error)
{
    size_t room = 0;
    for (;;) {
        if (stream->avail_in == 0 && left) {
            stream->avail_in = left > INFLATE_STEP ? INFLATE_STEP : (uInt)left;
            left -= stream->avail_in;
        }
        /* One byte more than the limit, so that data of exactly its size can end. */
        if (out->size == room && grow(out, &room, limit + 1, error))
            return -1;
        size_t free_room = room - out->size;
        uInt offered = free_room > INFLATE_STEP ? INFLATE_STEP : (uInt)free_room;
        stream->next_out = out->data + out->size;
        stream->avail_out = offered;
        int code = inflate(stream, Z_NO_FLUSH);
        out->size += offered - stream->avail_out;
        if (out->size > limit)
            return grow(out, &room, limit, error);
        if (code == Z_STREAM_END) {
            if (stream->avail_in == 0 && left == 0)
                return 0;
            code = inflateReset(stream);
        } else if (code == Z_BUF_ERROR && stream->avail_out == 0) {
            code = Z_OK;
        }
        if (code != Z_OK)
            return explain(code, error);
    }
}

int ci_input_inflate(const void *data, size_t size, size_t limit, struct ci_bytes *out,
                     struct ci_error *error)
{
    *out = (struct ci_bytes){0};
    z_stream stream = {.next_in = (unsigned char *)data};
    int code = inflateInit2(&stream, 16 + MAX_WBITS);
    if (code != Z_OK)
        return explain(code, error);
    int status = inflate_all(&stream, size, limit, out, error);
    inflateEnd(&stream);
    return status ? drop(out) : 0;
}
