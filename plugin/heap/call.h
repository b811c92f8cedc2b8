/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap/call.h - which calls allocate, grow or free, and where their pointers and sizes are.
 *
 * Known are the functions of libc and C++, where they are declared as they are, those with the
 * attribute alloc_size (with malloc(f) the deallocator f too), and those that allocator= names.
 * alloca is no heap, and fopen's or opendir's attribute malloc(fclose) alone tells of no block of a
 * known size.
 */
#ifndef CINSTR_PLUGIN_HEAP_CALL_H
#define CINSTR_PLUGIN_HEAP_CALL_H

#include "gcc.h"

enum heap_action { HEAP_NONE, HEAP_ALLOCATES, HEAP_GROWS, HEAP_FREES };

/* Where a call's new block is found after the call. */
enum heap_result {
    HEAP_RETURNED,    /* the value of the call; NULL: it failed */
    HEAP_OUT_ZERO,    /* *argument `out`, when the call returns 0: posix_memalign */
    HEAP_OUT_LENGTH,  /* *argument `out`, when it returns no negative number, the size less 1:
                         asprintf */
    HEAP_OUT_CHANGED, /* *argument `out`, of *argument `size` bytes, when either changed: getline */
};

/* Arguments are counted from 0; -1: there is none. */
struct heap_call {
    heap_action action;
    heap_result result;
    int size, factor;    /* bytes: argument `size`, times argument `factor` */
    bool string;         /* bytes: the result's length and 1: strdup */
    bool nonnull;        /* it cannot fail */
    HOST_WIDE_INT bytes; /* of every block, where no argument tells; 0: none does */
    int out;
    int old; /* the block that is grown or freed */
};

/* Keeps GCC from inlining or cloning functions of the unit that allocator= names. */
void heap_call_register(const char *plugin);

/*
 * What a call calls: a function; or, where allocator= has a name for it, the pointer to functions
 * that it is called through, which is a member, a variable or a parameter. NULL: not known.
 */
tree heap_call_callee(const gcall *call);

/* What a call of the function, or through the pointer, does. */
heap_call heap_call_of(tree callee);

/* What the call does: nothing, unless its arguments and result are as its callee promises. */
heap_call heap_call_at(const gcall *call);

/* The name of the function, in the assembler's spelling, or of the pointer. */
const char *heap_call_name(tree callee);

/* Whether the function's own body is an allocator's: what it does to the heap is its callers'. */
bool heap_call_is_allocator(tree function);

#endif
