/* SPDX-License-Identifier: MIT */
/*
 * ending.h - ways in which a program ends without its destructors.
 *
 * ending.c has _exit, _Exit and abort in front of the C library's, exec.c the exec family; each
 * leaves the profile behind, then does what the C library's does. They are weak, so that a program
 * may have its own, and safe in a signal handler as those are: a handler that interrupted the
 * writing of a profile ends the process without one.
 */
#ifndef CINSTR_RUNTIME_ENDING_H
#define CINSTR_RUNTIME_ENDING_H

#include <stdbool.h>

#define CI_ENDING_API __attribute__((weak, visibility("default")))

/*
 * In front of execve. A fork's child writes here only where files are kept apart anyway (%p or a
 * directory in CINSTR_OUT): a shell makes one for every command. Returns whether it has written.
 */
bool ci_ending_before_exec(void);

/* The process stays what it was; its profile is written at its end. */
void ci_ending_exec_failed(bool written);

#endif
