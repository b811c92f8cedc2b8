/* SPDX-License-Identifier: MIT */
/* input.h - reads a whole file. */
#ifndef CINSTR_CLI_BASE_INPUT_H
#define CINSTR_CLI_BASE_INPUT_H

#include "base/bytes.h"

/* The most bytes that a profile may have, as a file or decompressed. */
#define CI_INPUT_LIMIT ((size_t)4 << 30)

/*
 * Reads the file at PATH, or the standard input for "-", as it is, into OUT. Returns 0, or -1 with
 * the error set and OUT empty: the file is missing or unreadable (EXIT_NO_FILE), a directory or
 * larger than CI_INPUT_LIMIT.
 */
int ci_input_read(const char *path, struct ci_bytes *out, struct ci_error *error);

#endif
