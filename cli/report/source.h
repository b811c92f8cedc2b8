/* SPDX-License-Identifier: MIT */
/* source.h - the lines of source files that profiles name. */
#ifndef CINSTR_CLI_REPORT_SOURCE_H
#define CINSTR_CLI_REPORT_SOURCE_H

#include "base/pool.h"

#include <stdint.h>

struct ci_text {
    const char *bytes; /* may hold NULs, but no line break */
    size_t length;
};

/* What has been read; search and trim are lists of paths, separated with ':'. */
struct ci_source {
    struct ci_pool pool;
    const char *search; /* where relative paths are looked for, and in all directories above */
    const char *trim;   /* prefixes to take off; "": up to the name of a directory of search */
    struct source_file *files;
};

/* SEARCH "" is the current directory. The texts outlive the source. */
void ci_source_init(struct ci_source *source, const char *search, const char *trim);
void ci_source_deinit(struct ci_source *source);

/*
 * The line of the file at PATH, counted from 1, or NULL when there is none. The file is read at the
 * first call. A line of more than 64 KiB ends the file, as it does for pprof.
 */
const struct ci_text *ci_source_line(struct ci_source *source, const char *path, int64_t number);

/* When the file was changed last, in seconds since 1970; 0: it could not be read, or was not yet.
 */
int64_t ci_source_time(const struct ci_source *source, const char *path);

/* Why the file could not be opened; NULL: it was, or no line was asked for yet. */
const char *ci_source_error(const struct ci_source *source, const char *path);

#endif
