/* SPDX-License-Identifier: MIT */
/* error.h - what went wrong, as one line of text that also says what to do. */
#ifndef CINSTR_CLI_BASE_ERROR_H
#define CINSTR_CLI_BASE_ERROR_H

/* Set only where a function returned -1. */
struct ci_error {
    char text[512]; /* one line without its newline */
    int status;     /* the exit status that goes with it: base/status.h */
};

/* Sets the text, with a '?' in place of each control character, and EXIT_USAGE. Returns -1. */
int ci_error_set(struct ci_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Prints 'cinstr: WHAT: TEXT' to stderr, always one line; WHAT is the file or flag at fault, "-"
 * the standard input. Returns the error's exit status.
 */
int ci_error_print(const char *what, const struct ci_error *error);

/* Prints 'cinstr: ...' to stderr in one line, cleaned: a remark that fails nothing. */
void ci_error_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
