/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap/type.h - the static type of what a call allocates: "struct node", "char[]".
 *
 * The type of the variable that malloc's result is assigned to is often `void *`; so the uses of
 * the result are followed: copies and casts, PHIs, stores to typed fields and variables,
 * dereferences, typed arguments, the function's own return. Of several types the one wins that has
 * the size that is asked for, or that the result of a function with a type is cast to.
 */
#ifndef CINSTR_PLUGIN_HEAP_TYPE_H
#define CINSTR_PLUGIN_HEAP_TYPE_H

#include "heap/call.h"

/* Appends the name of a type: "struct node", "int", "ns::list<int>". */
void heap_type_append_name(auto_vec<char> *text, tree type);

/* A type, by the uses of a call. */
struct heap_type {
    const char *name; /* NULL: not known; lives until GCC ends */
    bool weak;        /* of a `char *` or a `void *` field, which may be any memory */
    bool exact;       /* its size, or a multiple, is an argument, or a caller casts a base to it */
    bool declared;    /* it is what the callee is declared to return a pointer to */
};

/* `heap`: what the call does, if that is known; HEAP_NONE: each number may be the size. */
heap_type heap_type_of(gcall *call, const heap_call &heap);

#endif
