/* SPDX-License-Identifier: MIT */
/*
 * main.c - the cinstr command: finds the subcommand and runs it.
 *
 * The exit statuses are those of base/status.h.
 */
#include "base/error.h"
#include "base/status.h"
#include "base/suggest.h"
#include "commands.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
};

#define COMMAND(NAME, SUMMARY) {#NAME, SUMMARY, ci_##NAME##_run},
static const struct command commands[] = {CINSTR_COMMANDS(COMMAND){NULL, NULL, NULL}};
#undef COMMAND

static const struct command *find_command(const char *name)
{
    for (const struct command *command = commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static void print_usage(FILE *out)
{
    fprintf(out, "usage: cinstr COMMAND [ARGUMENT...]\n\n");
    for (const struct command *command = commands; command->name; command++)
        fprintf(out, "  %-8s %s\n", command->name, command->summary);
    fprintf(out, "\n'cinstr COMMAND -h' or 'cinstr help COMMAND' shows a command's flags,\n"
                 "'cinstr --version' the version.\n");
    ci_status_print(out, ~0u);
}

static int refuse(const char *name)
{
    struct ci_suggestion suggestion = {.word = name, .length = strlen(name)};
    struct ci_error error;
    for (const struct command *command = commands; command->name; command++)
        ci_suggestion_offer(&suggestion, command->name);
    if (suggestion.nearest)
        ci_error_set(&error, "unknown command; did you mean '%s'? 'cinstr help' lists them",
                     suggestion.nearest);
    else
        ci_error_set(&error, "unknown command; 'cinstr help' lists them");
    return ci_error_print(name, &error);
}

static bool is_flag(const char *argument, const char *name)
{
    return argument[0] == '-' && (strcmp(argument + 1, name) == 0 ||
                                  (argument[1] == '-' && strcmp(argument + 2, name) == 0));
}

/* 'cinstr help' and 'cinstr help COMMAND'. What help itself does is told by the list that it
 * prints. */
static int help(char *name)
{
    if (!name || strcmp(name, "help") == 0 || is_flag(name, "h") || is_flag(name, "help")) {
        print_usage(stdout);
        return 0;
    }
    char flag[] = "-h", *arguments[] = {name, flag, NULL};
    const struct command *command = find_command(name);
    return command ? command->run(2, arguments) : refuse(name);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (is_flag(argv[1], "version") || strcmp(argv[1], "version") == 0) {
        printf("cinstr %s\n", CINSTR_VERSION);
        return 0;
    }
    if (is_flag(argv[1], "h") || is_flag(argv[1], "help"))
        return help(NULL);
    if (strcmp(argv[1], "help") == 0)
        return help(argv[2]);
    const struct command *command = find_command(argv[1]);
    return command ? command->run(argc - 1, argv + 1) : refuse(argv[1]);
}
