/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.cc - chooses how a probe reads the clock. */
#include "calls/clock.h"
#include "base/options.h"
#include "base/target.h"

#include <cinstr/abi.h>

void clock_event(gimple_seq *code, tree node, unsigned cost)
{
    tree elapsed;
    gimple_seq_add_stmt(code, options.sampled ? target_build_sampled_clock(node, cost)
                                              : target_build_clock(node, cost, &elapsed));
}

void clock_before_call(gimple_seq *code, tree node, unsigned cost, bool can_block)
{
    if (options.sampled && can_block)
        gimple_seq_add_stmt(code, target_build_wait_start(node, cost));
    else
        clock_event(code, node, cost);
}

void clock_after_call(gimple_seq *code, tree external, unsigned cost, bool can_block, tree *elapsed)
{
    *elapsed = NULL;
    if (!can_block)
        clock_event(code, external, cost);
    else if (options.sampled)
        gimple_seq_add_stmt(code, target_build_wait_end(external, cost, elapsed));
    else
        gimple_seq_add_stmt(code, target_build_clock(external, cost, elapsed));
}

unsigned clock_field_of_events(void)
{
    return options.sampled ? offsetof(cinstr_thread, events) : offsetof(cinstr_thread, last);
}
