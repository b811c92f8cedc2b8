/* SPDX-License-Identifier: MIT */
/*
 * watch.h - a watcher for the calling process: another process that shares its memory and goes on
 * when it ends.
 *
 * So it can read the counts, the live blocks and the records of libraries, whatever ended the
 * program, and a fork's child still gets a copy of its own. The watcher has no descriptor, no
 * signal handler, no directory and no thread-local storage in common with the program.
 */
#ifndef CINSTR_RUNTIME_WATCH_H
#define CINSTR_RUNTIME_WATCH_H

/* Starts one; says in one line why it cannot. The program is as before in either case. */
void ci_watch_start(void);

/* The process may soon become another program: the watcher looks more often for a while. */
void ci_watch_hint(void);

#endif
