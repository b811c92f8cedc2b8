/* SPDX-License-Identifier: MIT */
/* own_stack.h - calls a function on a stack that the runtime brings. */
#ifndef CINSTR_RUNTIME_OWN_STACK_H
#define CINSTR_RUNTIME_OWN_STACK_H

/*
 * Calls work(argument) on a stack of a megabyte. The program may end wherever it is: in a signal
 * handler on an alternate stack of some kilobytes, in a child from clone() with two pages, in a
 * fiber. To write a profile needs more than these have left. Where there is no memory, the call is
 * made on the caller's stack.
 *
 * Safe in threads and signal handlers, and within itself. Leaves errno as `work` does. On an
 * alternate signal stack all signals are blocked meanwhile.
 */
void ci_own_stack_call(void (*work)(void *argument), void *argument);

#endif
