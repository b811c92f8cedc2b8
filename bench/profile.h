/* SPDX-License-Identifier: MIT */
/*
 * profile.h - -cpuprofile, -memprofile and -blockprofile: each process writes a part, the first one
 * joins them.
 */
#ifndef CINSTR_BENCH_PROFILE_H
#define CINSTR_BENCH_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * When the flags ask for profiles, makes the directory for their parts (ci_bench_session's
 * profile_directory). Returns false after writing the reason to `error`: the runtime is not linked,
 * or the directory cannot be made.
 */
bool ci_profile_setup(char *error, size_t size);

/* Writes this process's part of each profile. Returns false when the runtime failed and said so. */
bool ci_profile_write_parts(const char *name);

/*
 * Makes the files that were asked for out of the parts and removes these. A single part becomes the
 * file; several are merged by the runtime, and where it cannot they stay and a line on stderr says
 * where. Returns false when a file is missing at the end.
 */
bool ci_profile_teardown(void);

#endif
