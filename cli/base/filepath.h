/* SPDX-License-Identifier: MIT */
/*
 * filepath.h - paths as texts, without a look at the disk.
 *
 * A list of paths is separated with ':', as in $PATH. Results live in the pool or in the argument.
 */
#ifndef CINSTR_CLI_BASE_FILEPATH_H
#define CINSTR_CLI_BASE_FILEPATH_H

#include "base/pool.h"

#include <stddef.h>

/* The shortest equal path: no "//", "." or "DIR/..", no '/' at the end. "" becomes ".". */
const char *ci_filepath_clean(struct ci_pool *pool, const char *path);

/* The last part of the path; "." for "", "/" for "/". */
const char *ci_filepath_base(struct ci_pool *pool, const char *path);

/* All but the last part, cleaned; "." when there is no '/'. */
const char *ci_filepath_dir(struct ci_pool *pool, const char *path);

/* DIR/PATH, cleaned. */
const char *ci_filepath_join(struct ci_pool *pool, const char *dir, const char *path);

/* How much of the path stands in front of the suffix that it ends with; -1: it ends otherwise. */
ptrdiff_t ci_filepath_stem(const char *path, const char *suffix);

/*
 * Takes the next element, which may be empty, off the list. Returns NULL at the end of the list,
 * where LIST is NULL. Pass an empty list as NULL.
 */
const char *ci_filepath_next(struct ci_pool *pool, const char **list);

/*
 * Cuts the front off a source path, so that the caller can look for the rest elsewhere: the first
 * prefix of the list TRIM that fits, or, when TRIM is "", everything up to the name of a directory
 * of the list SEARCH. Returns a part of PATH, which is PATH itself when nothing fits.
 */
const char *ci_filepath_trim(struct ci_pool *pool, const char *path, const char *trim,
                             const char *search);

#endif
