/* SPDX-License-Identifier: MIT */
/* command.h - the subcommands of cinstr, a file each, and the exit statuses that they share. */
#ifndef CINSTR_CLI_COMMAND_H
#define CINSTR_CLI_COMMAND_H

enum {
    EXIT_USAGE = 2, /* a command line or an input file that cannot be used */
};

struct command {
    const char *name;
    const char *summary;               /* one line for 'cinstr help' */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name; returns the exit status */
};

/* Ends with an entry whose name is NULL. */
extern const struct command ci_commands[];

#endif
