/* SPDX-License-Identifier: MIT */
/* flags.c - reads the command line of a subcommand and says what is wrong with it. */
#include "base/flags.h"
#include "base/error.h"
#include "base/status.h"
#include "base/suggest.h"

#include <stdio.h>

static void print_help(const struct ci_flags *flags)
{
    static const struct ci_flags_layout layout = {true, '=', 24};
    bool any = flags->table->name;
    printf("usage: cinstr %s %s%s\n%s", flags->command, any ? "[FLAG...] " : "", flags->arguments,
           any ? "\n" : "");
    ci_flags_print(stdout, flags->table, 0, &layout);
    if (flags->notes)
        printf("\n%s", flags->notes);
    ci_status_print(stdout, flags->statuses);
}

const char *ci_flags_meant(const struct ci_flag *table, unsigned kind, const char *argument,
                           char text[CI_MEANT_SIZE])
{
    int length;
    const char *name = ci_flag_name(argument, &length);
    struct ci_suggestion suggestion = {.word = name, .length = (size_t)length};
    for (const struct ci_flag *flag = table; flag->name; flag++)
        if (!flag->kinds || (flag->kinds & kind))
            ci_suggestion_offer(&suggestion, flag->name);
    text[0] = '\0';
    if (suggestion.nearest)
        snprintf(text, CI_MEANT_SIZE, " (did you mean -%s?)", suggestion.nearest);
    return text;
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

static int refuse_unknown(const struct ci_flags *flags, const char *argument)
{
    char reason[300], meant[CI_MEANT_SIZE];
    int length;
    const char *name = ci_flag_name(argument, &length);
    snprintf(reason, sizeof reason, "unknown flag '-%.*s'%s", length > 150 ? 150 : length, name,
             ci_flags_meant(flags->table, 0, argument, meant));
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
        *status = refuse_unknown(flags, line.argument);
    }
    return false;
}

bool ci_flags_read_one(struct ci_flags *flags, char **argv, void *target, const char *refusal,
                       int *status)
{
    if (!ci_flags_read(flags, argv, target, status))
        return false;
    if (flags->next[0] && !flags->next[1])
        return true;
    *status = ci_flags_refuse(flags, refusal);
    return false;
}
