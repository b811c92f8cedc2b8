/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trips.cc - loops whose trip count is known before they begin; see trips.h. */
#include "costs/trips.h"
#include "base/code.h"

/* A trip count that takes more is not computed: most loops are short. */
static const unsigned OPERATIONS_MAX = 8;

static unsigned operations_of(tree value);

static unsigned operations_of_two(tree value)
{
    return 1 + operations_of(TREE_OPERAND(value, 0)) + operations_of(TREE_OPERAND(value, 1));
}

/* How many instructions compute a value, about; more than OPERATIONS_MAX: too many, or unknown. */
static unsigned operations_of(tree value)
{
    switch (TREE_CODE(value)) {
    case INTEGER_CST:
        return 0;
    case SSA_NAME:
        return SSA_NAME_OCCURS_IN_ABNORMAL_PHI(value) ? OPERATIONS_MAX + 1 : 0;
    CASE_CONVERT:
        return operations_of(TREE_OPERAND(value, 0));
    case ADDR_EXPR:
        return is_gimple_min_invariant(value) ? 1 : OPERATIONS_MAX + 1;
    case NEGATE_EXPR:
    case BIT_NOT_EXPR:
    case TRUTH_NOT_EXPR:
        return 1 + operations_of(TREE_OPERAND(value, 0));
    case PLUS_EXPR:
    case MINUS_EXPR:
    case POINTER_PLUS_EXPR:
    case POINTER_DIFF_EXPR:
    case BIT_AND_EXPR:
    case LSHIFT_EXPR:
    case RSHIFT_EXPR:
    case MULT_EXPR:
    case MIN_EXPR:
    case MAX_EXPR:
    case EQ_EXPR:
    case NE_EXPR:
    case LT_EXPR:
    case LE_EXPR:
    case GT_EXPR:
    case GE_EXPR:
    case TRUTH_AND_EXPR:
    case TRUTH_OR_EXPR:
        return operations_of_two(value);
    case EXACT_DIV_EXPR:
    case FLOOR_DIV_EXPR:
    case TRUNC_DIV_EXPR:
        return integer_pow2p(TREE_OPERAND(value, 1)) ? operations_of_two(value)
                                                     : OPERATIONS_MAX + 1;
    default:
        return OPERATIONS_MAX + 1;
    }
}

/* Whether flow passes a block as its edges say. */
static bool is_plain_block(basic_block bb, bool (*may_leave)(basic_block))
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (e->flags & (EDGE_ABNORMAL | EDGE_EH))
            return false;
    return !may_leave(bb);
}

/* The only edge that leaves a loop; NULL where there are more or fewer, or another way out. */
static edge only_exit(class loop *loop, bool (*may_leave)(basic_block))
{
    basic_block *body = get_loop_body(loop);
    edge exit = NULL, e;
    edge_iterator ei;
    bool plain = true;
    for (unsigned i = 0; plain && i < loop->num_nodes; i++) {
        plain = is_plain_block(body[i], may_leave);
        FOR_EACH_EDGE (e, ei, body[i]->succs)
            if (!flow_bb_inside_loop_p(loop, e->dest)) {
                plain = plain && !exit;
                exit = e;
            }
    }
    free(body);
    return plain ? exit : NULL;
}

/* Whether an operand of a loop's condition changes by the same amount each time. Only for such ones
 * GCC's analysis is asked. */
static bool is_regular(class loop *loop, tree operand)
{
    affine_iv change;
    return simple_iv(loop, loop, operand, &change, false);
}

/*
 * Whether a loop's trip count is right without further tests at run time. The analysis asks of
 *
 *     do p += 4; while (p != end);         ((end - p) & 3) == 0
 *
 * as otherwise the pointer passes by the end. Then the loop has no other, and no count is wrong.
 */
static bool holds(tree assumptions)
{
    if (integer_nonzerop(assumptions))
        return true;
    if (TREE_CODE(assumptions) != EQ_EXPR || !integer_zerop(TREE_OPERAND(assumptions, 1)))
        return false;
    tree rest = TREE_OPERAND(assumptions, 0);
    return TREE_CODE(rest) == FLOOR_MOD_EXPR ||
           (TREE_CODE(rest) == BIT_AND_EXPR && TREE_CODE(TREE_OPERAND(rest, 1)) == INTEGER_CST);
}

/* The trip count of a loop that ends at `exit`; false where it is not known. */
static bool find_trips_until(counted_loop &found, class loop *loop, edge exit)
{
    gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(exit->src));
    tree_niter_desc iterations;
    if (!condition || !is_regular(loop, gimple_cond_lhs(condition)) ||
        !is_regular(loop, gimple_cond_rhs(condition)) ||
        !number_of_iterations_exit_assumptions(loop, exit, &iterations, NULL) ||
        !holds(iterations.assumptions))
        return false;
    found.trips = unshare_expr(iterations.niter);
    found.unless = unshare_expr(iterations.may_be_zero);
    found.operations = operations_of(found.trips) + operations_of(found.unless);
    return found.operations <= OPERATIONS_MAX;
}

/* The edge by which a loop is entered, if code can be put on it; else NULL. */
static edge entry_of(const class loop *loop)
{
    edge entry = EDGE_PRED(loop->header, EDGE_PRED(loop->header, 0)->src == loop->latch);
    bool accepted =
        entry->src != ENTRY_BLOCK_PTR_FOR_FN(cfun) && !(entry->flags & (EDGE_ABNORMAL | EDGE_EH));
    return accepted ? entry : NULL;
}

static bool is_passed_in_each_turn(const class loop *loop, edge exit)
{
    return dominated_by_p(CDI_DOMINATORS, loop->latch, exit->src);
}

/* The trip count of a loop with one way out; false where it is not known. */
static bool find_sure_trips(counted_loop &found, class loop *loop, bool (*may_leave)(basic_block))
{
    edge exit = only_exit(loop, may_leave);
    return exit && is_passed_in_each_turn(loop, exit) && find_trips_until(found, loop, exit);
}

/* The trip count of a loop by the one way out for which it is known. */
static bool find_any_trips(counted_loop &found, class loop *loop)
{
    auto_vec<edge> exits = get_loop_exit_edges(loop);
    unsigned known = 0;
    for (unsigned i = 0; i < exits.length(); i++) {
        counted_loop one = found;
        if (is_passed_in_each_turn(loop, exits[i]) && find_trips_until(one, loop, exits[i]) &&
            known++ == 0)
            found = one;
    }
    found.may_leave = exits.length() > 1;
    return known == 1;
}

/* Only of innermost loops. */
static bool find_trips(counted_loop &found, class loop *loop, bool (*may_leave)(basic_block))
{
    found.entry = loop->inner ? NULL : entry_of(loop);
    found.back = find_edge(loop->latch, loop->header);
    if (!found.entry)
        return false;
    return may_leave ? find_sure_trips(found, loop, may_leave) : find_any_trips(found, loop);
}

/* Whether there is one way round a loop, and one into it. */
static bool is_normal(const class loop *loop)
{
    return loop->latch && EDGE_COUNT(loop->header->preds) == 2;
}

static bool all_are_normal(function *fun)
{
    for (unsigned i = 1; i < number_of_loops(fun); i++)
        if (get_loop(fun, i) && !is_normal(get_loop(fun, i)))
            return false;
    return true;
}

namespace
{
/* What GCC's analysis notes in a loop, and unrolling reads. */
struct loop_notes {
    decltype(loop::nb_iterations_upper_bound) upper_bound, likely_upper_bound, estimate;
    bool any_upper_bound, any_likely_upper_bound, any_estimate;
};
} // namespace

static loop_notes notes_of(const class loop *loop)
{
    return {loop->nb_iterations_upper_bound,    loop->nb_iterations_likely_upper_bound,
            loop->nb_iterations_estimate,       (bool)loop->any_upper_bound,
            (bool)loop->any_likely_upper_bound, (bool)loop->any_estimate};
}

static void set_notes(class loop *loop, const loop_notes &notes)
{
    loop->nb_iterations_upper_bound = notes.upper_bound;
    loop->nb_iterations_likely_upper_bound = notes.likely_upper_bound;
    loop->nb_iterations_estimate = notes.estimate;
    loop->any_upper_bound = notes.any_upper_bound;
    loop->any_likely_upper_bound = notes.any_likely_upper_bound;
    loop->any_estimate = notes.any_estimate;
}

static void find_in_normal_loops(vec<counted_loop> *found, function *fun,
                                 bool (*may_leave)(basic_block))
{
    /* GCC's analysis wants blocks of their own before and at the end of each loop; it only uses
     * the edges that lead in and back, of which there is one each. */
    unsigned state = loops_for_fn(fun)->state;
    record_loop_exits();
    loops_state_clear(LOOPS_MAY_HAVE_MULTIPLE_LATCHES);
    loops_state_set(LOOPS_NORMAL);
    scev_initialize();
    for (unsigned i = 1; i < number_of_loops(fun); i++) {
        counted_loop one = {};
        class loop *loop = get_loop(fun, i);
        if (!loop)
            continue;
        loop_notes before = notes_of(loop);
        if (find_trips(one, loop, may_leave))
            found->safe_push(one);
        free_numbers_of_iterations_estimates(loop);
        set_notes(loop, before);
    }
    scev_finalize();
    release_recorded_exits(fun);
    loops_for_fn(fun)->state = state;
}

void trips_find(vec<counted_loop> *found, function *fun, bool (*may_leave)(basic_block))
{
    if (!optimize)
        return;
    loop_optimizer_init(AVOID_CFG_MODIFICATIONS);
    if (number_of_loops(fun) > 1 && all_are_normal(fun))
        find_in_normal_loops(found, fun, may_leave);
    loop_optimizer_finalize();
}

tree trips_compute(gimple_seq *code, const counted_loop &loop)
{
    tree trips = code_evaluate(code, long_unsigned_type_node, loop.trips);
    if (integer_zerop(loop.unless))
        return trips;
    tree never = code_evaluate(code, boolean_type_node, loop.unless);
    tree result = code_choose(code, long_unsigned_type_node, never, code_constant(0), trips);
    code_mark(gimple_seq_last_stmt(*code));
    return result;
}
