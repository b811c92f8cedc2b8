/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/iterations.cc - follows a number back to b->N.
 *
 *     static void helper(int64_t n)             void BenchmarkIt(cinstr_bench *b)
 *     {                                         {
 *         for (int64_t i = 0; i < n; i++)           int64_t n = b->N;
 *             work(i);                              helper(n);
 *     }                                         }
 *
 * Callers are looked at as they are when `ssa` has passed `helper`: GCC goes from callees to
 * callers, so most of them are not in SSA form yet, and their variables are followed to all
 * assignments.
 */
#include "guard/iterations.h"
#include "guard/benchmark.h"

static tree follow(function *fun, tree value, iterations_seen *seen);

/* Whether an expression is b->N. */
static bool is_iterations(tree expression)
{
    if (TREE_CODE(expression) != COMPONENT_REF)
        return false;
    tree field = TREE_OPERAND(expression, 1);
    return DECL_NAME(field) && strcmp(IDENTIFIER_POINTER(DECL_NAME(field)), "N") == 0 &&
           benchmark_pointer_to(build_pointer_type(DECL_CONTEXT(field)), "cinstr_bench");
}

/* Whether the unit can have a b->N: of most units nothing need be followed. */
static bool has_harness(void)
{
    return in_lto_p || maybe_get_identifier("cinstr_bench");
}

static tree follow_operands(function *fun, gimple *stmt, iterations_seen *seen)
{
    tree source = NULL_TREE;
    for (unsigned i = 1; i < gimple_num_ops(stmt) && !source; i++)
        if (tree operand = gimple_op(stmt, i))
            source = is_iterations(operand) ? fun->decl : follow(fun, operand, seen);
    return source;
}

/* What callers in the unit hand to a function as `parameter`. */
static tree follow_parameter(tree parameter, iterations_seen *seen)
{
    cgraph_node *node = cgraph_node::get(DECL_CONTEXT(parameter));
    unsigned index = 0;
    for (tree at = DECL_ARGUMENTS(DECL_CONTEXT(parameter)); at && at != parameter;
         at = DECL_CHAIN(at))
        index++;
    tree source = NULL_TREE;
    for (cgraph_edge *edge = node ? node->callers : NULL; edge && !source; edge = edge->next_caller)
        if (edge->call_stmt && index < gimple_call_num_args(edge->call_stmt))
            source = follow(DECL_STRUCT_FUNCTION(edge->caller->decl),
                            gimple_call_arg(edge->call_stmt, index), seen);
    return source;
}

/* All that a variable gets, in a function that is not in SSA form yet. */
static tree follow_variable(function *fun, tree variable, iterations_seen *seen)
{
    tree source = NULL_TREE;
    basic_block bb;
    if (!fun || !fun->cfg || !auto_var_in_fn_p(variable, fun->decl))
        return NULL_TREE;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi) && !source;
             gsi_next(&gsi))
            if (is_gimple_assign(gsi_stmt(gsi)) && gimple_assign_lhs(gsi_stmt(gsi)) == variable)
                source = follow_operands(fun, gsi_stmt(gsi), seen);
    return source;
}

static tree follow(function *fun, tree value, iterations_seen *seen)
{
    tree source = NULL_TREE;
    bool followed = TREE_CODE(value) == SSA_NAME || VAR_P(value) || TREE_CODE(value) == PARM_DECL;
    if (!followed || seen->add(value))
        return NULL_TREE;
    if (VAR_P(value))
        return follow_variable(fun, value, seen);
    if (TREE_CODE(value) == PARM_DECL)
        return follow_parameter(value, seen);
    if (SSA_NAME_IS_DEFAULT_DEF(value))
        return SSA_NAME_VAR(value) ? follow(fun, SSA_NAME_VAR(value), seen) : NULL_TREE;
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (gphi *phi = dyn_cast<gphi *>(stmt))
        for (unsigned i = 0; i < gimple_phi_num_args(phi) && !source; i++)
            source = follow(fun, gimple_phi_arg_def(phi, i), seen);
    else if (is_gimple_assign(stmt))
        source = follow_operands(fun, stmt, seen);
    return source;
}

tree iterations_source(function *fun, tree value, iterations_seen *seen)
{
    return has_harness() ? follow(fun, value, seen) : NULL_TREE;
}
