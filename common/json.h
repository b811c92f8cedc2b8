/* SPDX-License-Identifier: MIT */
/*
 * json.h - the strings of JSON (RFC 8259). Objects and lists are the caller's.
 *
 * Names of files and functions may be any bytes. Bytes that are not UTF-8 are written as U+FFFD, so
 * that every reader accepts the document.
 */
#ifndef CINSTR_COMMON_JSON_H
#define CINSTR_COMMON_JSON_H

#include <stdio.h>

enum ci_json_style {
    CI_JSON_PLAIN, /* escapes quotes, backslashes and controls */
    CI_JSON_GO,    /* as Go's encoder: <, > and & too, \n, \r and \t by their letters */
};

/* Writes SIZE bytes at TEXT as a string, in quotes. */
void ci_json_string(FILE *out, const char *text, size_t size, enum ci_json_style style);

/* Writes the text, or null when it is NULL. */
void ci_json_text(FILE *out, const char *text);

/* Writes SEPARATOR and the member NAME with the text, or null, as its value. */
void ci_json_member(FILE *out, const char *separator, const char *name, const char *text);

#endif
