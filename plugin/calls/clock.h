/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.h - probes that read the clock, with clock=every or clock=sampled.
 *
 * `cost` is the offset of a field of cinstr_thread: what the probe takes that ends here.
 */
#ifndef CINSTR_PLUGIN_CALLS_CLOCK_H
#define CINSTR_PLUGIN_CALLS_CLOCK_H

#include "gcc.h"

/* An event: the time since the last one belongs to the node. */
void clock_event(gimple_seq *code, tree node, unsigned cost);

/*
 * Before and after a call of a function without probes, which has a node of its own. If it can
 * block, the clock is read in any case, and `elapsed` is set to the SSA name of what the call took;
 * else to NULL.
 */
void clock_before_call(gimple_seq *code, tree node, unsigned cost, bool can_block);
void clock_after_call(gimple_seq *code, tree external, unsigned cost, bool can_block,
                      tree *elapsed);

/* Loads what is another value after each event, and an asm statement may write of which GCC knows
 * nothing. */
tree clock_load_event(gimple_seq *code);

#endif
