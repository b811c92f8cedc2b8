/* SPDX-License-Identifier: MIT */
/*
 * supervise.h - a benchmark in a process of its own, watched until it ends one way or another.
 */
#ifndef CINSTR_BENCH_SUPERVISE_H
#define CINSTR_BENCH_SUPERVISE_H

#include "output.h"
#include "state.h"

#include <stddef.h>

enum ci_end {
    CI_END_REPORTED,    /* `result` is there */
    CI_END_SIGNALLED,   /* killed by signal `detail` */
    CI_END_EXITED,      /* left by exit with status `detail` */
    CI_END_TIMED_OUT,   /* took longer than -timeout */
    CI_END_NOT_STARTED, /* no process: errno is `detail` */
};

struct ci_outcome {
    enum ci_end end;
    int detail;
    bool probed; /* the call with N = 1 had gone well */
    char *log;   /* not terminated; NULL when empty */
    size_t log_length;
    struct ci_output output; /* what it printed */
    struct ci_result result; /* with CI_END_REPORTED */
};

/*
 * Forks, measures `bench` in the child, and returns when that has ended; whatever the child leaves
 * in its process group is killed. The caller calls ci_outcome_deinit. One thread at a time.
 */
void ci_supervise(struct ci_bench *bench, struct ci_outcome *outcome);

/* Frees the log and the output. */
void ci_outcome_deinit(struct ci_outcome *outcome);

#endif
