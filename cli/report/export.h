/* SPDX-License-Identifier: MIT */
/* export.h - the formats of 'cinstr export' that are written here. */
#ifndef CINSTR_CLI_REPORT_EXPORT_H
#define CINSTR_CLI_REPORT_EXPORT_H

#include "profile/profile.h"

#include <stdio.h>

/*
 * Writes the profile in callgrind's format: the events are the sample types, the one at FIRST
 * first; own costs by line, and for each call from one line to one function the number of calls
 * and the cost with callees. A sample counts once for a call, however often its stack makes it. A
 * function's calls of itself cost nothing, because the outer call has their costs. The number of
 * calls is that of the sample type "calls", 0 when there is none. Returns 0, or -1 with the error
 * set when a value is negative, which the format cannot express.
 */
int ci_export_callgrind(const struct ci_profile *profile, size_t first, FILE *out,
                        struct ci_error *error);

/*
 * Writes speedscope's format: a profile of stacks for each sample type, of which the one at FIRST
 * is shown first. Functions are frames, static types of blocks as well. Returns as above.
 */
int ci_export_speedscope(const struct ci_profile *profile, size_t first, FILE *out,
                         struct ci_error *error);

/* Writes Chrome's trace events, which Perfetto opens, too. Returns as above. */
int ci_export_chrome(const struct ci_profile *profile, FILE *out, struct ci_error *error);

/* Whether all values are at least 0, as WHOSE format wants them. Returns as above. */
int ci_export_check(const struct ci_profile *profile, const char *whose, struct ci_error *error);

#endif
