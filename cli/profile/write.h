/* SPDX-License-Identifier: MIT */
/* write.h - writes profiles: the same profile always makes the same bytes. */
#ifndef CINSTR_CLI_PROFILE_WRITE_H
#define CINSTR_CLI_PROFILE_WRITE_H

#include "base/bytes.h"
#include "profile/profile.h"

/*
 * Encodes the profile as gzip'd protobuf, without a time stamp in the gzip header. Entries are in
 * the order of the profile's tables, with ids from 1. Ends the process when there is no memory.
 */
struct ci_bytes ci_profile_encode(const struct ci_profile *profile);

#endif
