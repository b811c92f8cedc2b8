/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap/type.h - the static type of what a call allocates: "struct node", "char[]".
 *
 * The type of the variable that malloc's result is assigned to is often `void *`; so the uses of
 * the result are followed: copies and casts, PHIs, stores to typed fields and variables,
 * dereferences, typed arguments, the function's own return. That is done right after SSA is built,
 * while each function still looks as it was written; the result is kept by the call's location and
 * function until the probes are inserted, after all inlining.
 */
#ifndef CINSTR_PLUGIN_HEAP_TYPE_H
#define CINSTR_PLUGIN_HEAP_TYPE_H

#include "heap/call.h"

/* Appends the name of a type: "struct node", "int", "ns::list<int>". */
void heap_type_append_name(auto_vec<char> *text, tree type);

/* Registers the early pass. */
void heap_type_register(const char *plugin);

/*
 * The type allocated by the call at `where` in the body written as `function`; NULL: not known. The
 * string lives until GCC ends.
 */
const char *heap_type_at(location_t where, tree function);

/* The type by the uses of this very call, for code that the early pass has not seen (LTO). */
const char *heap_type_of(gcall *call, const heap_call &heap);

#endif
