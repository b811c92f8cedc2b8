/* SPDX-License-Identifier: MIT */
/* stat_regex.h - Go's regular expressions, as far as POSIX ones can do them. */
#ifndef CINSTR_CLI_STAT_REGEX_H
#define CINSTR_CLI_STAT_REGEX_H

#include "strpool.h"

#include <regex.h>

/*
 * Compiles EXPRESSION; the caller frees *REGEX with regfree(). POSIX extended syntax and of Go's
 * beyond it: \d \D (with and without brackets), \w \s \b, (?:...), a leading (?i), lazy repetition
 * (which does not change whether a text matches). Returns NULL, or what is wrong, in the pool.
 */
char *ci_stat_regex_compile(struct ci_strpool *pool, regex_t *regex, const char *expression);

#endif
