/* SPDX-License-Identifier: MIT */
/* top.h - 'cinstr top --live': the table of what a program does now, again and again. */
#ifndef CINSTR_CLI_LIVE_TOP_H
#define CINSTR_CLI_LIVE_TOP_H

#include <stdbool.h>

/* Whether the command line asks for it. */
bool ci_live_is_wanted(char **argv);

/* Runs it: the command line is that of top, with --live, and a process in the profile's place.
 * Returns an exit status. */
int ci_live_top(int argc, char **argv);

#endif
