/* SPDX-License-Identifier: MIT */
/* client.h - asks the watcher of a program that runs. */
#ifndef CINSTR_CLI_LIVE_CLIENT_H
#define CINSTR_CLI_LIVE_CLIENT_H

#include "base/error.h"
#include "base/input.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * Finds the watched process that TEXT means: a process id, or the name of a program of which one
 * process of this user is watched. Returns its id, or 0 with the error set.
 */
pid_t ci_live_find(const char *text, struct ci_error *error);

/*
 * Sends a request ("prof", "heap", "reset", "info") and takes the answer after its first line.
 * Returns 0, or -1 with the error set and OUT empty.
 */
int ci_live_ask(pid_t process, const char *request, struct ci_bytes *out, struct ci_error *error);

#endif
