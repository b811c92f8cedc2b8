/* SPDX-License-Identifier: MIT */
/*
 * scratch.h - the directory that the profiles of one run are written to.
 *
 * It is new, so that no older file is taken for one of them. Root's programs may give up root's
 * rights and must still be able to write there: all may, but nobody else learns what it is called.
 */
#ifndef CINSTR_CLI_RUN_SCRATCH_H
#define CINSTR_CLI_RUN_SCRATCH_H

#include "base/pool.h"

struct ci_run_scratch {
    const char *top;  /* what is removed at the end */
    const char *path; /* where the profiles are; `top`, or a directory in it; NULL: none was made */
};

/* Makes one, beside the directory where the profiles are to go to in the end unless root runs the
 * program. Returns 0, or -1 with errno. The names are the pool's. */
int ci_run_scratch_make(struct ci_run_scratch *scratch, struct ci_pool *pool,
                        const char *directory);

/* From now on only this user writes there, and only profiles are in it. */
void ci_run_scratch_close(const struct ci_run_scratch *scratch);

/* Moves the profiles. Returns an exit status. */
int ci_run_scratch_keep(const struct ci_run_scratch *scratch, const char *directory);

/* Removes it with what is left in it. Nothing to do when none was made. */
void ci_run_scratch_remove(const struct ci_run_scratch *scratch);

#endif
