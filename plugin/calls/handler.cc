/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handler.cc - see handler.h. */
#include "calls/handler.h"
#include "base/code.h"
#include "base/records.h"
#include "base/target.h"

bool handler_is_possible(tree function)
{
    if (!VOID_TYPE_P(TREE_TYPE(TREE_TYPE(function))))
        return false;
    const cgraph_node *node = cgraph_node::get(function);
    if (!node || !(node->address_taken || node->externally_visible))
        return false;
    /* (), (int) or (int, siginfo_t *, void *) */
    int count = 0;
    for (tree argument = DECL_ARGUMENTS(function); argument; argument = DECL_CHAIN(argument)) {
        tree type = TREE_TYPE(argument);
        if (count == 0 ? !INTEGRAL_TYPE_P(type) : !POINTER_TYPE_P(type))
            return false;
        count++;
    }
    return count == 0 || count == 1 || count == 3;
}

/* Where the function returns to. A function that a fiber begins with may have 0 there, or some
 * other number, which cannot be read: the function's record can. */
static tree readable_return_address(gimple_seq *code)
{
    tree type = long_unsigned_type_node;
    tree address = code_convert(code, type, code_return_address(code));
    tree is_code = code_compute(code, GT_EXPR, boolean_type_node, address, code_constant(0xffff));
    tree record = code_convert(code, type, build_fold_addr_expr(records_function_decl()));
    return code_choose(code, type, is_code, address, record);
}

/* Ends the block before `call` with the condition. */
static basic_block insert_condition(gcall *call)
{
    gimple_seq code = NULL;
    tree differs = target_compare_signal_return(&code, readable_return_address(&code));
    gimple_seq_add_stmt(
        &code, gimple_build_cond(EQ_EXPR, differs, code_constant(0), NULL_TREE, NULL_TREE));
    gimple_stmt_iterator before = gsi_for_stmt(call);
    gsi_prev(&before); /* there is one: the call's probes */
    basic_block test = split_block(gimple_bb(call), gsi_stmt(before))->src;
    gimple_stmt_iterator end = gsi_last_bb(test);
    code_insert_after(&end, code);
    return test;
}

gimple_stmt_iterator handler_split_tail_call(gcall *call)
{
    basic_block test = insert_condition(call);
    basic_block cold = code_add_cold_block(test, EXIT_BLOCK_PTR_FOR_FN(cfun));
    single_succ_edge(cold)->flags &= ~EDGE_FALLTHRU; /* a return's has no flags */

    gcall *ordinary = as_a<gcall *>(gimple_copy(call));
    gimple_call_set_tail(ordinary, false);
    gimple_set_vuse(ordinary, NULL_TREE);
    gimple_set_vdef(ordinary, NULL_TREE);
    gimple_call_set_lhs(ordinary, NULL_TREE); /* the function returns nothing */
    gimple_stmt_iterator at = gsi_start_bb(cold);
    gsi_insert_after(&at, ordinary, GSI_CONTINUE_LINKING);
    gsi_insert_after(&at, gimple_build_return(NULL_TREE), GSI_CONTINUE_LINKING);
    return at;
}
