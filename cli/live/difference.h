/* SPDX-License-Identifier: MIT */
/* difference.h - what a program has counted in a stretch of time. */
#ifndef CINSTR_CLI_LIVE_DIFFERENCE_H
#define CINSTR_CLI_LIVE_DIFFERENCE_H

#include "live/client.h"
#include "profile/profile.h"

/*
 * Returns LATER less EARLIER, for ci_profile_destroy, which refers to strings of both: they have to
 * outlive it. EARLIER's values are negated. NULL with the error set where they do not fit.
 */
struct ci_profile *ci_live_difference(struct ci_profile *earlier, struct ci_profile *later,
                                      struct ci_error *error);

/* Asks for a profile and decodes it; NULL with the error set. */
struct ci_profile *ci_live_profile(pid_t process, const char *kind, struct ci_error *error);

/*
 * The bytes of a profile of the process: of all that it has counted, or with SECONDS above 0 of the
 * next seconds. Returns 0, or -1 with the error set and OUT empty.
 */
int ci_live_bytes(pid_t process, const char *kind, long seconds, struct ci_bytes *out,
                  struct ci_error *error);

#endif
