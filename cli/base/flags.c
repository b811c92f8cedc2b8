/* SPDX-License-Identifier: MIT */
/* flags.c - reads the command line of a subcommand and says what is wrong with it. */
#include "base/flags.h"
#include "base/error.h"

#include <stdio.h>

static void print_help(const struct ci_flags *flags)
{
    static const struct ci_flags_layout layout = {true, '=', 24};
    printf("usage: cinstr %s [FLAG...] %s\n\n", flags->command, flags->arguments);
    ci_flags_print(stdout, flags->table, 0, &layout);
    if (flags->notes)
        printf("\n%s", flags->notes);
}

int ci_flags_refuse(const struct ci_flags *flags, const char *text)
{
    struct ci_error error;
    ci_error_set(&error, "%s; 'cinstr %s -h' tells how", text, flags->command);
    return ci_error_print(flags->command, &error);
}

static int refuse_flag(const struct ci_flags *flags, const char *format, const char *argument)
{
    char reason[300];
    int length;
    const char *name = ci_flag_name(argument, &length);
    snprintf(reason, sizeof reason, format, length, name);
    return ci_flags_refuse(flags, reason);
}

bool ci_flags_read(struct ci_flags *flags, char **argv, void *target, int *status)
{
    struct ci_command_line line = {.table = flags->table, .style = flags->style};
    flags->command = argv[0];
    *status = 0;
    switch (ci_command_line_read(&line, argv, target)) {
    case CI_FLAGS_DONE:
        flags->next = line.arguments;
        return true;
    case CI_FLAGS_HELP:
        print_help(flags);
        break;
    case CI_FLAGS_TAKES_NONE:
        *status = refuse_flag(flags, "-%.*s takes no value", line.argument);
        break;
    case CI_FLAGS_LACKS_VALUE:
        *status = refuse_flag(flags, "-%.*s lacks its value", line.argument);
        break;
    case CI_FLAGS_BAD_VALUE:
        *status = ci_flags_refuse(flags, line.reason);
        break;
    default:
        *status = refuse_flag(flags, "unknown flag '-%.*s'", line.argument);
    }
    return false;
}
