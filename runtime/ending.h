/* SPDX-License-Identifier: MIT */
/*
 * ending.h - ways in which a program ends without its destructors.
 *
 * ending.c has _exit, _Exit and abort, exec.c the exec family, all linked in front of the C
 * library's. Each leaves the profile behind, then does what the C library's function does. They are
 * weak, so that a program may have its own, and as safe in a signal handler as the originals: a
 * handler that interrupted the writing of a profile ends the process without one.
 */
#ifndef CINSTR_RUNTIME_ENDING_H
#define CINSTR_RUNTIME_ENDING_H

#include <stdbool.h>

#define CI_ENDING_API __attribute__((weak, visibility("default")))

/*
 * Called before execve. A fork's child writes here only if files are kept apart anyway (%p or a
 * directory in CINSTR_OUT), since a shell forks for every command. Returns whether it has written.
 */
bool ci_ending_before_exec(void);

/* The exec failed: the process stays what it was and writes its profile at its end. Keeps errno. */
void ci_ending_exec_failed(bool written);

#endif
