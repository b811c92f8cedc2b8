/* SPDX-License-Identifier: MIT */
/*
 * flags.h - command lines, read by a table.
 *
 * A flag is written with one or two dashes, its value after '=' or as the next argument; '-' and
 * '_' within its name are the same. Each command words its own errors and lays out its own help.
 */
#ifndef CINSTR_COMMON_FLAGS_H
#define CINSTR_COMMON_FLAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct ci_flag;

/*
 * Stores a flag's value in FIELD. VALUE is NULL where the flag takes none or was given none.
 * Returns NULL, or what is wrong with the value in words of the command that has the flag.
 */
typedef const char *ci_flag_reader(void *field, const struct ci_flag *flag, const char *value);

/* A row of a table, which ends with a row without a name. */
struct ci_flag {
    const char *name;
    const char *value; /* what its value is called in the help; NULL: it needs none */
    const char *help;  /* NULL: the help leaves it out */
    ci_flag_reader *read;
    size_t offset;  /* of the field in what the command line is read into */
    unsigned kinds; /* bits of the commands that have the flag; 0: all that use the table */
    int number;     /* for the reader; the choice of ci_flag_choice */
};

enum ci_arguments {
    CI_ARGUMENTS_MIXED, /* arguments may stand between flags; "--" ends the flags */
    CI_ARGUMENTS_LAST,  /* the first argument ends the flags, as "--" does */
    CI_ARGUMENTS_NONE,  /* there are flags alone */
};

struct ci_command_line {
    const struct ci_flag *table;
    unsigned kind;      /* the bit of the command that runs; 0: the table has no kinds */
    const char *prefix; /* may stand before each name; NULL: nothing may */
    enum ci_arguments style;
    char **arguments; /* after reading: what was not a flag, ending with NULL; a part of argv */
    /* What is at fault, once reading has failed; each is NULL if it does not apply. */
    const char *argument; /* as it was given */
    const struct ci_flag *flag;
    const char *value, *reason;
};

enum ci_flags_result {
    CI_FLAGS_DONE,
    CI_FLAGS_HELP,        /* -h or --help, where the table has no such flag */
    CI_FLAGS_UNKNOWN,     /* no such flag */
    CI_FLAGS_ARGUMENT,    /* an argument where only flags may be */
    CI_FLAGS_LACKS_VALUE, /* the last argument is a flag that needs a value */
    CI_FLAGS_TAKES_NONE,  /* a value for a flag that has none */
    CI_FLAGS_BAD_VALUE,   /* its reader told the reason */
};

/* Reads what follows argv[0], which ends with NULL, into TARGET. Sorts argv by STYLE. */
enum ci_flags_result ci_command_line_read(struct ci_command_line *line, char **argv, void *target);

/* The length of the flag's name in an argument, which starts at NAME: up to '=' or the end. */
const char *ci_flag_name(const char *argument, int *length);

/* Readers that several tables use. */
ci_flag_reader ci_flag_set;    /* a bool, to true; the flag takes no value */
ci_flag_reader ci_flag_bool;   /* a bool; -flag=false is allowed; "true or false" */
ci_flag_reader ci_flag_text;   /* a const char * */
ci_flag_reader ci_flag_choice; /* an int, to the row's choice, unless another choice is there */

/* What ci_flag_choice returns for a flag that excludes an earlier one. */
extern const char ci_flag_excluded[];

/* How a help text looks. */
struct ci_flags_layout {
    bool long_dashes; /* two dashes before names of several letters */
    char separator;   /* between a flag and its value: '=' or ' ' */
    int width;        /* of the flag with its value, without dashes */
};

/* Prints the flags of the kind, a line each. */
void ci_flags_print(FILE *out, const struct ci_flag *table, unsigned kind,
                    const struct ci_flags_layout *layout);

#endif
