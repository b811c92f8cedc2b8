/* SPDX-License-Identifier: MIT */
/*
 * limit.h - what gates judge by, and the words of their judgements: the model that the gate of
 * profiles and the gate of benchmark results share.
 */
#ifndef CINSTR_CLI_BASE_LIMIT_H
#define CINSTR_CLI_BASE_LIMIT_H

#include "base/pattern.h"

#include <stdbool.h>

/* One limit. Growth from 0 is beyond every limit. */
struct ci_limit {
    const char *text;   /* as given */
    const char *origin; /* "--limit", "cinstr.gate:3"; NULL: a default, which may match nothing */
    const char *glob;   /* of functions, or NULL */
    const char *name; /* of functions: all of the name, or the pattern matches all of it; or NULL */
    struct ci_pattern
        *pattern;       /* that NAME is, if it can be one; whoever made the limit destroys it */
    const char *metric; /* a sample type or unit; "@exact" and "@all" stand for many */
    double relative;    /* allowed worsening, 0.05 for 5% */
    bool has_absolute;
    double absolute; /* never worse than this */
    char dimension;  /* of the absolute limit: 'B', 's', or 0 for the metric's own unit */
    bool used;       /* set by the gate when something was judged by it */
};

/*
 * Reads "REL%[|ABS]" into the limit's numbers: REL may be 0 without its percent sign; ABS is a
 * number, with a prefix (10k, 1M, 4Ki) and B or s at will (1.5ms, 64KiB). Returns whether it is
 * well-formed.
 */
bool ci_limit_read_values(const char *text, struct ci_limit *limit);

/* Whether the limit is of functions, not of a total. */
bool ci_limit_is_of_functions(const struct ci_limit *limit);

/* Whether the metric starts as a group does, but is not one of the groups. */
bool ci_limit_is_bad_group(const char *metric);

enum ci_verdict {
    CI_VERDICT_PASS,
    CI_VERDICT_NEW,       /* not in the base, and no limit is against it */
    CI_VERDICT_IMPROVED,  /* beyond the limit, the other way */
    CI_VERDICT_UNDECIDED, /* beyond the limit, but too few samples ever to be significant */
    CI_VERDICT_UNSTEADY,  /* an exact metric that varies */
    CI_VERDICT_MISSING,   /* in the base only */
    CI_VERDICT_REGRESSION,
    CI_VERDICTS
};

/* The verdict in a report: capitals where something is to be done. */
const char *ci_verdict_word(enum ci_verdict verdict);

/* The verdict in JSON. */
const char *ci_verdict_name(enum ci_verdict verdict);

#endif
