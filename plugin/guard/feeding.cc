/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/feeding.cc - what leads to the statements that need the guard.
 *
 *     for (i = 0; i < b->N; i++) {
 *         x = table[i & 7] + k;          feeds y
 *         outside(i);                    does not
 *         if (x > limit)                 decides whether there is y
 *             y = x * 3;                 needs the guard
 *     }
 *
 * Were k or limit known to GCC, y could be computed once, or never. So what comes from outside the
 * loop is hidden where it feeds a statement that needs the guard, and nowhere else.
 */
#include "guard/guard.h"
#include "guard/need.h"

namespace
{
/* Statements whose operands are still to be followed. */
struct search {
    struct guarded *guarded;
    auto_vec<gimple *> pending;
};
} // namespace

static void add(search *search, gimple *stmt)
{
    if (stmt && gimple_bb(stmt) &&
        ci_measured_contains(search->guarded->measured, gimple_bb(stmt)) &&
        !search->guarded->feeding->add(stmt))
        search->pending.safe_push(stmt);
}

/* The conditions in the loop that decide whether control gets to a block. */
static void add_conditions(search *search, basic_block bb)
{
    for (bb = get_immediate_dominator(CDI_DOMINATORS, bb); bb && bb->index >= NUM_FIXED_BLOCKS;
         bb = get_immediate_dominator(CDI_DOMINATORS, bb)) {
        gimple *last = last_nondebug_stmt(bb);
        if (last && (gimple_code(last) == GIMPLE_COND || gimple_code(last) == GIMPLE_SWITCH))
            add(search, last);
    }
}

static void add_operands(search *search, gimple *stmt)
{
    if (gphi *phi = dyn_cast<gphi *>(stmt)) {
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            if (TREE_CODE(gimple_phi_arg_def(phi, i)) == SSA_NAME)
                add(search, SSA_NAME_DEF_STMT(gimple_phi_arg_def(phi, i)));
        add_conditions(search, gimple_bb(phi));
        return;
    }
    ssa_op_iter at;
    tree name;
    FOR_EACH_SSA_TREE_OPERAND(name, stmt, at, SSA_OP_USE)
    add(search, SSA_NAME_DEF_STMT(name));
}

void guard_find_feeding(guarded *guarded, const vec<gimple *> &needed)
{
    calculate_dominance_info(CDI_DOMINATORS);
    search search;
    search.guarded = guarded;
    for (unsigned i = 0; i < needed.length(); i++) {
        add(&search, needed[i]);
        add_conditions(&search, gimple_bb(needed[i]));
    }
    while (search.pending.length() > 0)
        add_operands(&search, search.pending.pop());
}

/* A sink stands for the statement that it was made for. */
static bool is_sink(gimple *stmt)
{
    gasm *sink = dyn_cast<gasm *>(stmt);
    return sink && gimple_asm_string(sink)[0] == '\0';
}

bool guard_is_feeding(guarded *guarded, gimple *stmt)
{
    return need_has_all() || is_sink(stmt) || guarded->feeding->contains(stmt);
}
