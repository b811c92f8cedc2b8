/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap/passing.cc - see heap/passing.h. */
#include "heap/passing.h"
#include "heap/call.h"
#include "base/code.h"

/* A size in place of the one that was asked for may be this large: xmalloc(n ? n : 1). */
static const int LEAST_SIZE = 16;

/* ---- Sizes that follow from a parameter ---- */

namespace
{
struct size_search {
    function *fun;
    hash_map<tree, int> found; /* SSA name -> origin */
};

enum origin { ORIGIN_OTHER, ORIGIN_CONSTANT, ORIGIN_PARAMETER };
} // namespace

static origin origin_of(size_search *search, tree value);

/* Of a value that is computed of two: an element's size, times a number that a field has. */
static origin combine(origin a, origin b)
{
    return a > b ? a : b;
}

/* Of a value that is either of two: the larger of a size and a chunk's is no size that was given.
 */
static origin choose(origin a, origin b)
{
    return a == ORIGIN_OTHER || b == ORIGIN_OTHER ? ORIGIN_OTHER : combine(a, b);
}

static bool is_least(tree value)
{
    return tree_fits_uhwi_p(value) && tree_to_uhwi(value) <= (unsigned)LEAST_SIZE;
}

/* One of several values. */
static origin origin_of_choice(size_search *search, tree value)
{
    if (TREE_CODE(value) == INTEGER_CST)
        return is_least(value) ? ORIGIN_CONSTANT : ORIGIN_OTHER;
    return origin_of(search, value);
}

/* A number from a call: st_add(size, 1), .MUL_OVERFLOW(n, size). */
static origin origin_of_call(size_search *search, gcall *call)
{
    origin all = ORIGIN_CONSTANT;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++) {
        tree argument = gimple_call_arg(call, i);
        if (!INTEGRAL_TYPE_P(TREE_TYPE(argument)))
            return ORIGIN_OTHER;
        all = choose(all, origin_of(search, argument));
    }
    return all;
}

static origin origin_of_assignment(size_search *search, gimple *stmt);

/* A variable that has an address, such as that of __builtin_mul_overflow's result. */
static origin origin_of_variable(size_search *search, tree variable)
{
    origin all = ORIGIN_OTHER;
    bool any = false;
    if (!VAR_P(variable) || is_global_var(variable))
        return all;
    basic_block bb;
    FOR_EACH_BB_FN (bb, search->fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
            gimple *stmt = gsi_stmt(gsi);
            if (!is_gimple_assign(stmt) || gimple_clobber_p(stmt) ||
                gimple_assign_lhs(stmt) != variable)
                continue;
            origin one = origin_of_assignment(search, stmt);
            all = any ? choose(all, one) : one;
            any = true;
        }
    return all;
}

static origin origin_of_assignment(size_search *search, gimple *stmt)
{
    tree first = gimple_assign_rhs1(stmt);
    switch (gimple_assign_rhs_code(stmt)) {
    case PLUS_EXPR:
    case MINUS_EXPR:
    case MULT_EXPR:
    case LSHIFT_EXPR:
    case BIT_AND_EXPR:
    case BIT_IOR_EXPR:
        return combine(origin_of(search, first), origin_of(search, gimple_assign_rhs2(stmt)));
    case MIN_EXPR:
    case MAX_EXPR:
        return choose(origin_of_choice(search, first),
                      origin_of_choice(search, gimple_assign_rhs2(stmt)));
    case REALPART_EXPR:
        return origin_of(search, TREE_OPERAND(first, 0));
    case INTEGER_CST:
        return origin_of_choice(search, first);
    case VAR_DECL:
        return origin_of_variable(search, first);
    case NEGATE_EXPR:
    case BIT_NOT_EXPR:
    case SSA_NAME:
    CASE_CONVERT:
        return origin_of(search, first);
    default:
        return ORIGIN_OTHER;
    }
}

static origin origin_of_phi(size_search *search, gphi *phi)
{
    origin all = ORIGIN_CONSTANT;
    for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
        all = choose(all, origin_of_choice(search, gimple_phi_arg_def(phi, i)));
    return all;
}

static origin origin_of_definition(size_search *search, tree name)
{
    gimple *definition = SSA_NAME_DEF_STMT(name);
    if (SSA_NAME_IS_DEFAULT_DEF(name)) {
        tree variable = SSA_NAME_VAR(name);
        return variable && TREE_CODE(variable) == PARM_DECL ? ORIGIN_PARAMETER : ORIGIN_OTHER;
    }
    if (gphi *phi = dyn_cast<gphi *>(definition))
        return origin_of_phi(search, phi);
    if (gcall *call = dyn_cast<gcall *>(definition))
        return origin_of_call(search, call);
    return is_gimple_assign(definition) ? origin_of_assignment(search, definition) : ORIGIN_OTHER;
}

static origin origin_of(size_search *search, tree value)
{
    if (TREE_CODE(value) == INTEGER_CST)
        return ORIGIN_CONSTANT;
    if (TREE_CODE(value) != SSA_NAME)
        return ORIGIN_OTHER;
    if (const int *known = search->found.get(value))
        return (origin)*known;
    search->found.put(value, ORIGIN_CONSTANT); /* until it is known, for the way round a loop */
    origin found = origin_of_definition(search, value);
    search->found.put(value, found);
    return found;
}

/* Whether an argument is a size that the function's caller has given. */
static bool is_given(function *fun, gcall *call, int number)
{
    if (number < 0 || number >= (int)gimple_call_num_args(call) ||
        !INTEGRAL_TYPE_P(TREE_TYPE(gimple_call_arg(call, number))))
        return false;
    size_search search;
    search.fun = fun;
    return origin_of(&search, gimple_call_arg(call, number)) == ORIGIN_PARAMETER;
}

/* Whether a call may give a block of such a size. */
static bool gives_block(function *fun, gcall *call)
{
    if (gimple_call_internal_p(call))
        return false;
    heap_call heap = heap_call_at(call);
    if (heap.action == HEAP_ALLOCATES || heap.action == HEAP_GROWS)
        return heap.result == HEAP_RETURNED &&
               (is_given(fun, call, heap.size) || is_given(fun, call, heap.factor));
    if (heap.action != HEAP_NONE || gimple_call_builtin_p(call))
        return false;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++)
        if (is_given(fun, call, i))
            return true;
    return false;
}

/* ---- What a function returns ---- */

namespace
{
struct return_search {
    vec<gcall *> *calls;
    auto_vec<tree> parameters;
    hash_set<tree> seen;
    bool other = false; /* something else is returned as well */
};
} // namespace

static void trace(return_search *search, tree value);

/* &block->data, &MEM[block + 16] */
static void trace_address(return_search *search, tree address)
{
    tree base = get_base_address(TREE_OPERAND(address, 0));
    if (base && TREE_CODE(base) == MEM_REF)
        trace(search, TREE_OPERAND(base, 0));
    else
        search->other = true;
}

static void trace_assignment(return_search *search, gimple *stmt)
{
    tree first = gimple_assign_rhs1(stmt);
    switch (gimple_assign_rhs_code(stmt)) {
    case ADDR_EXPR:
        trace_address(search, first);
        return;
    case POINTER_PLUS_EXPR:
    case PLUS_EXPR:
    case BIT_AND_EXPR:
        if (TREE_CODE(gimple_assign_rhs2(stmt)) != INTEGER_CST)
            search->other = true;
        else
            trace(search, first);
        return;
    case INTEGER_CST:
    case SSA_NAME:
    CASE_CONVERT:
        trace(search, first);
        return;
    default:
        search->other = true;
    }
}

/* Follows a returned value to where it is from. */
static void trace(return_search *search, tree value)
{
    if (TREE_CODE(value) == ADDR_EXPR)
        return trace_address(search, value);
    if (TREE_CODE(value) != SSA_NAME) {
        search->other |= !integer_zerop(value);
        return;
    }
    if (search->other || search->seen.add(value))
        return;
    gimple *definition = SSA_NAME_DEF_STMT(value);
    if (SSA_NAME_IS_DEFAULT_DEF(value))
        search->parameters.safe_push(value);
    else if (gphi *phi = dyn_cast<gphi *>(definition))
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            trace(search, gimple_phi_arg_def(phi, i));
    else if (gcall *call = dyn_cast<gcall *>(definition))
        search->calls->safe_push(call);
    else if (is_gimple_assign(definition))
        trace_assignment(search, definition);
    else
        search->other = true;
}

static bool takes(gcall *call, tree value)
{
    for (unsigned i = 0; i < gimple_call_num_args(call); i++)
        if (gimple_call_arg(call, i) == value)
            return true;
    return false;
}

/* A block that need not grow is returned as it is; other parameters are no blocks of this kind. */
static bool is_grown(const return_search &search, tree parameter)
{
    for (gcall *call : *search.calls)
        if (takes(call, parameter))
            return true;
    return false;
}

void passing_collect(function *fun, vec<gcall *> *calls)
{
    calls->truncate(0);
    if (!POINTER_TYPE_P(TREE_TYPE(DECL_RESULT(fun->decl))))
        return;
    return_search search;
    search.calls = calls;
    edge e;
    edge_iterator iterator;
    FOR_EACH_EDGE (e, iterator, EXIT_BLOCK_PTR_FOR_FN(fun)->preds)
        if (greturn *stmt = safe_dyn_cast<greturn *>(last_nondebug_stmt(e->src)))
            if (tree value = gimple_return_retval(stmt))
                trace(&search, value);
    bool all = !search.other;
    for (unsigned i = 0; all && i < search.parameters.length(); i++)
        all = is_grown(search, search.parameters[i]);
    for (unsigned i = 0; all && i < calls->length(); i++)
        all = gives_block(fun, (*calls)[i]);
    if (!all)
        calls->truncate(0);
}

bool passing_is_untyped(tree function)
{
    tree result = TREE_TYPE(TREE_TYPE(function));
    if (!POINTER_TYPE_P(result))
        return false;
    tree type = TREE_TYPE(result);
    return VOID_TYPE_P(type) || (INTEGRAL_TYPE_P(type) && TYPE_PRECISION(type) == BITS_PER_UNIT);
}
