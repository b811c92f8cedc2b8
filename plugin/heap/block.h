/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * heap/block.h - what is known of the block that a call gives: its type, and who gets it.
 *
 * The type is found right after SSA is built, while each function still looks as it was written;
 * the result is kept by the call's location and function until the probes are inserted, after all
 * inlining. That is done for each call that may allocate, since xmalloc may be in another unit. A
 * function such as xmalloc does not know the type, but its callers do; where it was inlined, its
 * callers are asked here, and else when the profile is written, by the records' flags.
 */
#ifndef CINSTR_PLUGIN_HEAP_BLOCK_H
#define CINSTR_PLUGIN_HEAP_BLOCK_H

#include "gcc.h"

/* Registers the early pass. */
void heap_block_register(const char *plugin);

struct heap_block {
    const char *type; /* NULL: not known */
    unsigned flags;   /* CINSTR_SITE_PASSES and those that follow it */
};

/* Of a call that was written at `where`, in the scope of `block`. */
heap_block heap_block_of(gcall *call, location_t where, tree block);

/* Of a call that is not known to allocate. */
heap_block heap_block_of_site(gcall *call);

#endif
