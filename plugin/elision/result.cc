/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/result.cc - what a function does for its result alone; see elision/result.h.
 *
 * As GCC's pass `cddce` does: what has an effect is needed, and what leads to it, by its operands
 * and by the conditions that decide whether it runs. That is found twice, once with the result as
 * an effect. What is needed then only is the work for the result.
 */
#include "elision/result.h"

/* Calls within each other that are followed. */
static const int DEPTH_MAX = 4;

namespace
{
/* A search for what is needed in cfun. Invariant: `todo` is a part of `needed`. */
struct search {
    control_dependences *control;
    const hash_set<tree> *returned; /* variables in memory */
    bool with_result;
    hash_set<gimple *> needed;
    auto_vec<gimple *> todo;
};
} // namespace

static void need(search *search, gimple *stmt)
{
    if (stmt && gimple_bb(stmt) && !search->needed.add(stmt))
        search->todo.safe_push(stmt);
}

static void need_conditions_of(search *search, basic_block bb)
{
    bitmap_iterator at;
    unsigned number;
    if (bb->index < NUM_FIXED_BLOCKS)
        return;
    EXECUTE_IF_SET_IN_BITMAP(search->control->get_edges_dependent_on(bb->index), 0, number, at)
    need(search, last_nondebug_stmt(search->control->get_edge_src(number)));
}

/* What is stored to a variable that is returned, where that is no register. */
static bool is_store_to_result(const search &search, gimple *stmt)
{
    tree target = gimple_get_lhs(stmt);
    tree base = target ? get_base_address(target) : NULL_TREE;
    return base && DECL_P(base) && const_cast<hash_set<tree> *>(search.returned)->contains(base) &&
           !is_gimple_call(stmt);
}

static void find_returned(hash_set<tree> *returned)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, EXIT_BLOCK_PTR_FOR_FN(cfun)->preds) {
        greturn *stmt = safe_dyn_cast<greturn *>(last_nondebug_stmt(e->src));
        tree value = stmt ? gimple_return_retval(stmt) : NULL_TREE;
        if (value && DECL_P(value))
            returned->add(value);
    }
}

static bool has_effect(const search &search, gimple *stmt)
{
    if (is_gimple_debug(stmt) || gimple_clobber_p(stmt))
        return false;
    if (gimple_code(stmt) == GIMPLE_RETURN)
        return search.with_result;
    if (is_store_to_result(search, stmt))
        return search.with_result;
    return gimple_has_side_effects(stmt) || gimple_vdef(stmt) || stmt_could_throw_p(cfun, stmt);
}

static void find_needed(search *search)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, cfun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (has_effect(*search, gsi_stmt(gsi)))
                need(search, gsi_stmt(gsi));
    while (!search->todo.is_empty()) {
        gimple *stmt = search->todo.pop();
        need_conditions_of(search, gimple_bb(stmt));
        ssa_op_iter iterator;
        use_operand_p use;
        FOR_EACH_PHI_OR_STMT_USE(use, stmt, iterator, SSA_OP_USE)
        if (TREE_CODE(USE_FROM_PTR(use)) == SSA_NAME)
            need(search, SSA_NAME_DEF_STMT(USE_FROM_PTR(use)));
        edge e;
        edge_iterator ei;
        if (gimple_code(stmt) == GIMPLE_PHI)
            FOR_EACH_EDGE (e, ei, gimple_bb(stmt)->preds) {
                need_conditions_of(search, e->src);
                need(search, EDGE_COUNT(e->src->succs) > 1 ? last_nondebug_stmt(e->src) : NULL);
            }
    }
}

/* Whether a copy or conversion hardly ever becomes an instruction. */
static bool is_move(gimple *stmt)
{
    tree to = TREE_TYPE(gimple_assign_lhs(stmt)), from = TREE_TYPE(gimple_assign_rhs1(stmt));
    bool converts = gimple_assign_cast_p(stmt) && !FLOAT_TYPE_P(to) && !FLOAT_TYPE_P(from);
    return converts || gimple_assign_ssa_name_copy_p(stmt) ||
           is_gimple_min_invariant(gimple_assign_rhs1(stmt));
}

/* Whether a statement may become an instruction of its own. */
static bool is_work(gimple *stmt)
{
    return gimple_code(stmt) == GIMPLE_COND || gimple_code(stmt) == GIMPLE_SWITCH ||
           is_gimple_call(stmt) || (is_gimple_assign(stmt) && !is_move(stmt));
}

static bool has_work(tree function, int depth, result_answers *answers);

/* The function of a call that stays, if only the caller's own result needs the call's; NULL_TREE.
 */
static tree led_to(const search &without, gimple *stmt)
{
    tree result = is_gimple_call(stmt) ? gimple_call_lhs(stmt) : NULL_TREE;
    if (!result || TREE_CODE(result) != SSA_NAME || !gimple_call_fndecl(stmt))
        return NULL_TREE;
    gimple *user;
    imm_use_iterator at;
    bool used = false;
    FOR_EACH_IMM_USE_STMT(user, at, result)
    used |= const_cast<search &>(without).needed.contains(user);
    return used ? NULL_TREE : gimple_call_fndecl(stmt);
}

/* Whether cfun has work of its own for its result; appends the functions that may have some. */
static bool body_has_work(control_dependences *control, vec<tree> *others)
{
    hash_set<tree> returned;
    find_returned(&returned);
    search without, with;
    without.control = with.control = control;
    without.returned = with.returned = &returned;
    without.with_result = false;
    with.with_result = true;
    find_needed(&without);
    find_needed(&with);
    for (gimple *stmt : with.needed) {
        if (!without.needed.contains(stmt)) {
            if (is_work(stmt))
                return true;
        } else if (tree other = led_to(without, stmt)) {
            others->safe_push(other);
        }
    }
    return false;
}

/* GCC may inline the function or copy it, and it is none of the system's headers: there a result
 * that few want, as that of insert(), is no reason to call a function. */
static struct function *known_body(tree function)
{
    cgraph_node *node = cgraph_node::get(function);
    node = node ? node->ultimate_alias_target() : NULL;
    if (!node || node->get_availability() <= AVAIL_INTERPOSABLE ||
        DECL_IN_SYSTEM_HEADER(node->decl))
        return NULL;
    struct function *body = DECL_STRUCT_FUNCTION(node->decl);
    return body && body->cfg && gimple_in_ssa_p(body) ? body : NULL;
}

static bool look(struct function *body, vec<tree> *others)
{
    push_cfun(body);
    connect_infinite_loops_to_exit();
    calculate_dominance_info(CDI_POST_DOMINATORS);
    control_dependences control;
    free_dominance_info(CDI_POST_DOMINATORS);
    remove_fake_exit_edges();
    bool found = body_has_work(&control, others);
    pop_cfun();
    return found;
}

static bool has_work(tree function, int depth, result_answers *answers)
{
    struct function *body = depth < DEPTH_MAX ? known_body(function) : NULL;
    if (!body || VOID_TYPE_P(TREE_TYPE(TREE_TYPE(function))))
        return false;
    bool known;
    bool &answer = answers->get_or_insert(DECL_UID(function), &known);
    if (known) /* also of one that calls itself, and is looked at now */
        return answer;
    answer = false;
    auto_vec<tree> others;
    bool found = look(body, &others);
    for (unsigned i = 0; i < others.length() && !found; i++)
        found = has_work(others[i], depth + 1, answers);
    answers->put(DECL_UID(function), found);
    return found;
}

bool result_has_work(tree function, result_answers *answers)
{
    return has_work(function, 0, answers);
}
