/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scopes.cc - how often each inlined body was entered: what flows into its first block from
 * elsewhere. The first block is the first in reverse post-order that has code of the body, or of a
 * body inlined into it.
 */
#include "scopes.h"
#include "flow.h"
#include "records.h"

/* Whether a CFG block has code of a scope. Invariant: has_code[block] lists scopes without repeat.
 */
static vec<vec<unsigned>> has_code;

static bool block_in_scope(int block, void *data)
{
    return has_code[block].contains(*(unsigned *)data);
}

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
    int *order = XNEWVEC(int, n_basic_blocks_for_fn(fun));
    int blocks = pre_and_rev_post_order_compute_fn(fun, NULL, order, false);
    auto_vec<bool> found;
    found.safe_grow_cleared(count + 1, true);
    for (int i = 0; i < blocks; i++)
        for (unsigned j = 0; j < has_code[order[i]].length(); j++) {
            unsigned scope = has_code[order[i]][j];
            if (found[scope])
                continue;
            found[scope] = true;
            records_set_scope_entries(scope,
                                      flow_entries_variable(order[i], block_in_scope, &scope));
        }
    free(order);
}
