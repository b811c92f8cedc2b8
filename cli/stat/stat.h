/* SPDX-License-Identifier: MIT */
/* stat.h - `cinstr stat`: compares benchmark results. */
#ifndef CINSTR_CLI_STAT_STAT_H
#define CINSTR_CLI_STAT_STAT_H

#include "stat/gate.h"

enum ci_stat_format { CI_STAT_TEXT, CI_STAT_CSV, CI_STAT_MARKDOWN, CI_STAT_JSON };

/* What the command line says; strings are argv's. */
struct ci_stat_request {
    const char *table, *row, *column, *ignore, *filter; /* expressions */
    struct ci_stat_options options;
    enum ci_stat_format format;
    bool use_gate;
    struct ci_stat_gate gate; /* its limits and options */
    char **inputs;
    int input_count;
    bool help; /* only -h was wanted, and it has been printed */
};

/*
 * options.c: reads the flags as Go's flag package does: one dash or two, `-flag=value` or
 * `-flag value`, up to the first argument that is none. Returns 0 or an exit status, having said
 * what is wrong.
 */
int ci_stat_request_parse(struct ci_pool *pool, struct ci_stat_request *request, int argc,
                          char **argv);

#endif
