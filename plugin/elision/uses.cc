/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/uses.cc - whether anything uses a value, as the program was written.
 *
 *     int x = f(i);      x feeds y, y is stored in a, nobody reads a: nothing uses x,
 *     int y = x + 1;     provided that f has no side effects (else the call is no question)
 *     a[3] = y;
 *
 * All answers lean to "it is used": a value that only a condition depends on is, and so is one in
 * a variable whose address went anywhere but to memset and its like.
 */
#include "elision/uses.h"
#include "base/options.h"
#include "guard/harness.h"
#include "guard/need.h"

namespace
{
/* One question's state. `seen` holds the statements followed already. */
struct use_search {
    hash_set<gimple *> seen;
    hash_set<tree> variables;              /* in memory, whose readers were followed already */
    hash_map<gimple *, unsigned> *numbers; /* of cfun's statements */
    vec<tree> *callees;
    gimple *call; /* whose result is followed, though it has other effects; NULL: none */
};
} // namespace

static bool none_uses(tree name, use_search *search);
static bool statement_is_unseen(gimple *stmt, use_search *search);

bool uses_is_plain_function(tree decl)
{
    return TREE_READONLY(decl) || DECL_PURE_P(decl);
}

/* The local variable that a memory reference is part of; NULL when it may be anything else. */
static tree local_of(tree reference)
{
    tree base = get_base_address(reference);
    if (base && TREE_CODE(base) == MEM_REF && TREE_CODE(TREE_OPERAND(base, 0)) == ADDR_EXPR)
        base = TREE_OPERAND(TREE_OPERAND(base, 0), 0);
    return base && VAR_P(base) && auto_var_in_fn_p(base, current_function_decl) &&
                   !TREE_THIS_VOLATILE(base)
               ? base
               : NULL_TREE;
}

/* Copies and conversions that are followed from an operand to the address, or to the constant, that
 * it is. Each cast of the source is one here, right after SSA is built. */
static const int ADDRESS_STEPS = 8, CONSTANT_STEPS = 16;

/* The local variable that a pointer operand is the address of. */
static tree pointed_local(tree pointer)
{
    for (int depth = 0; TREE_CODE(pointer) == SSA_NAME && depth < ADDRESS_STEPS; depth++) {
        gimple *definition = SSA_NAME_DEF_STMT(pointer);
        if (!gimple_assign_single_p(definition) && !gimple_assign_cast_p(definition))
            return NULL_TREE;
        pointer = gimple_assign_rhs1(definition);
    }
    return TREE_CODE(pointer) == ADDR_EXPR ? local_of(TREE_OPERAND(pointer, 0)) : NULL_TREE;
}

/* Whether a call only writes to what its first argument points at. */
static bool only_fills(gimple *stmt, tree variable)
{
    if (!gimple_call_builtin_p(stmt, BUILT_IN_NORMAL) || gimple_call_lhs(stmt))
        return false;
    switch (DECL_FUNCTION_CODE(gimple_call_fndecl(stmt))) {
    case BUILT_IN_MEMSET:
    case BUILT_IN_MEMCPY:
    case BUILT_IN_MEMMOVE:
    case BUILT_IN_STRCPY:
    case BUILT_IN_STRNCPY:
        break;
    default:
        return false;
    }
    for (unsigned i = 1; i < gimple_call_num_args(stmt); i++)
        if (pointed_local(gimple_call_arg(stmt, i)) == variable)
            return false;
    return pointed_local(gimple_call_arg(stmt, 0)) == variable;
}

static tree mentioned(tree *node, int *, void *wanted)
{
    return *node == (tree)wanted ? *node : NULL_TREE;
}

static bool mentions(tree expression, tree variable)
{
    return expression && walk_tree(&expression, mentioned, variable, NULL);
}

/* Whether a statement has to do with a variable; not so where the variable's life ends. */
static bool statement_mentions(gimple *stmt, tree variable)
{
    if (gimple_clobber_p(stmt) || is_gimple_debug(stmt))
        return false;
    for (unsigned i = 0; i < gimple_num_ops(stmt); i++)
        if (mentions(gimple_op(stmt, i), variable))
            return true;
    return false;
}

/* Whether a statement only stores to a variable. */
static bool only_sets(gimple *stmt, tree variable)
{
    tree target = gimple_get_lhs(stmt);
    if (!target || local_of(target) != variable)
        return false;
    for (unsigned i = 1; i < gimple_num_ops(stmt); i++)
        if (mentions(gimple_op(stmt, i), variable))
            return false;
    return true;
}

/* Whether what `stmt` does with a variable in memory is seen by nobody. */
static bool harmless_for(gimple *stmt, tree variable, use_search *search)
{
    if (!statement_mentions(stmt, variable))
        return true;
    if (only_fills(stmt, variable) || only_sets(stmt, variable))
        return true;
    if (!gimple_assign_single_p(stmt))
        return false;
    tree source = gimple_assign_rhs1(stmt);
    if (TREE_CODE(source) == ADDR_EXPR && mentions(source, variable))
        return false;
    if (mentions(source, variable)) /* a load */
        return statement_is_unseen(stmt, search);
    return local_of(gimple_assign_lhs(stmt)) == variable; /* a store */
}

/* Whether nobody reads a variable that lives in memory. */
static bool none_reads(tree variable, use_search *search)
{
    if (search->variables.add(variable))
        return true;
    basic_block bb;
    FOR_EACH_BB_FN (bb, cfun) {
        for (gphi_iterator gsi = gsi_start_phis(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            for (unsigned i = 0; i < gimple_phi_num_args(gsi.phi()); i++)
                if (mentions(gimple_phi_arg_def(gsi.phi(), i), variable))
                    return false;
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (!harmless_for(gsi_stmt(gsi), variable, search))
                return false;
    }
    return true;
}

static bool is_guarded(gimple *stmt, use_search *search)
{
    const unsigned *number = search->numbers->get(stmt);
    return options.guard >= GUARD_ON && number &&
           need_has(DECL_UID(current_function_decl), *number);
}

static bool result_is_unseen(gimple *call, use_search *search)
{
    tree target = gimple_call_lhs(call);
    if (!target)
        return true;
    if (TREE_CODE(target) == SSA_NAME)
        return none_uses(target, search);
    tree variable = local_of(target);
    return variable && none_reads(variable, search);
}

/* Whether nobody sees what a statement makes of its operands. */
static bool statement_is_unseen(gimple *stmt, use_search *search)
{
    if (stmt == search->call)
        return true;
    if (is_gimple_debug(stmt) || search->seen.add(stmt))
        return true;
    if (gphi *phi = dyn_cast<gphi *>(stmt))
        return virtual_operand_p(gimple_phi_result(phi)) ||
               none_uses(gimple_phi_result(phi), search);
    if (gimple_has_volatile_ops(stmt) || is_guarded(stmt, search))
        return false;
    if (gimple_code(stmt) == GIMPLE_RETURN)
        return harness_drops_result(current_function_decl);
    if (is_gimple_assign(stmt)) {
        tree target = gimple_assign_lhs(stmt);
        if (TREE_CODE(target) == SSA_NAME)
            return none_uses(target, search);
        tree variable = local_of(target);
        return variable && none_reads(variable, search);
    }
    if (!is_gimple_call(stmt) || gimple_call_internal_p(stmt))
        return false;
    tree function = gimple_call_fndecl(stmt);
    if (!function)
        return false;
    if (gimple_call_builtin_p(stmt, BUILT_IN_NORMAL) && gimple_call_num_args(stmt) > 0) {
        tree variable = pointed_local(gimple_call_arg(stmt, 0));
        if (variable && only_fills(stmt, variable))
            return none_reads(variable, search);
    }
    if (!uses_is_plain_function(function))
        search->callees->safe_push(function);
    return result_is_unseen(stmt, search);
}

static bool none_uses(tree name, use_search *search)
{
    if (SSA_NAME_OCCURS_IN_ABNORMAL_PHI(name))
        return false;
    gimple *user;
    imm_use_iterator iterator;
    FOR_EACH_IMM_USE_STMT(user, iterator, name)
    if (!statement_is_unseen(user, search))
        return false;
    return true;
}

bool uses_none(gimple *stmt, hash_map<gimple *, unsigned> *numbers, vec<tree> *callees)
{
    use_search search;
    search.numbers = numbers;
    search.callees = callees;
    search.call = NULL;
    return statement_is_unseen(stmt, &search);
}

bool uses_ignore_result(gcall *call, hash_map<gimple *, unsigned> *numbers, vec<tree> *callees)
{
    use_search search;
    search.numbers = numbers;
    search.callees = callees;
    search.call = call;
    return !is_guarded(call, &search) && result_is_unseen(call, &search);
}

/* Whether a statement begins or ends a variable's life, or has as little to do with it as `call`.
 */
static bool is_beside(gimple *stmt, tree variable, const gcall *call)
{
    tree function = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
    return only_sets(stmt, variable) || only_fills(stmt, variable) ||
           (function && (function == gimple_call_fndecl(call) || DECL_CXX_CONSTRUCTOR_P(function) ||
                         DECL_CXX_DESTRUCTOR_P(function)));
}

bool uses_ignore_argument(const gcall *call, unsigned index)
{
    tree variable = pointed_local(gimple_call_arg(call, index));
    basic_block bb;
    if (!variable)
        return false;
    FOR_EACH_BB_FN (bb, cfun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (statement_mentions(gsi_stmt(gsi), variable) &&
                !is_beside(gsi_stmt(gsi), variable, call))
                return false;
    return true;
}

bool uses_ignore_static(tree variable)
{
    varpool_node *node = varpool_node::get(variable);
    if (!node || !node->definition || TREE_PUBLIC(variable) || node->externally_visible ||
        TREE_THIS_VOLATILE(variable))
        return false;
    ipa_ref *reference = NULL;
    for (unsigned i = 0; node->iterate_referring(i, reference); i++)
        if (reference->use != IPA_REF_STORE)
            return false;
    return true;
}

/* Whether an address is of something that cannot change. Other operands have none. */
static bool has_constant_place(tree operand)
{
    if (TREE_CODE(operand) != ADDR_EXPR)
        return true;
    tree base = get_base_address(TREE_OPERAND(operand, 0));
    return base && (TREE_CODE(base) == FUNCTION_DECL || CONSTANT_CLASS_P(base) ||
                    TREE_CODE(base) == CONST_DECL || TREE_READONLY(base));
}

bool uses_constant(tree operand)
{
    for (int depth = 0; TREE_CODE(operand) == SSA_NAME && depth < CONSTANT_STEPS; depth++) {
        gimple *definition = SSA_NAME_DEF_STMT(operand);
        if (!gimple_assign_single_p(definition) && !gimple_assign_cast_p(definition))
            return false;
        operand = gimple_assign_rhs1(definition);
    }
    return is_gimple_min_invariant(operand) && has_constant_place(operand);
}

/* Follows a value; true when it leaves the loop. */
static bool leaves(gimple *stmt, const measured_loop &measured, hash_set<gimple *> *seen)
{
    if (is_gimple_debug(stmt) || seen->add(stmt))
        return false;
    if (!measured_contains(measured, gimple_bb(stmt)) && gimple_code(stmt) != GIMPLE_PHI)
        return true;
    tree value = gimple_get_lhs(stmt);
    if (gphi *phi = dyn_cast<gphi *>(stmt))
        value = gimple_phi_result(phi);
    if (!value || virtual_operand_p(value))
        return false;
    if (TREE_CODE(value) != SSA_NAME)
        return true;
    gimple *user;
    imm_use_iterator iterator;
    FOR_EACH_IMM_USE_STMT(user, iterator, value)
    if (leaves(user, measured, seen))
        return true;
    return false;
}

bool uses_outlive(gimple *stmt, const measured_loop &measured)
{
    hash_set<gimple *> seen;
    return leaves(stmt, measured, &seen);
}
