/* SPDX-License-Identifier: MIT */
/* outfile.h - files that are written whole or not at all. */
#ifndef CINSTR_CLI_BASE_OUTFILE_H
#define CINSTR_CLI_BASE_OUTFILE_H

#include "base/error.h"

#include <stddef.h>

/*
 * Writes the bytes to a temporary file beside PATH and renames it to PATH. Returns 0, or -1 with
 * the error set; then no temporary file is left and an older PATH is unchanged. What is no file, a
 * device or a pipe, and /dev/stdout are written to as they are.
 */
int ci_outfile_write(const char *path, const void *data, size_t size, struct ci_error *error);

/* Writes the bytes to PATH as above, or to standard output when PATH is NULL; prints the error.
 * Returns an exit status. */
int ci_outfile_deliver(const char *path, const void *data, size_t size);

#endif
