/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/cycles.cc - Tarjan's search for strongly connected components; see elision/cycles.h. */
#include "elision/cycles.h"

static bool has_itself_as_successor(basic_block bb)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (e->dest == bb)
            return true;
    return false;
}

static void close_cycle(function_cycles *cycles, basic_block root)
{
    vec<basic_block> members = vNULL;
    basic_block bb;
    do {
        bb = cycles->stack.pop();
        members.safe_push(bb);
        cycles->state[bb->index].low = INT_MAX; /* off the stack */
    } while (bb != root);
    if (members.length() == 1 && !has_itself_as_successor(root)) {
        members.release();
        return;
    }
    for (unsigned i = 0; i < members.length(); i++)
        cycles->state[members[i]->index].cycle = cycles->found.length();
    cycles->found.safe_push(members);
}

static bool counts(const function_cycles &cycles, basic_block bb)
{
    return !cycles.within || const_cast<hash_set<basic_block> *>(cycles.within)->contains(bb);
}

static void visit(function_cycles *cycles, basic_block bb)
{
    vec<block_state> &state = cycles->state;
    state[bb->index].number = state[bb->index].low = ++cycles->numbers;
    state[bb->index].cycle = -1;
    cycles->stack.safe_push(bb);
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs) {
        if (!counts(*cycles, e->dest))
            continue;
        if (state[e->dest->index].number == 0)
            visit(cycles, e->dest);
        state[bb->index].low = MIN(state[bb->index].low, state[e->dest->index].low);
    }
    if (state[bb->index].low == state[bb->index].number)
        close_cycle(cycles, bb);
}

void cycles_find(function_cycles *cycles, function *fun, const hash_set<basic_block> *within)
{
    cycles->numbers = 0;
    cycles->within = within;
    cycles->state.safe_grow_cleared(last_basic_block_for_fn(fun) + NUM_FIXED_BLOCKS, true);
    if (!within) {
        visit(cycles, ENTRY_BLOCK_PTR_FOR_FN(fun));
        return;
    }
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        if (counts(*cycles, bb) && cycles->state[bb->index].number == 0)
            visit(cycles, bb);
}
