/* SPDX-License-Identifier: MIT */
/* pattern.h - the regular expressions of flags and profiles: PCRE2, with the syntax of RE2 (re2.h).
 */
#ifndef CINSTR_CLI_BASE_PATTERN_H
#define CINSTR_CLI_BASE_PATTERN_H

#include "base/error.h"

#include <stdbool.h>

struct ci_pattern;

/*
 * Compiles the expression TEXT that the flag or field NAME holds. Returns it, for
 * ci_pattern_destroy, or NULL with the error set.
 */
struct ci_pattern *ci_pattern_create(const char *name, const char *text, struct ci_error *error);

/*
 * Whether the expression matches somewhere in TEXT, of any bytes. Ends the process with a message
 * when the expression needs more than PCRE2's limit of steps for it.
 */
bool ci_pattern_match(const struct ci_pattern *pattern, const char *text);

/* Releases the pattern, which may be NULL, and sets the pointer to NULL. */
void ci_pattern_destroy(struct ci_pattern **pattern);

#endif
