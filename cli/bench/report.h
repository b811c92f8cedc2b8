/* SPDX-License-Identifier: MIT */
/* report.h - what comparisons by pairs found: a table, and a gate's verdicts. */
#ifndef CINSTR_CLI_BENCH_REPORT_H
#define CINSTR_CLI_BENCH_REPORT_H

#include "bench/pairs.h"
#include "stat/stat.h"

#include <stdio.h>

struct ci_pairs_report {
    struct ci_pool *pool;
    const struct ci_pairs_options *options;
    struct ci_stat_request *stat;       /* format, gate and limits */
    const char *titles[CI_PAIRS_SIDES]; /* the programs */
    struct ci_pairs_result *results;    /* those without a failure */
    size_t count;
};

/* Prints everything to stdout. Returns an exit status. */
int ci_pairs_report(struct ci_pairs_report *report);

#endif
