/* SPDX-License-Identifier: MIT */
/*
 * surroundings.h - temporary directories and environment variables of a benchmark.
 */
#ifndef CINSTR_BENCH_SURROUNDINGS_H
#define CINSTR_BENCH_SURROUNDINGS_H

#include <stddef.h>

/* Paths, in the process that waits for the benchmark. A zeroed struct is empty. */
struct ci_directories {
    char **paths;
    size_t count;
};

/* Remembers a path of `size` bytes, its end included. */
void ci_surroundings_note(struct ci_directories *directories, const char *path, size_t size);

/* Removes all of them with what they hold, and forgets them. */
void ci_surroundings_remove(struct ci_directories *directories);

#endif
