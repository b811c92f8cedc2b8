/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control.cc - what merely counts iterations. A sink on it would be measured and would keep
 * nothing:
 *
 *     for (i = 0; i < b->N; i++)          i and b->N
 *         for (j = 0; j < 10; j++)        j
 *
 * Of the measured loop: all that its deciding exit depends on. Of a loop inside of it: a variable
 * that an exit compares and that each iteration changes by a constant; in C++ also the objects
 * whose operator tells the end, as it in for (it = v.begin(); it != v.end(); ++it).
 */
#include "guard/guard.h"

/* Adds a name and those that it is computed from, up to loads and calls. */
static void add_chain(guarded *guarded, tree value)
{
    if (TREE_CODE(value) != SSA_NAME || guarded->control.add(value))
        return;
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (gphi *phi = dyn_cast<gphi *>(stmt)) {
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            add_chain(guarded, gimple_phi_arg_def(phi, i));
        return;
    }
    if (is_gimple_assign(stmt))
        for (unsigned i = 1; i < gimple_num_ops(stmt); i++)
            if (gimple_op(stmt, i))
                add_chain(guarded, gimple_op(stmt, i));
}

/* Statements from a condition back to the counter. */
static const int COUNTER_STEPS = 4;

/* The PHI node of the loop's header that `value` is, or is one step from; NULL when there is none.
 */
static gphi *counter_of(class loop *loop, tree value)
{
    for (int steps = 0; steps < COUNTER_STEPS && TREE_CODE(value) == SSA_NAME; steps++) {
        gimple *stmt = SSA_NAME_DEF_STMT(value);
        if (gphi *phi = dyn_cast<gphi *>(stmt))
            return gimple_bb(phi) == loop->header ? phi : NULL;
        if (!is_gimple_assign(stmt))
            return NULL;
        tree_code code = gimple_assign_rhs_code(stmt);
        bool step = (code == PLUS_EXPR || code == MINUS_EXPR || code == POINTER_PLUS_EXPR) &&
                    is_gimple_min_invariant(gimple_assign_rhs2(stmt));
        if (!step && !CONVERT_EXPR_CODE_P(code) && code != SSA_NAME)
            return NULL;
        value = gimple_assign_rhs1(stmt);
    }
    return NULL;
}

static void add_counter(guarded *guarded, class loop *loop, tree compared)
{
    gphi *phi = counter_of(loop, compared);
    if (!phi)
        return;
    for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
        if (flow_bb_inside_loop_p(loop, gimple_phi_arg_edge(phi, i)->src) &&
            counter_of(loop, gimple_phi_arg_def(phi, i)) != phi)
            return;
    add_chain(guarded, gimple_phi_result(phi));
    if (TREE_CODE(compared) == SSA_NAME)
        guarded->control.add(compared);
}

/* The objects that an overloaded operator compares for a loop's exit. */
static void add_iterators(guarded *guarded, tree compared)
{
    gcall *call =
        TREE_CODE(compared) == SSA_NAME ? dyn_cast<gcall *>(SSA_NAME_DEF_STMT(compared)) : NULL;
    tree decl = call ? gimple_call_fndecl(call) : NULL_TREE;
    if (!decl || !DECL_NAME(decl) || !startswith(IDENTIFIER_POINTER(DECL_NAME(decl)), "operator"))
        return;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++) {
        tree argument = gimple_call_arg(call, i);
        tree object = TREE_CODE(argument) == ADDR_EXPR ? guard_object_of(argument) : NULL_TREE;
        if (!object || is_global_var(object))
            return;
    }
    for (unsigned i = 0; i < gimple_call_num_args(call); i++)
        guarded->iterators.add(guard_object_of(gimple_call_arg(call, i)));
    guarded->control.add(compared);
}

static void add_inner(guarded *guarded, class loop *loop)
{
    for (; loop; loop = loop->next) {
        auto_vec<edge> exits = get_loop_exit_edges(loop);
        for (unsigned i = 0; i < exits.length(); i++)
            if (gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(exits[i]->src))) {
                add_counter(guarded, loop, gimple_cond_lhs(condition));
                add_counter(guarded, loop, gimple_cond_rhs(condition));
                add_iterators(guarded, gimple_cond_lhs(condition));
            }
        add_inner(guarded, loop->inner);
    }
}

void guard_find_control(guarded *guarded)
{
    class loop *loop = guarded->measured.loop;
    if (!loop) {
        add_inner(guarded, loops_for_fn(cfun)->tree_root->inner);
        return;
    }
    auto_vec<edge> exits = get_loop_exit_edges(loop);
    for (unsigned i = 0; i < exits.length(); i++)
        if (measured_deciding(exits[i]->src)) {
            gcond *condition = as_a<gcond *>(last_nondebug_stmt(exits[i]->src));
            add_chain(guarded, gimple_cond_lhs(condition));
            add_chain(guarded, gimple_cond_rhs(condition));
        }
    if (guarded->measured.kind == MEASURED_CHOSEN)
        for (unsigned i = 0; i < exits.length(); i++)
            if (gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(exits[i]->src))) {
                add_counter(guarded, loop, gimple_cond_lhs(condition));
                add_counter(guarded, loop, gimple_cond_rhs(condition));
            }
    add_inner(guarded, loop->inner);
}
