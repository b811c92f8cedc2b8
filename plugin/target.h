/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * target.h - what differs between processors: the assembly text of the probes.
 *
 * A port adds a target-<cpu>.cc with these definitions.
 */
#ifndef CINSTR_PLUGIN_TARGET_H
#define CINSTR_PLUGIN_TARGET_H

#include "gcc.h"

/* Why code cannot be instrumented for the current target; NULL when it can. */
const char *target_refusal(void);

/*
 * Builds the cold call of an entry probe:
 *     (edge, slot) = miss(slot, function, return_address)
 * It changes no register but the two results'. `edge` and `slot_out` are SSA names to define.
 */
gimple *target_build_miss(tree edge, tree slot_out, tree slot_in, tree function,
                          tree return_address);

/*
 * Builds a read of the clock, without a fence, and what follows from it:
 *     now = clock(); node->time += now - T.last; T.last = now + T.<cost>
 * `cost` is the offset of a field of cinstr_thread. One asm without memory operands: what GCC does
 * not see it need not allocate registers for, and it compiles faster by a twentieth. Nothing but
 * probes touches what it reads and writes, and volatile asms keep their order.
 */
gimple *target_build_clock(tree node, unsigned cost);

/* Writes the object's constructor and destructor, which hand its records to the runtime: one pair
 * for each program or shared library, however many units it has. */
void target_emit_object_hooks(void);

#endif
