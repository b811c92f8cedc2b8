/* SPDX-License-Identifier: MIT */
/* stat.h - `cinstr stat`: compares benchmark results. */
#ifndef CINSTR_CLI_STAT_STAT_H
#define CINSTR_CLI_STAT_STAT_H

#include "common/flags.h"
#include "stat/gate.h"

enum ci_stat_format { CI_STAT_TEXT, CI_STAT_CSV, CI_STAT_MARKDOWN, CI_STAT_HTML, CI_STAT_JSON };

/* What is asked for; strings are the command line's. */
struct ci_stat_request {
    struct ci_pool *pool;
    const char *table, *row, *column, *ignore, *filter; /* expressions */
    struct ci_stat_options options;
    enum ci_stat_format format;
    bool use_gate;
    struct ci_stat_gate gate; /* its limits and options */
    bool help;                /* of the command: only -h was wanted */
};

/* ---- options.c ---- */

/* Sets what holds where no flag says otherwise. */
void ci_stat_request_init(struct ci_stat_request *request, struct ci_pool *pool);

/*
 * Reads the flags as Go's flag package does: one dash or two, `-flag=value` or `-flag value`, up to
 * the first argument that is none. Returns 0, with INPUTS the other arguments, or NULL when help
 * was wanted and has been printed; or an exit status, having said what is wrong.
 */
int ci_stat_request_parse(struct ci_stat_request *request, char **argv, char ***inputs);

/* Why the flags contradict each other; NULL: they do not. */
const char *ci_stat_request_check(const struct ci_stat_request *request);

/* Readers of flags (common/flags.h) into a request. A row's number is the offset of the level. */
ci_flag_reader ci_stat_read_level, ci_stat_read_format, ci_stat_read_limit;

/* ---- stat.c ---- */

/* Compares the inputs and prints the tables. Returns an exit status, having said what is wrong. */
int ci_stat_compare(struct ci_stat_request *request, const struct ci_bench_input *inputs,
                    size_t count);

#endif
