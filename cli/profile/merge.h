/* SPDX-License-Identifier: MIT */
/* merge.h - the sum of profiles. */
#ifndef CINSTR_CLI_PROFILE_MERGE_H
#define CINSTR_CLI_PROFILE_MERGE_H

#include "profile/profile.h"

/*
 * Sums COUNT profiles, at least one: samples of equal stacks and labels become one, in the order of
 * their first appearance; those whose values are all 0 are dropped. Functions are equal by names,
 * file and start line, locations by function, line and place in the program file, wherever that was
 * loaded. Comments are those of all, each once; the time is the earliest, the duration the sum.
 *
 * Returns the sum, for ci_profile_destroy, which refers to strings of the profiles: they have to
 * outlive it. Returns NULL with the error set when the sample types differ.
 */
struct ci_profile *ci_profile_merge(struct ci_profile *const *profiles, size_t count,
                                    struct ci_error *error);

/* Copies what a sum refers to, so that it may outlive the profiles that it was made of. */
void ci_profile_own(struct ci_profile *sum);

#endif
