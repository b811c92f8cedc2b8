/* SPDX-License-Identifier: GPL-3.0-or-later */
/* remainders.cc - loops that GCC unrolls after their trip count is known; see remainders.h. */
#include "costs/remainders.h"
#include "base/code.h"

/* Nine counters for each loop are much in a function with a thousand. */
static const unsigned LOOPS_MAX = 32;

/* Whether GCC unrolls loops because it was told to. From GCC 13 on it does so of itself with loops
 * of up to four instructions, too few for nine counters. */
static bool are_unrolled(void)
{
    return flag_unroll_all_loops ||
           (flag_unroll_loops && (global_options_set.x_flag_unroll_loops || flag_profile_use));
}

static bool is_unrolled(const counted_loop &loop)
{
    return are_unrolled() || (current_loops && loop.back->dest->loop_father->unroll > 1);
}

/* Appends the header, and the blocks from which control gets to the latch without passing it. */
static void find_blocks(vec<int> &blocks, edge back)
{
    auto_vec<basic_block> pending;
    blocks.safe_push(back->dest->index);
    pending.safe_push(back->src);
    while (!pending.is_empty()) {
        basic_block bb = pending.pop();
        if (blocks.contains(bb->index))
            continue;
        blocks.safe_push(bb->index);
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, bb->preds)
            pending.safe_push(e->src);
    }
}

void remainders_find(vec<remainder_loop> &found, function *fun, unsigned variable)
{
    if ((!are_unrolled() && !fun->has_unroll) || optimize_function_for_size_p(fun))
        return;
    auto_vec<counted_loop> loops;
    trips_find(&loops, fun, NULL);
    for (unsigned i = 0; i < loops.length() && found.length() < LOOPS_MAX; i++) {
        if (!is_unrolled(loops[i]))
            continue;
        remainder_loop one = {loops[i], vNULL, variable};
        find_blocks(one.blocks, loops[i].back);
        variable += REMAINDERS_COUNTERS;
        found.safe_push(one);
    }
}

void remainders_release(vec<remainder_loop> &found)
{
    for (unsigned i = 0; i < found.length(); i++)
        found[i].blocks.release();
    found.release();
}

bool remainders_has(const remainder_loop &loop, int block)
{
    return loop.blocks.contains(block);
}

/* n == 0 ? 8 : n % 8 */
static tree remainder_of(gimple_seq *code, tree trips)
{
    tree type = long_unsigned_type_node;
    tree remainder = code_compute(code, BIT_AND_EXPR, type, trips, code_constant(REMAINDERS - 1));
    tree never = code_compute(code, EQ_EXPR, boolean_type_node, trips, code_constant(0));
    return code_choose(code, type, never, code_constant(REMAINDERS_NO_TRIP), remainder);
}

void remainders_insert_counters(const vec<remainder_loop> &found, make_step increment, void *data)
{
    for (unsigned i = 0; i < found.length(); i++) {
        gimple_seq code = NULL;
        tree trips = trips_compute(&code, found[i].loop);
        tree remainder = remainder_of(&code, trips);
        code_mark_all(code);
        gimple_seq_add_seq(&code, increment(found[i].variable - 1, {NULL_TREE, remainder}, data));
        gsi_insert_seq_on_edge(found[i].loop.entry, code);
    }
}
