/* SPDX-License-Identifier: MIT */
/*
 * flat.h - calls=off: functions that are known by their allocations alone.
 *
 * Such a function has one node per thread, directly below the root, and keeps the node's address in
 * a thread-local variable, which is NULL until the first allocation. When the thread ends, its tree
 * goes to another thread, so the variables are cleared.
 */
#ifndef CINSTR_RUNTIME_FLAT_H
#define CINSTR_RUNTIME_FLAT_H

#include "thread.h"

/* A thread's variable; it is in the thread's list as long as it is set. */
struct ci_flat {
    struct cinstr_node **variable;
    const struct cinstr_function *function;
    struct ci_flat *next;
};

/* The calling thread's node of `function`, which is stored in *variable. Never NULL. */
struct cinstr_node *ci_flat_node(const struct cinstr_function *function,
                                 struct cinstr_node **variable) __asm__(CINSTR_SYMBOL_FLAT)
    __attribute__((visibility("default")));

/* The thread, which is the calling one, ends: clears its variables. */
void ci_flat_end_thread(struct ci_thread *thread);

/* An object with the functions in [start, end) is being unloaded, and its variables with it. */
void ci_flat_forget(const char *start, const char *end);

#endif
