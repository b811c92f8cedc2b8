/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/rest.cc - what a loop still does after the last pass, besides counting.
 *
 *     loop:                      control: what the exit's condition depends on
 *       i_2 = PHI <0, i_3>         control
 *       s_4 = PHI <0, s_5>
 *       s_5 = s_4 + k_1            a sum: of itself and what does not change
 *       asm volatile ("" : ...)    no instruction, so no work, whatever it pretends to use
 *       i_3 = i_2 + 1              control
 *       if (i_3 < n_6) goto loop;
 */
#include "elision/rest.h"

namespace
{
/* The cycle that is looked at. */
struct cycle {
    hash_set<basic_block> blocks;
    hash_set<gimple *> control;
};
} // namespace

void rest_for_each_place(location_t location,
                         void (*note)(tree function, location_t location, tree callee, void *data),
                         void *data)
{
    tree callee = NULL_TREE;
    for (tree block = LOCATION_BLOCK(location); block && TREE_CODE(block) == BLOCK;
         block = BLOCK_SUPERCONTEXT(block)) {
        if (!inlined_function_outer_scope_p(block))
            continue;
        tree function = block_ultimate_origin(block);
        note(function, location, callee, data);
        location = BLOCK_SOURCE_LOCATION(block);
        callee = function;
    }
    note(DECL_ORIGIN(current_function_decl), location, callee, data);
}

static bool is_in(const cycle &cycle, gimple *stmt)
{
    return gimple_bb(stmt) && const_cast<struct cycle &>(cycle).blocks.contains(gimple_bb(stmt));
}

static void follow_control(cycle *cycle, tree value)
{
    if (!value || TREE_CODE(value) != SSA_NAME)
        return;
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (!is_in(*cycle, stmt) || cycle->control.add(stmt))
        return;
    if (gphi *phi = dyn_cast<gphi *>(stmt)) {
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            follow_control(cycle, gimple_phi_arg_def(phi, i));
        return;
    }
    if (!is_gimple_assign(stmt))
        return; /* what a call or an asm makes is not just counting */
    ssa_op_iter iterator;
    tree operand;
    FOR_EACH_SSA_TREE_OPERAND(operand, stmt, iterator, SSA_OP_USE)
    follow_control(cycle, operand);
}

static void find_control(cycle *cycle, const vec<basic_block> &blocks)
{
    edge e;
    edge_iterator ei;
    for (unsigned i = 0; i < blocks.length(); i++)
        FOR_EACH_EDGE (e, ei, blocks[i]->succs)
            if (!(e->flags & (EDGE_EH | EDGE_ABNORMAL)) && !cycle->blocks.contains(e->dest))
                if (gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(blocks[i]))) {
                    follow_control(cycle, gimple_cond_lhs(condition));
                    follow_control(cycle, gimple_cond_rhs(condition));
                }
}

namespace
{
/* A search for code of a loop. */
struct code_search {
    const inventory *loop;
    const vec<source_place> *places;
    bool found;
};
} // namespace

static void note_if_there(tree function, location_t location, tree, void *data)
{
    code_search *search = (code_search *)data;
    if (!search->found && DECL_UID(function) == search->loop->function)
        search->found = has_place(*search->places, place_of(location));
}

bool rest_is_at(location_t location, const inventory &loop, const vec<source_place> &places)
{
    code_search search = {&loop, &places, false};
    rest_for_each_place(location, note_if_there, &search);
    return search.found;
}

/* An asm without text makes no instruction. What it uses may be the loop's counter, or a value that
 * was computed for it and shares the counter's instruction: that is work. */
static loop_rest rest_of_asm(const cycle &cycle, gasm *stmt)
{
    if (gimple_asm_string(stmt)[0] != '\0')
        return REST_WORK;
    for (unsigned i = 0; i < gimple_asm_ninputs(stmt); i++) {
        tree value = TREE_VALUE(gimple_asm_input_op(stmt, i));
        if (TREE_CODE(value) == SSA_NAME && is_in(cycle, SSA_NAME_DEF_STMT(value)) &&
            is_gimple_assign(SSA_NAME_DEF_STMT(value)))
            return REST_WORK;
    }
    return REST_NOTHING;
}

/* Whether an operand is the same in each iteration, or carried over from the one before. */
static bool is_carried(const cycle &cycle, tree value)
{
    if (TREE_CODE(value) != SSA_NAME)
        return is_gimple_min_invariant(value);
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (!is_in(cycle, stmt))
        return true;
    return gimple_code(stmt) == GIMPLE_PHI &&
           !const_cast<struct cycle &>(cycle).control.contains(stmt);
}

static loop_rest rest_of_assignment(const cycle &cycle, gimple *stmt)
{
    if (gimple_clobber_p(stmt))
        return REST_NOTHING;
    if (gimple_vdef(stmt) || gimple_vuse(stmt) || gimple_has_volatile_ops(stmt))
        return REST_WORK;
    for (unsigned i = 1; i < gimple_num_ops(stmt); i++)
        if (gimple_op(stmt, i) && !is_carried(cycle, gimple_op(stmt, i)))
            return REST_WORK;
    return REST_SUMS;
}

static loop_rest rest_of_statement(const cycle &cycle, gimple *stmt, const inventory &loop)
{
    switch (gimple_code(stmt)) {
    case GIMPLE_ASM:
        return rest_of_asm(cycle, as_a<gasm *>(stmt));
    case GIMPLE_ASSIGN:
        if (const_cast<struct cycle &>(cycle).control.contains(stmt) ||
            rest_is_at(gimple_location(stmt), loop, loop.control))
            return REST_NOTHING;
        return rest_of_assignment(cycle, stmt);
    case GIMPLE_CALL:
        return rest_is_at(gimple_location(stmt), loop, loop.control) ? REST_NOTHING : REST_WORK;
    default:
        return REST_NOTHING; /* conditions, labels, notes for the debugger */
    }
}

loop_rest rest_of_cycle(const vec<basic_block> &blocks, const inventory &loop)
{
    cycle cycle;
    for (unsigned i = 0; i < blocks.length(); i++)
        cycle.blocks.add(blocks[i]);
    find_control(&cycle, blocks);
    loop_rest rest = REST_NOTHING;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (gimple_stmt_iterator gsi = gsi_start_bb(blocks[i]); !gsi_end_p(gsi); gsi_next(&gsi))
            rest = MAX(rest, rest_of_statement(cycle, gsi_stmt(gsi), loop));
    return rest;
}
