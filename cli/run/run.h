/* SPDX-License-Identifier: MIT */
/* run.h - runs a program so that its profile is the same each time. */
#ifndef CINSTR_CLI_RUN_RUN_H
#define CINSTR_CLI_RUN_RUN_H

#include "live/http.h"
#include "profile/match.h"

/* How the program ended. */
struct ci_run_end {
    int signal;   /* that ended it; 0: none */
    bool watched; /* it, or a process that it forked, had a watcher */
};

/* What to run, and where its profiles go. */
struct ci_run {
    char **program;       /* PROG ARGS..., ends with NULL */
    char **env;           /* NAME=VALUE..., all of the environment, ends with NULL */
    bool quiet;           /* no output: only the first of several runs is to be seen */
    bool rewind;          /* go back to where standard input was at first, or have none */
    struct ci_http *http; /* serves the program's profiles while it runs; NULL: nothing does */
    struct ci_run_end *end;
};

/*
 * Runs the program to its end, with addresses that are the same each time. Returns its exit status,
 * 128 + N after signal N, 126 or 127 with a message printed when it cannot be started. Signals that
 * would end this process go to the program.
 */
int ci_run_program(const struct ci_run *run);

/* From now on orphans below this process are its children: watchers, and what servers leave. */
void ci_run_adopt(void);

/* Waits until every watcher has written what its process left, and tells of processes that run on;
 * SIGINT ends the wait. Returns whether there was a watcher. */
bool ci_run_await(const char *program);

/* Profiles of one program and kind, which processes that it forked may have written too. */
struct ci_run_group {
    const char *name; /* of the file, without the process's number */
    struct ci_profile **profiles;
    size_t count;
};

/* The profiles of a directory, by name. */
struct ci_run_groups {
    struct ci_pool pool;
    struct ci_run_group *groups;
    size_t count;
};

/* Loads the profiles of the directory. Returns 0, or an exit status after printing an error. */
int ci_run_load(struct ci_run_groups *groups, const char *directory);
void ci_run_unload(struct ci_run_groups *groups);

/*
 * Compares the exact metrics of two runs and prints the functions that differ to stderr. Returns
 * whether all are equal.
 */
bool ci_run_compare(const struct ci_run_groups *first, const struct ci_run_groups *other,
                    int number);

#endif
