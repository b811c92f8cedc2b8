/* SPDX-License-Identifier: MIT */
/*
 * filter.h - changes a profile in place before it is summed up: names, frames, samples, detail.
 *
 * Each function takes new memory from the profile's pool.
 */
#ifndef CINSTR_CLI_PROFILE_FILTER_H
#define CINSTR_CLI_PROFILE_FILTER_H

#include "profile/profile.h"

/* Texts of filters, as pprof has them; "" where there is none. */
struct ci_filters {
    const char *focus, *ignore, *hide, *show, *show_from, *tag_focus, *tag_ignore;
    const char *tag_root, *tag_leaf; /* keys of labels, with commas between */
};

/* What frames are merged by. */
enum ci_granularity {
    CI_BY_DEFAULT,
    CI_BY_FUNCTION,
    CI_BY_FILE_FUNCTION,
    CI_BY_FILE,
    CI_BY_LINE,
    CI_BY_ADDRESS,
};

/*
 * Gives functions without a name their system name. Removes arguments and template arguments from
 * C++ names that have no other system name.
 */
void ci_filter_names(struct ci_profile *profile);

/*
 * Adds up samples of the same stack and labels when the profile has a negative value, because then
 * the sum of magnitudes depends on it. The samples' order changes.
 */
void ci_filter_merge(struct ci_profile *profile);

/*
 * Removes from the stacks the frames that the profile's own drop_frames matches and keep_frames
 * does not, with all that they called. Returns 0, or -1 with the error set when one of the two is
 * not a valid expression.
 */
int ci_filter_drop_frames(struct ci_profile *profile, struct ci_error *error);

/*
 * Applies the filters; says on stderr which of them matched nothing. Returns 0, or -1 with the
 * error set when one is not a valid expression.
 */
int ci_filter_apply(struct ci_profile *profile, const struct ci_filters *texts,
                    struct ci_error *error);

/*
 * Makes frames of labels, as -tagroot and -tagleaf of pprof: each key adds one around the stack, or
 * below it, that is called as the label's text; "" where a sample has none. Numbers are shown in
 * UNIT. Says on stderr if no sample has any.
 */
void ci_filter_add_labels(struct ci_profile *profile, const struct ci_filters *texts,
                          const char *unit);

/* Takes the frames of functions without probes out of stacks: their values are their callers'. */
void ci_filter_hide_external(struct ci_profile *profile);

/* Clears what the granularity leaves out, so that what is left compares equal. */
void ci_filter_aggregate(struct ci_profile *profile, enum ci_granularity granularity,
                         bool no_inlines);

/* Cuts the fronts off the paths of files as ci_filepath_trim does. */
void ci_filter_trim_files(struct ci_profile *profile, const char *trim, const char *search);

#endif
