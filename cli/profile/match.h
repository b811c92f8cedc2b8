/* SPDX-License-Identifier: MIT */
/*
 * match.h - which functions, lines or calls of two tallies are the same.
 *
 * Functions are matched by name and file. As much of the end of the file's path has to be equal as
 * is needed to tell functions of one name apart, so that the build directory does not matter. A
 * name that both sides have once matches in any file. Lines are those of matched functions, counted
 * from where the function starts.
 */
#ifndef CINSTR_CLI_PROFILE_MATCH_H
#define CINSTR_CLI_PROFILE_MATCH_H

#include "profile/tally.h"

struct ci_pair {
    const struct ci_tally_row *base, *new; /* one of them may be NULL */
    bool renamed;
};

/* A sample type; one with no number is not in that profile. */
struct ci_metric {
    struct ci_value_type type;
    int base, new; /* its index in the tally, or -1 */
};

struct ci_match {
    const struct ci_tally *base, *new;
    struct ci_pool pool;
    struct ci_pair *pairs; /* in the order of the base's rows, then what is new */
    size_t n_pairs;
    struct ci_metric *metrics; /* in the base's order, then what is new */
    size_t n_metrics;
    size_t n_common; /* metrics in both */
};

/*
 * Matches two tallies of one kind, which have to outlive the match. With RENAMES, a function that
 * went and one that came are the same when they are alone in their file with all their values.
 */
void ci_match_init(struct ci_match *match, const struct ci_tally *base, const struct ci_tally *new,
                   bool renames);
void ci_match_deinit(struct ci_match *match);

/* A pair's values, 0 where it or the metric is missing. */
int64_t ci_match_base(const struct ci_pair *pair, const struct ci_metric *metric);
int64_t ci_match_new(const struct ci_pair *pair, const struct ci_metric *metric);

/* The side of the pair to print: the new one, unless it is missing. */
const struct ci_tally_row *ci_match_row(const struct ci_pair *pair);

#endif
