/* SPDX-License-Identifier: MIT */
/* kind.h - what a file is that is no profile. */
#ifndef CINSTR_CLI_PROFILE_KIND_H
#define CINSTR_CLI_PROFILE_KIND_H

#include <stddef.h>

/*
 * Names the kind of a file that could not be read as a profile by its first bytes, and what to do
 * with it: "a program or library; ...". NULL: it may well be a profile, and damaged.
 */
const char *ci_kind_describe(const void *data, size_t size);

#endif
