/* SPDX-License-Identifier: MIT */
/*
 * tally.h - what a profile's functions, lines or calls have spent themselves, in every metric.
 *
 * A metric is a sample type. A sample's values count for its innermost frame; frames that were
 * inlined are frames like others. Copies and parts that GCC makes of a function ("f.constprop.0")
 * are the function.
 */
#ifndef CINSTR_CLI_PROFILE_TALLY_H
#define CINSTR_CLI_PROFILE_TALLY_H

#include "base/map.h"
#include "profile/profile.h"

enum ci_tally_by { CI_TALLY_FUNCTION, CI_TALLY_LINE, CI_TALLY_CALL };

struct ci_tally_row {
    const char *name;   /* to print */
    const char *symbol; /* to tell functions apart */
    const char *file;
    int64_t start_line; /* of the function, 0: not known */
    int64_t line;       /* by line: the line; by call: the caller's; else the start line */
    const char *caller, *caller_file; /* by call only; NULL: none */
    int64_t *values;                  /* one for each metric */
};

/* A zeroed tally is empty; it takes the metrics of the first profile that is added. */
struct ci_tally {
    enum ci_tally_by by;
    struct ci_pool pool;
    struct ci_bytemap map;
    struct ci_key key;
    const struct ci_value_type *metrics;
    size_t n_metrics;
    struct ci_tally_row *rows; /* in the order of their first samples */
    size_t n_rows;
    int64_t *totals; /* of each metric */
};

/*
 * Loads a profile as the commands that compare want it: with the names of functions as the reports
 * print them and the frames that it asks to drop removed. Returns it, or NULL with the error set
 * and STATUS EXIT_NO_FILE or EXIT_USAGE.
 */
struct ci_profile *ci_tally_load(const char *path, struct ci_error *error, int *status);

/* Adds a profile, which has to outlive the tally. Returns false if the profile has other metrics.
 */
bool ci_tally_add(struct ci_tally *tally, const struct ci_profile *profile);

void ci_tally_deinit(struct ci_tally *tally);

/* NEW minus BASE; wraps around as ci_measure_add does. */
int64_t ci_tally_growth(int64_t base, int64_t new);

#endif
