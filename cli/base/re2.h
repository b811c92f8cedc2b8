/* SPDX-License-Identifier: MIT */
/*
 * re2.h - what of PCRE2's regular expressions RE2 does not have.
 *
 * benchstat and pprof use RE2's syntax. An expression that works here has to work there, so what
 * only PCRE2 knows (lookaround, backreferences, possessive and atomic groups, \K, ...) is refused
 * in the words of Go's regexp package.
 */
#ifndef CINSTR_CLI_BASE_RE2_H
#define CINSTR_CLI_BASE_RE2_H

#include "base/error.h"

/*
 * Returns 0 where RE2 would take the expression's constructs, or -1 with the error set. Writes the
 * expression as PCRE2 takes it to `out`, which has room for twice the text and its end.
 */
int ci_re2_translate(const char *text, char *out, struct ci_error *error);

#endif
