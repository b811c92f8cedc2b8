/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * callee.h - what GCC can know of a called function, and so could take out of a measured loop.
 */
#ifndef CINSTR_PLUGIN_GUARD_CALLEE_H
#define CINSTR_PLUGIN_GUARD_CALLEE_H

#include "gcc.h"

/* What GCC may do to a call. */
enum callee_sight {
    CALLEE_PRIMITIVE, /* becomes no call: an operation, or a hint to the compiler */
    CALLEE_CLOSED, /* GCC sees neither its code nor a promise about it: the call stays as it is */
    CALLEE_OPEN,   /* it may be folded, inlined, hoisted or removed */
};

callee_sight callee_sight_of(const gcall *call);

/*
 * Whether argument `index`, a constant, must stay one for the call to mean the same: immediate
 * operands, memory orders, sizes that choose the code of memcpy, formats, functions.
 */
bool callee_needs_constant(const gcall *call, unsigned index);

/* Whether a function is a built-in one that tells GCC something, or asks it, or has to do with
 * variable arguments or exceptions: calling it is no work. */
bool callee_is_directive(tree decl);

/*
 * Whether a type tells which function a call gets to: a pointer to a function, std::function and
 * its like, and pointers and references to these.
 */
bool callee_is_chosen_by(tree type);

/* Whether a call gets to its function through such a value, or as a virtual one. */
bool callee_is_indirect(const gcall *call);

/* Whether parameter `index` of a built-in function that only reads memory is the size of that. */
bool callee_is_size(tree decl, unsigned index);

/* Whether the call may write to what argument `index` points to; not so when it frees that. */
bool callee_may_write(const gcall *call, unsigned index);

/*
 * Appends the static variables that the callee, or what it calls, may read (all of them) and write.
 * False when they are too many to tell.
 */
bool callee_statics(const gcall *call, vec<tree> *read, vec<tree> *written);

#endif
