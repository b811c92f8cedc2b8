/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases.cc - switches whose default is reached in two ways; see cases.h. */
#include "costs/cases.h"
#include "base/code.h"

/* Where the table begins. Of speed GCC saves a subtraction where the lowest case is 1 or 2. */
static tree lowest(const gswitch *statement)
{
    tree low = CASE_LOW(gimple_switch_label(statement, 1));
    if (optimize_bb_for_speed_p(gimple_bb(statement)) && compare_tree_int(low, 0) > 0 &&
        compare_tree_int(low, 3) < 0)
        return build_int_cst(TREE_TYPE(low), 0);
    return low;
}

static tree highest(const gswitch *statement)
{
    tree last = gimple_switch_label(statement, gimple_switch_num_labels(statement) - 1);
    return CASE_HIGH(last) ? CASE_HIGH(last) : CASE_LOW(last);
}

/* Whether places of the table lead to the default. */
static bool has_holes(const gswitch *statement, edge to_default)
{
    widest_int values = 0;
    for (unsigned i = 1; i < gimple_switch_num_labels(statement); i++) {
        tree label = gimple_switch_label(statement, i);
        if (label_to_block(cfun, CASE_LABEL(label)) == to_default->dest)
            continue;
        values += 1;
        if (CASE_HIGH(label))
            values += wi::to_widest(CASE_HIGH(label)) - wi::to_widest(CASE_LOW(label));
    }
    return values < wi::to_widest(highest(statement)) - wi::to_widest(lowest(statement)) + 1;
}

void cases_find(vec<two_ways> &found, function *fun, unsigned variable)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);
        gswitch *statement = gsi_end_p(gsi) ? NULL : dyn_cast<gswitch *>(gsi_stmt(gsi));
        if (!statement || gimple_switch_num_labels(statement) < 2)
            continue;
        edge e = gimple_switch_default_edge(fun, statement);
        if (gimple_seq_unreachable_p(bb_seq(e->dest)) || !has_holes(statement, e))
            continue;
        found.safe_push({e, e->src->index, e->dest->index, statement, variable++});
    }
}

unsigned cases_variable(const vec<two_ways> &found, int source, int destination)
{
    for (unsigned i = 0; i < found.length(); i++)
        if (found[i].source == source && found[i].destination == destination)
            return found[i].variable;
    return 0;
}

static tree add_value(gimple_seq *code, tree type, tree_code operation, tree left, tree right)
{
    tree value = make_ssa_name(type);
    gimple *statement = right ? gimple_build_assign(value, operation, left, right)
                              : gimple_build_assign(value, operation, left);
    code_mark(statement);
    gimple_seq_add_stmt(code, statement);
    return value;
}

/* (unsigned)x - lowest > highest - lowest, as an unsigned long */
static tree out_of_range(gimple_seq *code, const gswitch *statement)
{
    tree index = gimple_switch_index(statement), type = unsigned_type_for(TREE_TYPE(index));
    tree low = fold_convert(type, lowest(statement));
    tree range = fold_build2(MINUS_EXPR, type, fold_convert(type, highest(statement)), low);
    tree value = add_value(code, type, NOP_EXPR, index, NULL_TREE);
    value = add_value(code, type, MINUS_EXPR, value, low);
    value = add_value(code, boolean_type_node, GT_EXPR, value, range);
    return add_value(code, long_unsigned_type_node, NOP_EXPR, value, NULL_TREE);
}

void cases_insert_counters(const vec<two_ways> &found,
                           gimple_seq (*increment)(unsigned counter, tree amount, void *data),
                           void *data)
{
    for (unsigned i = 0; i < found.length(); i++) {
        gimple_seq code = NULL;
        tree amount = out_of_range(&code, found[i].statement);
        gimple_seq_add_seq(&code, increment(found[i].variable - 1, amount, data));
        gsi_insert_seq_on_edge(found[i].to_default, code);
    }
}
