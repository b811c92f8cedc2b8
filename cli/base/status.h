/* SPDX-License-Identifier: MIT */
/*
 * status.h - the exit statuses that all commands share.
 *
 * A gate that could not judge never ends with 0 and never with the status of a regression: a
 * script can tell "slower" from "not measured". Where several hold, the first of USAGE, NO_FILE,
 * NO_DATA, NO_MATCH, UNLIKE, REGRESSION, NONDETERMINISTIC counts; the values are part of the
 * interface and stay as they are.
 */
#ifndef CINSTR_CLI_BASE_STATUS_H
#define CINSTR_CLI_BASE_STATUS_H

enum {
    EXIT_REGRESSION = 1,       /* a gate found something worse than its limit, or missing */
    EXIT_USAGE = 2,            /* a command line or an input file that cannot be used */
    EXIT_NO_FILE = 3,          /* an input file or the base does not exist or cannot be read */
    EXIT_NONDETERMINISTIC = 4, /* what must be the same in each run was not */
    EXIT_NO_MATCH = 5,         /* the inputs have data, but a filter or limit selects none */
    EXIT_NO_DATA = 6,          /* an input has no data, or too little for the gate to judge by */
    EXIT_UNLIKE = 7,           /* the inputs cannot be compared: other mode, compiler, settings */
};

#endif
