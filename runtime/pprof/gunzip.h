/* SPDX-License-Identifier: MIT */
/* gunzip.h - a profile file back into a message. */
#ifndef CINSTR_PPROF_GUNZIP_H
#define CINSTR_PPROF_GUNZIP_H

#include "../arena.h"

#include <profile.pb-c.h>

/*
 * Reads a file that ci_gzip_open and its like have written; all memory is the arena's. Returns
 * NULL with the reason, for the user, in `*reason`.
 */
Cinstr__Profile *ci_gunzip_profile(struct ci_arena *arena, const char *path, const char **reason);

#endif
