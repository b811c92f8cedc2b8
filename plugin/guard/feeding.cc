/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/feeding.cc - the statements of a loop that need the guard, and what leads to them.
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
#include "guard/sink.h"

/* Whether a statement is what became of a call that the front end would have computed, had not
 * unfold.cc been there: _1 = ABS_EXPR <cinstr_operand_2>, with a constant in the operand. */
static bool is_unfolded(gimple *stmt)
{
    if (!is_gimple_assign(stmt) || gimple_assign_single_p(stmt))
        return false;
    for (unsigned i = 1; i < gimple_num_ops(stmt); i++) {
        tree operand = gimple_op(stmt, i);
        if (operand && TREE_CODE(operand) == SSA_NAME &&
            SSA_NAME_IDENTIFIER(operand) == get_identifier(GUARD_OPERAND) &&
            gimple_assign_single_p(SSA_NAME_DEF_STMT(operand)))
            return true;
    }
    return false;
}

/* Adds what a temporary is assigned to: the variable is kept, by a name that the program knows, and
 * not the temporary. _2 = _1 & 7; x_3 = (int) _2. */
static void add_assignments(const measured_loop &measured, gimple *stmt, hash_set<gimple *> *seen,
                            vec<gimple *> *needed)
{
    tree value = gimple_get_lhs(stmt);
    if (!value || TREE_CODE(value) != SSA_NAME || guard_is_named_in_source(value))
        return;
    imm_use_iterator at;
    gimple *use;
    FOR_EACH_IMM_USE_STMT(use, at, value)
    if (is_gimple_assign(use) && measured_contains(measured, gimple_bb(use)) && !seen->add(use))
        needed->safe_push(use);
}

void guard_find_needed(const measured_loop &measured, hash_map<gimple *, unsigned> *numbers,
                       vec<gimple *> *needed)
{
    hash_set<gimple *> seen;
    basic_block bb;
    FOR_EACH_BB_FN (bb, cfun)
        if (measured_contains(measured, bb))
            for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
                const unsigned *number = numbers->get(gsi_stmt(gsi));
                if (number &&
                    (need_has(DECL_UID(current_function_decl), *number) ||
                     is_unfolded(gsi_stmt(gsi))) &&
                    !seen.add(gsi_stmt(gsi)))
                    needed->safe_push(gsi_stmt(gsi));
            }
    for (unsigned i = 0; i < needed->length() && !need_has_all(); i++)
        add_assignments(measured, (*needed)[i], &seen, needed);
}

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
    if (stmt && gimple_bb(stmt) && measured_contains(search->guarded->measured, gimple_bb(stmt)) &&
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
bool guard_is_feeding(guarded *guarded, gimple *stmt)
{
    return need_has_all() || sink_is(stmt) || guarded->feeding->contains(stmt);
}
