/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.cc - chooses how a probe reads the clock. */
#include "calls/clock.h"
#include "base/code.h"
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

tree clock_load_event(gimple_seq *code)
{
    tree type = long_unsigned_type_node;
    tree event = code_thread_field(code, type, offsetof(cinstr_thread, last));
    if (options.sampled) {
        tree sampled = code_load(
            code, code_thread_field(code, ptr_type_node, offsetof(cinstr_thread, sampled)));
        event = code_field(sampled, type, offsetof(cinstr_sampled, events));
    }
    TREE_THIS_VOLATILE(event) = 1;
    return code_load(code, event);
}
