/* SPDX-License-Identifier: MIT */
/* input.h - reads a whole file and takes gzip's wrapping off. */
#ifndef CINSTR_CLI_BASE_INPUT_H
#define CINSTR_CLI_BASE_INPUT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The most bytes that a profile may have, as a file or decompressed. */
#define CI_INPUT_LIMIT ((size_t)4 << 30)

/* Bytes from malloc; the receiver frees them. */
struct ci_bytes {
    unsigned char *data;
    size_t size;
};

/*
 * Reads the file at PATH, as it is, into OUT. Returns 0, or -1 with the error set and OUT empty:
 * the file is missing, unreadable, a directory or larger than CI_INPUT_LIMIT.
 */
int ci_input_read(const char *path, struct ci_bytes *out, struct ci_error *error);

/* Whether the bytes start as a gzip file does. */
bool ci_input_is_gzip(const void *data, size_t size);

/*
 * Decompresses a gzip file of one or more members into OUT. Returns 0, or -1 with the error set and
 * OUT empty: the data are cut off or damaged, or would be more than LIMIT bytes.
 */
int ci_input_inflate(const void *data, size_t size, size_t limit, struct ci_bytes *out,
                     struct ci_error *error);

#endif
