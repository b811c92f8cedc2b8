/* SPDX-License-Identifier: MIT */
/*
 * output.h - where a profile goes: the name from CINSTR_OUT, written whole or not at all.
 */
#ifndef CINSTR_RUNTIME_OUTPUT_H
#define CINSTR_RUNTIME_OUTPUT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Expands a template into `path`: %e the program's file name, %p the process id, %t `kind` ("prof"
 * or "heap"), %% a percent sign. With `forked`, a template without %p gets ".PID" before its first
 * extension of ".pb.gz", or at its end: a child never writes over its parent's file. A template
 * without %t gets ".heap" there for the kind "heap"; where it names a device or pipe, which takes
 * one profile only, the path is "" for that kind.
 * Returns false when the result does not fit or the template has an unknown letter.
 */
bool ci_output_path(char *path, size_t size, const char *template, const char *kind, bool forked);

/*
 * Writes the snapshot to `path` through a temporary file beside it, renamed when complete. On
 * failure says why in one line on stderr ("cinstr: cannot write PATH: REASON"), removes the
 * temporary file, leaves an older PATH as it was, and returns false. Keeps errno. Never touches
 * stdout. One thread at a time.
 */
bool ci_output_write(const struct ci_snapshot *snapshot, const char *path);

/* Likewise writes the sum of profiles that processes of this program have written. */
bool ci_output_merge(const char *const *parts, int count, const char *path);

#endif
