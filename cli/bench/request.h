/* SPDX-License-Identifier: MIT */
/* request.h - what 'cinstr bench' is asked to do. */
#ifndef CINSTR_CLI_BENCH_REQUEST_H
#define CINSTR_CLI_BENCH_REQUEST_H

#include "bench/pairs.h"
#include "bench/rounds.h"
#include "stat/stat.h"

struct ci_bench_request {
    struct ci_rounds rounds;
    const char *directory;   /* NULL: results are not kept */
    const char *timeout;     /* the flag for a round; NULL: not given */
    const char *needs_count; /* a flag that was given and is of whole runs alone; NULL: none */
    bool has_seed;
    bool single; /* one program, to be counted, not two to be compared */
    struct ci_pairs_options pairs;
    const char *programs[CI_PAIRS_SIDES]; /* as given, perhaps with %d */
    struct ci_stat_request stat;
};

/* What holds where no flag says otherwise. The pool keeps what the request has of strings. */
void ci_bench_request_init(struct ci_bench_request *request, struct ci_pool *pool);

/* Reads the command line. Returns whether there is something to do; otherwise STATUS is the exit
 * status, and an error has been told. */
bool ci_bench_request_read(struct ci_bench_request *request, char **argv, int *status);

#endif
