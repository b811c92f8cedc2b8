/* SPDX-License-Identifier: MIT */
/*
 * flags.h - the command lines of subcommands: their help, and the errors for one that cannot be
 * used.
 *
 * The flags are a table as common/flags.h describes it; its readers answer with whole sentences.
 */
#ifndef CINSTR_CLI_BASE_FLAGS_H
#define CINSTR_CLI_BASE_FLAGS_H

#include "common/flags.h"

struct ci_flags {
    const char *arguments; /* what follows the flags in the help: "BASE NEW" */
    const struct ci_flag *table;
    const char *notes; /* printed below the flags; NULL: nothing */
    unsigned statuses; /* bits of base/status.h that the help tells */
    enum ci_arguments style;
    /* Once read. */
    const char *command;
    char **next; /* the arguments that were no flags; ends with NULL */
};

/*
 * Reads the command line into TARGET. Returns whether there is something to do; otherwise help or
 * an error has been printed and STATUS is the exit status.
 */
bool ci_flags_read(struct ci_flags *flags, char **argv, void *target, int *status);

/* The same for a command with one argument: REFUSAL is the error if there is none or another. */
bool ci_flags_read_one(struct ci_flags *flags, char **argv, void *target, const char *refusal,
                       int *status);

/*
 * ' (did you mean -NAME?)' for a flag that the table has not, ARGUMENT as it was given; "" where no
 * flag of the KIND is near. TEXT is where it is written.
 */
enum { CI_MEANT_SIZE = 80 };
const char *ci_flags_meant(const struct ci_flag *table, unsigned kind, const char *argument,
                           char text[CI_MEANT_SIZE]);

/* Prints 'cinstr: COMMAND: TEXT; ...' for a command line that cannot be used: EXIT_USAGE. */
int ci_flags_refuse(const struct ci_flags *flags, const char *text);

#endif
