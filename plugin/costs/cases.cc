/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cases.cc - edges that are taken in two ways; see cases.h. */
#include "costs/cases.h"
#include "base/code.h"
#include "costs/expanded.h"

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

static bool find_default(two_ways &found, function *fun, gswitch *statement)
{
    if (gimple_switch_num_labels(statement) < 2)
        return false;
    found.way = gimple_switch_default_edge(fun, statement);
    found.statement = statement;
    return !gimple_seq_unreachable_p(bb_seq(found.way->dest)) && has_holes(statement, found.way);
}

/* So deep are statements looked at: the larger one of two shows before. */
static const unsigned DEPTH_MAX = 64;

/* What `expand` makes of a statement and of those that it puts there. */
static int size_of(gimple *statement, unsigned depth)
{
    int size = estimate_num_insns(statement, &eni_size_weights);
    ssa_op_iter iter;
    tree name;
    FOR_EACH_SSA_TREE_OPERAND(name, statement, iter, SSA_OP_USE)
    if (gimple *definition = depth < DEPTH_MAX ? expanded_at(name, statement) : NULL)
        size += size_of(definition, depth + 1);
    return size;
}

/* The one of two joined conditions that comes first: `expand` begins with the larger. */
static tree first_of(gimple *joined)
{
    tree left = gimple_assign_rhs1(joined), right = gimple_assign_rhs2(joined);
    gimple *of_left = expanded_at(left, joined), *of_right = expanded_at(right, joined);
    bool swap = TREE_CODE(left) == SSA_NAME && of_right &&
                (!of_left || size_of(of_right, 0) > size_of(of_left, 0));
    return swap ? right : left;
}

static bool is_in_abnormal_phi(tree operand)
{
    return TREE_CODE(operand) == SSA_NAME && SSA_NAME_OCCURS_IN_ABNORMAL_PHI(operand);
}

/* The comparison that is the first of two joined conditions; NULL: that is a value. */
static gassign *first_comparison(gimple *joined)
{
    gassign *first = expanded_at(first_of(joined), joined);
    return first && TREE_CODE_CLASS(gimple_assign_rhs_code(first)) == tcc_comparison ? first : NULL;
}

/* Whether the first condition can be told once more at its block's end. */
static bool is_told_again(gimple *joined)
{
    gassign *first = first_comparison(joined);
    if (!first)
        return !is_in_abnormal_phi(first_of(joined));
    return !is_in_abnormal_phi(gimple_assign_rhs1(first)) &&
           !is_in_abnormal_phi(gimple_assign_rhs2(first));
}

/* As expand_gimple_cond of GCC does it, which makes two jumps then. */
static bool find_joined(two_ways &found, gcond *statement)
{
    tree value = gimple_cond_lhs(statement), other = gimple_cond_rhs(statement);
    bool tests_truth = (gimple_cond_code(statement) == NE_EXPR && integer_zerop(other)) ||
                       (gimple_cond_code(statement) == EQ_EXPR && integer_onep(other));
    gassign *joined = optimize && tests_truth && TREE_CODE(TREE_TYPE(value)) == BOOLEAN_TYPE
                          ? expanded_at(value, statement)
                          : NULL;
    if (!joined)
        return false;
    edge when_true, when_false;
    extract_true_false_edges_from_block(gimple_bb(statement), &when_true, &when_false);
    tree_code code = gimple_assign_rhs_code(joined);
    if (code != BIT_IOR_EXPR && (code != BIT_AND_EXPR || TYPE_PRECISION(TREE_TYPE(value)) != 1 ||
                                 TREE_CODE(gimple_assign_rhs2(joined)) == INTEGER_CST))
        return false;
    found.way = code == BIT_IOR_EXPR ? when_true : when_false;
    found.statement = joined;
    return is_told_again(joined);
}

void cases_find(vec<two_ways> &found, function *fun, unsigned variable)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        gimple_stmt_iterator gsi = gsi_last_nondebug_bb(bb);
        if (gsi_end_p(gsi))
            continue;
        two_ways one = {};
        gswitch *choice = dyn_cast<gswitch *>(gsi_stmt(gsi));
        gcond *condition = dyn_cast<gcond *>(gsi_stmt(gsi));
        if ((!choice || !find_default(one, fun, choice)) &&
            (!condition || !find_joined(one, condition)))
            continue;
        one.source = one.way->src->index;
        one.destination = one.way->dest->index;
        one.variable = variable++;
        found.safe_push(one);
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
    tree value = code_compute(code, operation, type, left, right);
    code_mark(gimple_seq_last_stmt(*code));
    return value;
}

static tree add_conversion(gimple_seq *code, tree type, tree operand)
{
    tree value = make_ssa_name(type);
    gimple *statement = gimple_build_assign(value, NOP_EXPR, operand);
    code_mark(statement);
    gimple_seq_add_stmt(code, statement);
    return value;
}

/* (unsigned)x - lowest > highest - lowest */
static tree out_of_range(gimple_seq *code, const gswitch *statement)
{
    tree index = gimple_switch_index(statement), type = unsigned_type_for(TREE_TYPE(index));
    tree low = fold_convert(type, lowest(statement));
    tree range = fold_build2(MINUS_EXPR, type, fold_convert(type, highest(statement)), low);
    tree value = add_conversion(code, type, index);
    value = add_value(code, type, MINUS_EXPR, value, low);
    return add_value(code, boolean_type_node, GT_EXPR, value, range);
}

/* Whether the first of two joined conditions decided. */
static tree first_decided(gimple_seq *code, gimple *joined)
{
    gassign *first = first_comparison(joined);
    tree value = first_of(joined);
    if (first)
        value = add_value(code, TREE_TYPE(value), gimple_assign_rhs_code(first),
                          gimple_assign_rhs1(first), gimple_assign_rhs2(first));
    if (gimple_assign_rhs_code(joined) == BIT_AND_EXPR)
        value =
            add_value(code, TREE_TYPE(value), BIT_XOR_EXPR, value, build_one_cst(TREE_TYPE(value)));
    return value;
}

static tree by_first_way(gimple_seq *code, gimple *statement)
{
    gswitch *choice = dyn_cast<gswitch *>(statement);
    tree first = choice ? out_of_range(code, choice) : first_decided(code, statement);
    return add_conversion(code, long_unsigned_type_node, first);
}

void cases_insert_counters(const vec<two_ways> &found, make_step increment, void *data)
{
    for (unsigned i = 0; i < found.length(); i++) {
        gimple_seq code = NULL;
        tree amount = by_first_way(&code, found[i].statement);
        gimple_seq_add_seq(&code, increment(found[i].variable - 1, {amount, NULL_TREE}, data));
        gsi_insert_seq_on_edge(found[i].way, code);
    }
}
