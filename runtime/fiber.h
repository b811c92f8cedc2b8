/* SPDX-License-Identifier: MIT */
/*
 * fiber.h - whether a call begins a fiber: a function with a stack of its own, which may go on in
 * any thread after a switch.
 *
 * The thread that begins the fiber has its tree, and other threads go on in it. So that never two
 * of them add to one context, a fiber has contexts of its own: the function that it begins with
 * gets a node for each address that its stack begins at, and nothing below is folded onto what is
 * above. Of two fibers whose stacks begin at one address, one is over. Contexts that are equal but
 * for this are added up when the profile is written.
 *
 * Such a call is known by the address that it returns to, which is in makecontext or in the code
 * that takes its place. Others are learned: where a function is entered neither directly nor on the
 * stack that its caller's context is on. That stack is the thread's own, or the caller's fiber's.
 *
 * Part of the cold path: tree.h tells the rules.
 */
#ifndef CINSTR_RUNTIME_FIBER_H
#define CINSTR_RUNTIME_FIBER_H

#include "call.h"
#include "tree.h"

/* Where a function is entered. */
enum ci_entry {
    CI_ENTRY_SAME,    /* on its caller's stack, as far as is known */
    CI_ENTRY_FIBER,   /* on a new stack */
    CI_ENTRY_HANDLER, /* on one for signals */
    CI_ENTRY_OUTSIDE  /* on the thread's own, though the slot is a fiber's: code without probes left
                         the fiber, and called */
};

/* The first thread: an address at the top of its stack, and its control block, which is elsewhere;
 * 0 where the runtime began in another thread. Set before threads run. */
struct ci_first_thread {
    uintptr_t stack, block;
};
extern struct ci_first_thread ci_fiber_first;

/* The calling thread's own stack. Other threads than the first have their control block where it
 * begins. `is_first` is asked where it is not known which is. */
struct ci_stack ci_fiber_own_stack(bool is_first);

/* Makes known that functions which return to the address begin fibers. Sixteen are kept. */
void ci_fiber_learn(uintptr_t return_address);

enum ci_entry ci_fiber_entry(struct ci_tree *tree, const struct ci_call *call);

/* Whether the kernel called the function, to handle a signal. */
bool ci_fiber_is_handler(const struct ci_tree *tree, const struct ci_call *call);

#endif
