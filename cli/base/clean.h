/* SPDX-License-Identifier: MIT */
/*
 * clean.h - texts of strangers, such as the names in a profile, made harmless to print.
 *
 * A clean text can be put anywhere in a line of output, and at its start: it cannot end the line,
 * drive a terminal, change the order in which the line is read, or be a command to a CI server that
 * reads the log.
 */
#ifndef CINSTR_CLI_BASE_CLEAN_H
#define CINSTR_CLI_BASE_CLEAN_H

#include <stddef.h>

/*
 * Puts '?' for each byte of a control character (of ASCII, of Latin 1 alone or in UTF-8), of a
 * Unicode character that separates lines or changes their direction, and of what makes a command
 * of GitHub's actions: "::" at the start and "##[" anywhere. The length stays. A tab is a control
 * character.
 */
void ci_clean(char *text, size_t length);

/*
 * The same for a line of a file: tabs stay, since they are the line's layout, and so does "::",
 * since the line is not printed at the start of one.
 */
void ci_clean_line(char *line, size_t length);

#endif
