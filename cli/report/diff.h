/* SPDX-License-Identifier: MIT */
/* diff.h - how 'cinstr diff' prints a pair of profiles. */
#ifndef CINSTR_CLI_REPORT_DIFF_H
#define CINSTR_CLI_REPORT_DIFF_H

#include "profile/match.h"

#include <stdbool.h>
#include <stdio.h>

struct ci_diff_options {
    const char *sample_index; /* NULL: all */
    size_t limit;             /* the most rows of a table */
    bool by_line, markdown;
};

/*
 * Prints the tables of the metrics that both sides have, of NAME alone where it is not NULL, and
 * names the others. Returns the number of tables.
 */
size_t ci_diff_print(FILE *out, const struct ci_diff_options *options, struct ci_match *match,
                     const char *name);

/* Prints the heading of the pair of files NAME, and of a file that only one side has. */
void ci_diff_print_pair(FILE *out, const struct ci_diff_options *options, struct ci_pool *pool,
                        const char *name);
void ci_diff_print_alone(FILE *out, const struct ci_diff_options *options, struct ci_pool *pool,
                         const char *name, const char *side);

#endif
