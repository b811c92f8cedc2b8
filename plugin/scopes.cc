/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scopes.cc - how often each inlined body ran, where that is certain: a body all of whose code is
 * in one block ran as often as the block. GCC spreads the code of others over loops, copies and
 * hoisted parts, and no one block counts their entries: those get no figure.
 */
#include "scopes.h"
#include "flow.h"
#include "records.h"

/* Whether a CFG block has code of a scope. Invariant: has_code[block] lists scopes without repeat.
 */
static vec<vec<unsigned>> has_code;

/* Notes the scope of a BLOCK, and those around it, as having code in `bb`. */
static void note_scopes(basic_block bb, tree block)
{
    for (unsigned scope; (scope = records_scope(block)) != 0;) {
        if (has_code[bb->index].contains(scope))
            return;
        has_code[bb->index].safe_push(scope);
        while (!inlined_function_outer_scope_p(block))
            block = BLOCK_SUPERCONTEXT(block);
        block = BLOCK_SUPERCONTEXT(block);
    }
}

static void find_code(function *fun)
{
    for (unsigned i = 0; i < has_code.length(); i++)
        has_code[i].release();
    has_code.truncate(0);
    has_code.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (!is_gimple_debug(gsi_stmt(gsi)) && gimple_block(gsi_stmt(gsi)))
                note_scopes(bb, gimple_block(gsi_stmt(gsi)));
}

void scopes_find_entries(function *fun)
{
    unsigned count = records_scope_count();
    if (count == 0)
        return;
    find_code(fun);
    auto_vec<int> block_of; /* 0: none yet, -1: several */
    block_of.safe_grow_cleared(count + 1, true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (unsigned i = 0; i < has_code[bb->index].length(); i++) {
            int &block = block_of[has_code[bb->index][i]];
            block = block == 0 ? bb->index : -1;
        }
    for (unsigned scope = 1; scope <= count; scope++)
        if (block_of[scope] > 0)
            records_set_scope_entries(scope, flow_block_variable(block_of[scope]) + 1);
}
