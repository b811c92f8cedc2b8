/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mark.h - numbers that travel with instructions.
 *
 * A location may have a source range, which GCC copies to all instructions that it makes of a
 * statement and reads nowhere while it optimises. So the range can carry a number from GIMPLE to
 * the last instruction without a change of the code that GCC makes.
 */
#ifndef CINSTR_PLUGIN_BASE_MARK_H
#define CINSTR_PLUGIN_BASE_MARK_H

#include "gcc.h"

/* What the numbers mean. */
enum {
    MARK_NONE = -1,
    MARK_PROBE = 0,              /* a probe's, not the program's */
    MARK_FIRST_TAG = 1,          /* from here on: a tag (costs/tags.h) */
    MARK_FIRST_PEELED = 1 << 29, /* from here on: a test before an unrolled loop (costs/peeled.h) */
    MARK_FIRST_ORIGIN = 1 << 30, /* from here on: an origin (costs/origins.h) */
};

/* The location with the number; `block` is its BLOCK. */
location_t mark_location(location_t location, tree block, unsigned number);

/* The number that a location carries, or MARK_NONE. */
int mark_of(location_t location);

#endif
