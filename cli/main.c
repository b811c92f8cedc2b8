/* SPDX-License-Identifier: MIT */
/*
 * main.c - the cinstr command: finds the subcommand and runs it.
 *
 * Exit status: 0 done, 1 a gate found a regression, 2 the command line or an input file is
 * unusable.
 */
#include "base/status.h"
#include "commands.h"

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
    fprintf(out, "\n'cinstr COMMAND -h' tells a command's flags.\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return 0;
    }
    const struct command *command = find_command(argv[1]);
    if (!command) {
        fprintf(stderr, "cinstr: unknown command '%s'; 'cinstr help' lists them\n", argv[1]);
        return EXIT_USAGE;
    }
    return command->run(argc - 1, argv + 1);
}
