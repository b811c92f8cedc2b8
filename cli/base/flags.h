/* SPDX-License-Identifier: MIT */
/* flags.h - the command lines of the commands that are not reports. */
#ifndef CINSTR_CLI_BASE_FLAGS_H
#define CINSTR_CLI_BASE_FLAGS_H

#include <stdbool.h>

/* A flag, which may be written with one or two dashes. A table ends with a NULL name. */
struct ci_flag {
    const char *name;
    const char *value; /* what its value is called in the help; NULL: it takes none */
    const char *help;
};

struct ci_flags {
    const char *arguments; /* what follows the flags, for the help: "BASE NEW" */
    const struct ci_flag *table;
    const char *notes; /* printed below the flags; NULL: nothing */
    char **next;       /* the argument to look at; what is no flag is left from here on */
    const char *command;
    bool flags_first; /* the first argument that is no flag ends them */
    /* What was no flag so far is moved to the front of the arguments. */
    char **first, **plain;
};

/* Prepares to read the arguments behind argv[0]; 'table', 'arguments' and the like are set. */
void ci_flags_start(struct ci_flags *flags, char **argv);

/*
 * Takes the next flag. Returns its index in the table, with VALUE set if it takes one; -1 at the
 * end, where flags->next are the arguments that were no flags, ending with NULL; or -2 when help or
 * an error has been printed and STATUS is the exit status.
 */
int ci_flags_take(struct ci_flags *flags, const char **value, int *status);

/* Prints 'cinstr: COMMAND: TEXT; ...' for a command line that cannot be used: EXIT_USAGE. */
int ci_flags_refuse(const struct ci_flags *flags, const char *text);

#endif
