/* SPDX-License-Identifier: MIT */
/*
 * source_open.h - which files a profile may make a report show.
 *
 * Whoever made a profile chose the paths in it. A file is opened when it is below a directory that
 * the user named or is in, or when it has the name of a source file; so no path in a profile puts
 * keys, passwords or what is in /proc into a report.
 */
#ifndef CINSTR_CLI_REPORT_SOURCE_OPEN_H
#define CINSTR_CLI_REPORT_SOURCE_OPEN_H

/*
 * Opens the file at PATH for reading, where links lead to what may be opened. SEARCH is a list of
 * directories, separated with ':'. Returns a descriptor, or -1 with errno set: EPERM where the
 * file may not be opened. What is no regular file is never opened: the descriptor has no bytes.
 */
int ci_source_open(const char *path, const char *search);

#endif
