/* SPDX-License-Identifier: MIT */
/* walk.h - the calls between an allocator and the instrumented function from which they started. */
#ifndef CINSTR_MALLOC_WALK_H
#define CINSTR_MALLOC_WALK_H

#include "../outside.h"

/*
 * Fills the stack from `returns`, the allocator's return address, outwards up to one of `bodies`.
 * It uses unwind tables, so libraries need no frame pointers.
 */
void ci_walk(struct ci_outside_stack *stack, uintptr_t returns,
             const struct ci_outside_bodies *bodies);

#endif
