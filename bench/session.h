/* SPDX-License-Identifier: MIT */
/*
 * session.h - what all processes of one run of the program share.
 */
#ifndef CINSTR_BENCH_SESSION_H
#define CINSTR_BENCH_SESSION_H

#include "calibrate.h"
#include "flags.h"
#include "pattern.h"
#include "result.h"

#include <stdio.h>

enum {
    CI_UNITS_MAX = 128,
    CI_EXACT_ITERATIONS = 100, /* of each benchmark of a program in mode=count, unless told */
};

/*
 * Lives in memory that all processes share. It needs no lock: exactly one process runs at a time,
 * and the others wait for it.
 */
struct ci_shared {
    int matched; /* benchmarks that -bench selected, without parents that only might have some */
    bool failed;
    bool header_printed;
    int64_t nanos, cpu;    /* of the runs that counted, together */
    struct ci_usage usage; /* of the same */
    bool no_counters_told; /* that the kernel has none */
    bool no_counts_told;   /* the user was told that -benchmem has nothing to print */
    int name_width;        /* of the first column */
    int unit_count;
    char units[CI_UNITS_MAX][CI_UNIT_SIZE]; /* declared by a "Unit" line */
};

/* Set up by main before the first fork; read-only from then on, except `shared`. */
struct ci_bench_session {
    struct ci_flags flags;
    struct ci_bench_pattern *bench, *skip; /* skip: NULL without -skip */
    struct ci_shared *shared;
    struct ci_calibration calibration;
    const char *package;
    bool exact;              /* the program is in mode=count */
    int max_procs;           /* the largest value of -cpu */
    char *profile_directory; /* where the parts of profiles go; NULL: no profile is wanted */
    FILE *out;               /* where results go; stdout is the benchmarks' */
    bool keep_stderr;        /* stderr is the same file: what goes there is kept apart as well */
    bool progress;           /* stdout is a terminal: show what is being measured */
};

extern struct ci_bench_session ci_bench_session;

#endif
