/* SPDX-License-Identifier: MIT */
/* bytes.c - bytes that grow; zlib's streams from memory to memory. */
#include "base/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

enum { FIRST_SIZE = 64 * 1024 };

/* zlib's counts are 32 bits wide. */
enum { STEP = 1 << 30 };

int ci_bytes_grow(struct ci_bytes *bytes, size_t *room, size_t limit, struct ci_error *error)
{
    if (*room >= limit)
        return ci_error_set(error,
                            "more than %zu bytes of profile data, which is far more than a file of "
                            "this size has; record it again, or a shorter run",
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

int ci_bytes_drop(struct ci_bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct ci_bytes){0};
    return -1;
}

bool ci_gzip_is(const void *data, size_t size)
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

/* One direction of a stream. */
struct direction {
    int (*step)(z_stream *stream, int flush); /* inflate or deflate */
    int (*next)(z_stream *stream); /* begins another member; NULL: the stream has only one */
};

/* Feeds the stream, whose next_in is set and of which LEFT bytes are there, to its end. */
static int pump(z_stream *stream, const struct direction *direction, size_t left, size_t limit,
                struct ci_bytes *out, struct ci_error *error)
{
    size_t room = 0;
    for (;;) {
        if (stream->avail_in == 0 && left) {
            stream->avail_in = left > STEP ? STEP : (uInt)left;
            left -= stream->avail_in;
        }
        /* One byte more than the limit, so that data of exactly its size can end. */
        if (out->size == room && ci_bytes_grow(out, &room, limit + 1, error))
            return -1;
        size_t free_room = room - out->size;
        uInt offered = free_room > STEP ? STEP : (uInt)free_room;
        stream->next_out = out->data + out->size;
        stream->avail_out = offered;
        int code = direction->step(stream, left ? Z_NO_FLUSH : Z_FINISH);
        out->size += offered - stream->avail_out;
        if (out->size > limit)
            return ci_bytes_grow(out, &room, limit, error);
        if (code == Z_STREAM_END) {
            if (!direction->next || (stream->avail_in == 0 && left == 0))
                return 0;
            code = direction->next(stream);
        } else if (code == Z_BUF_ERROR && stream->avail_out == 0) {
            code = Z_OK;
        }
        if (code != Z_OK)
            return explain(code, error);
    }
}

static int inflate_step(z_stream *stream, int flush)
{
    (void)flush; /* Z_FINISH would tell zlib that all of the output has room */
    return inflate(stream, Z_NO_FLUSH);
}

int ci_gzip_inflate(const void *data, size_t size, size_t limit, struct ci_bytes *out,
                    struct ci_error *error)
{
    static const struct direction direction = {inflate_step, inflateReset};
    *out = (struct ci_bytes){0};
    z_stream stream = {.next_in = (unsigned char *)data};
    int code = inflateInit2(&stream, 16 + MAX_WBITS);
    if (code != Z_OK)
        return explain(code, error);
    int status = pump(&stream, &direction, size, limit, out, error);
    inflateEnd(&stream);
    return status ? ci_bytes_drop(out) : 0;
}

int ci_gzip_deflate(const void *data, size_t size, struct ci_bytes *out, struct ci_error *error)
{
    static const struct direction direction = {deflate, NULL};
    *out = (struct ci_bytes){0};
    z_stream stream = {.next_in = (unsigned char *)data};
    int code = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8,
                            Z_DEFAULT_STRATEGY);
    if (code != Z_OK)
        return explain(code, error);
    int status = pump(&stream, &direction, size, SIZE_MAX - 1, out, error);
    deflateEnd(&stream);
    return status ? ci_bytes_drop(out) : 0;
}
