/* SPDX-License-Identifier: MIT */
/* decode.h - from profile.proto's messages to a checked profile. */
#ifndef CINSTR_CLI_PROFILE_DECODE_H
#define CINSTR_CLI_PROFILE_DECODE_H

#include "profile/profile.h"

/*
 * Decodes and checks an uncompressed profile, for which ALLOWANCE bytes of memory may be taken, and
 * as many again for what it refers to more than once. Returns it, for ci_profile_destroy, or NULL
 * with the error set. The data may be anything.
 */
struct ci_profile *ci_profile_decode_raw(const void *data, size_t size, size_t allowance,
                                         struct ci_error *error);

#endif
