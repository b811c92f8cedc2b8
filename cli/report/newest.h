/* SPDX-License-Identifier: MIT */
/* newest.h - the profile that is meant where none is named. */
#ifndef CINSTR_CLI_REPORT_NEWEST_H
#define CINSTR_CLI_REPORT_NEWEST_H

#include <limits.h>
#include <stdbool.h>

/*
 * Finds the file of the current directory that was changed last among those whose names end with
 * SUFFIX; of equals the first by name. Returns whether there is one.
 */
bool ci_newest_find(const char *suffix, char name[NAME_MAX + 1]);

#endif
