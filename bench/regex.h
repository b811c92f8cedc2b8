/* SPDX-License-Identifier: MIT */
/*
 * regex.h - Go's regular expressions, as far as names need them, on top of POSIX regcomp.
 */
#ifndef CINSTR_BENCH_REGEX_H
#define CINSTR_BENCH_REGEX_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Compiles a Go (RE2) expression; matching is unanchored and bytewise. Understood beyond POSIX
 * extended: a leading (?i), (?:...), \d \w \s and their negations, also in brackets, \A \z \b, \t
 * \n, escaped punctuation, lazy quantifiers (which match the same names). Anything else of RE2 is
 * refused. On failure writes the reason to `error` and returns false; otherwise the caller frees
 * `regex` with regfree.
 */
bool ci_regex_compile(regex_t *regex, const char *pattern, char *error, size_t size);

#endif
