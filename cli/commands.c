/* SPDX-License-Identifier: MIT */
/* commands.c - the table of subcommands. */
#include "command.h"

#include <stddef.h>

const struct command ci_commands[] = {
    {NULL, NULL, NULL},
};
