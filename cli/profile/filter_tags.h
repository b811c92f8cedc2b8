/* SPDX-License-Identifier: MIT */
/* filter_tags.h - the filters that look at samples' labels. */
#ifndef CINSTR_CLI_PROFILE_FILTER_TAGS_H
#define CINSTR_CLI_PROFILE_FILTER_TAGS_H

#include "profile/profile.h"

struct ci_tags;

/*
 * Compiles the TEXT of -FLAG for this profile. Returns it, for ci_tags_destroy, or NULL with the
 * error set.
 */
struct ci_tags *ci_tags_create(const struct ci_profile *profile, const char *flag, const char *text,
                               struct ci_error *error);

bool ci_tags_match(const struct ci_tags *tags, const struct ci_sample *sample);

/* Releases the filter, which may be NULL, and sets the pointer to NULL. */
void ci_tags_destroy(struct ci_tags **tags);

#endif
