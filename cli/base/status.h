/* SPDX-License-Identifier: MIT */
/*
 * status.h - the exit statuses that all commands share, and what each means.
 *
 * A gate that could not judge never ends with 0 and never with the status of a regression: a
 * script can tell "slower" from "not measured". Where several hold, the first of USAGE, NO_FILE,
 * NO_DATA, NO_MATCH, UNLIKE, REGRESSION, NONDETERMINISTIC counts; the values are part of the
 * interface and stay as they are.
 */
#ifndef CINSTR_CLI_BASE_STATUS_H
#define CINSTR_CLI_BASE_STATUS_H

#include <stdio.h>

/* ROW(name, value, what the helps say of it). */
#define CINSTR_STATUSES(ROW)                                                                       \
    ROW(DONE, 0, "done")                                                                           \
    ROW(REGRESSION, 1, "something is worse than its limit, or missing")                            \
    ROW(USAGE, 2, "the command line or an input cannot be used")                                   \
    ROW(NO_FILE, 3, "an input, a program or a process is not there or cannot be read")             \
    ROW(NONDETERMINISTIC, 4, "what must be the same in each run was not")                          \
    ROW(NO_MATCH, 5, "a name, a filter or a limit selects nothing of the inputs")                  \
    ROW(NO_DATA, 6, "an input has no data, or too little to judge by")                             \
    ROW(UNLIKE, 7, "the inputs cannot be compared: other mode, compiler or sample types")

#define CINSTR_STATUS_VALUE(NAME, VALUE, MEANING) EXIT_##NAME = VALUE,
enum { CINSTR_STATUSES(CINSTR_STATUS_VALUE) };
#undef CINSTR_STATUS_VALUE

/* The statuses that a command may end with, as bits. DONE and USAGE are understood. */
#define CI_STATUS(NAME) (1u << EXIT_##NAME)

/* What a command ends with that reads files. */
#define CI_STATUS_READS CI_STATUS(NO_FILE)

/* What a command ends with that judges by limits; NONDETERMINISTIC besides, where it runs things.
 */
#define CI_STATUS_JUDGES                                                                           \
    (CI_STATUS_READS | CI_STATUS(REGRESSION) | CI_STATUS(NO_MATCH) | CI_STATUS(NO_DATA) |          \
     CI_STATUS(UNLIKE))

/* Prints the section 'Exit status:' of a help. */
void ci_status_print(FILE *out, unsigned statuses);

#endif
