/* SPDX-License-Identifier: MIT */
/*
 * output.h - where a profile goes: the name from CINSTR_OUT, written whole or not at all.
 */
#ifndef CINSTR_RUNTIME_OUTPUT_H
#define CINSTR_RUNTIME_OUTPUT_H

#include "snapshot.h"

#include <stdbool.h>
#include <stddef.h>

#define CI_OUTPUT_EXTENSION ".pb.gz"

/* Keeps the program's name for %e: a program may write another title over its arguments. */
void ci_output_note_program(void);

/* That name; "program" where it has none. */
const char *ci_output_program(void);

/* Whether the template ends with a slash: the directory collects one file for each process. */
bool ci_output_collects(const char *template);

/*
 * Expands a template into `path`: %e the program's file name, %p the process id, %t `kind`
 * ("prof", "heap" or "block"), %% a percent sign. One that ends with a slash goes on with
 * "%e.%t.%p.pb.gz". With `forked`, a template without %p gets ".PID" before its first extension
 * of ".pb.gz", or at its end: a child never writes over its parent's file. A template without %t
 * gets ".heap" there for the kind "heap"; where it names a device or pipe, which takes one
 * profile only, the path is "" for that kind. Returns false when the result does not fit or the
 * template has an unknown letter.
 */
bool ci_output_path(char *path, size_t size, const char *template, const char *kind, bool forked);

/* The length of a path up to the ".pb.gz" at its end, if it has that and more. */
size_t ci_output_stem(const char *path);

/* Puts "-", the word and the number before the path's ".pb.gz", or at its end; without a word the
 * number has three digits or more: "-001". False: it does not fit. */
bool ci_output_mark(char *path, size_t size, const char *word, unsigned number);

/*
 * Writes the snapshot to `path` through a temporary file beside it, renamed when complete. On
 * failure, also where another user has put a symbolic link or a pipe, says why in one line on
 * stderr ("cinstr: cannot write PATH: REASON"), removes the temporary file, leaves an older PATH as
 * it was, and returns false. Keeps errno. Never touches stdout. One thread at a time.
 */
bool ci_output_write(const struct ci_snapshot *snapshot, const char *path);

/* Likewise, but where a file has that name already it stays, and `path` becomes one with "-2",
 * "-3" ... before its ".pb.gz". */
bool ci_output_collect(const struct ci_snapshot *snapshot, char *path, size_t size);

/* As ci_output_write, writes the sum of profiles that processes of this program have written. */
bool ci_output_merge(const char *const *parts, int count, const char *path);

#endif
