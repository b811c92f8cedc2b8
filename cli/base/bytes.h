/* SPDX-License-Identifier: MIT */
/* bytes.h - bytes that grow, and gzip's wrapping around them. */
#ifndef CINSTR_CLI_BASE_BYTES_H
#define CINSTR_CLI_BASE_BYTES_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Bytes from malloc; the receiver frees them. */
struct ci_bytes {
    unsigned char *data;
    size_t size;
};

/* Doubles ROOM, up to LIMIT. Returns 0, or -1 with the error set when ROOM is at the limit already.
 */
int ci_bytes_grow(struct ci_bytes *bytes, size_t *room, size_t limit, struct ci_error *error);

/* Frees and empties the bytes. Returns -1. */
int ci_bytes_drop(struct ci_bytes *bytes);

/* Whether the bytes start as a gzip file does. */
bool ci_gzip_is(const void *data, size_t size);

/*
 * Decompresses a gzip file of one or more members into OUT. Returns 0, or -1 with the error set and
 * OUT empty: the data are cut off or damaged, or would be more than LIMIT bytes.
 */
int ci_gzip_inflate(const void *data, size_t size, size_t limit, struct ci_bytes *out,
                    struct ci_error *error);

/*
 * Compresses the bytes as one member, as small as zlib can make it; the header has neither a time
 * nor a name. Returns as ci_gzip_inflate does; it fails only when there is no memory.
 */
int ci_gzip_deflate(const void *data, size_t size, struct ci_bytes *out, struct ci_error *error);

#endif
