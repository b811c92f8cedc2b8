/* SPDX-License-Identifier: GPL-3.0-or-later */
/* code.cc - see code.h. */
#include "base/code.h"
#include "base/mark.h"
#include "base/options.h"
#include "base/target.h"

#include <cinstr/abi.h>

/* Trees that all probes of the unit share; NULL until the first needs them. */
static struct shared_trees {
    tree thread;       /* extern cinstr_thread __cinstr_thread_v4 */
    tree private_type; /* see private_type() */
} shared;

static const struct ggc_root_tab roots[] = {
    {&shared, sizeof shared / sizeof(tree), sizeof(tree), gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    LAST_GGC_ROOT_TAB,
};

static tree thread_state(void)
{
    if (shared.thread)
        return shared.thread;
    tree words =
        build_array_type_nelts(long_unsigned_type_node, sizeof(cinstr_thread) / sizeof(uint64_t));
    tree decl = build_decl(UNKNOWN_LOCATION, VAR_DECL, get_identifier(CINSTR_SYMBOL_THREAD), words);
    DECL_EXTERNAL(decl) = 1;
    TREE_PUBLIC(decl) = 1;
    TREE_USED(decl) = 1;
    DECL_ARTIFICIAL(decl) = 1;
    DECL_IGNORED_P(decl) = 1;
    set_decl_tls_model(decl, TLS_MODEL_INITIAL_EXEC);
    return shared.thread = decl;
}

/* A type whose objects alias no object of the program: GCC may move the program's loads and stores
 * past those of the probes. */
static tree private_type(void)
{
    if (!shared.private_type) {
        shared.private_type = build_distinct_type_copy(long_unsigned_type_node);
        TYPE_ALIAS_SET(shared.private_type) = new_alias_set();
    }
    return shared.private_type;
}

tree code_field(tree pointer, tree type, HOST_WIDE_INT offset)
{
    tree ref =
        build2(MEM_REF, type, pointer, build_int_cst(build_pointer_type(private_type()), offset));
    TREE_THIS_NOTRAP(ref) = 1;
    return ref;
}

tree code_thread_field(gimple_seq *code, tree type, HOST_WIDE_INT offset)
{
    tree address = target_build_thread(code);
    if (!address)
        address = build_fold_addr_expr(thread_state());
    return code_field(address, type, offset);
}

tree code_thread_slot(gimple_seq *code)
{
    return code_thread_field(code, ptr_type_node, offsetof(cinstr_thread, slot));
}

tree code_load(gimple_seq *code, tree ref)
{
    tree value = make_ssa_name(TREE_TYPE(ref));
    gimple_seq_add_stmt(code, gimple_build_assign(value, ref));
    return value;
}

tree code_compute(gimple_seq *code, tree_code operation, tree type, tree left, tree right)
{
    tree value = make_ssa_name(type);
    gimple_seq_add_stmt(code, gimple_build_assign(value, operation, left, right));
    return value;
}

HOST_WIDE_INT code_node_slot_offset(unsigned number)
{
    return CINSTR_NODE_SLOTS + number * sizeof(void *);
}

tree code_node_slot(gimple_seq *code, tree node, unsigned number)
{
    return code_compute(code, POINTER_PLUS_EXPR, ptr_type_node, node,
                        size_int(code_node_slot_offset(number)));
}

tree code_return_address(gimple_seq *code)
{
    tree address = make_ssa_name(ptr_type_node);
    gcall *call = gimple_build_call(builtin_decl_explicit(BUILT_IN_RETURN_ADDRESS), 1,
                                    build_int_cst(unsigned_type_node, 0));
    gimple_call_set_lhs(call, address);
    gimple_seq_add_stmt(code, call);
    return address;
}

void code_store(gimple_seq *code, tree ref, tree value)
{
    gimple_seq_add_stmt(code, gimple_build_assign(ref, value));
}

/* Only the plain compilation's code has no probes. A statement's location is set in place: GCC 12's
 * gimple_set_location needs a function that GCC 11 does not have, and a plugin must load into the
 * wrong GCC to be able to say so. */
void code_mark(gimple *stmt)
{
    if (options.instructions && options.costs != COSTS_NATIVE)
        stmt->location = mark_location(UNKNOWN_LOCATION, NULL_TREE, MARK_PROBE);
}

void code_mark_all(gimple_seq code)
{
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        code_mark(gsi_stmt(at));
}

void code_insert_before(gimple_stmt_iterator *gsi, gimple_seq code)
{
    code_mark_all(code);
    gsi_insert_seq_before(gsi, code, GSI_SAME_STMT);
}

static gimple *next_statement(gimple_stmt_iterator gsi)
{
    if (!gsi_end_p(gsi) && is_gimple_debug(gsi_stmt(gsi)))
        gsi_next_nondebug(&gsi);
    return gsi_end_p(gsi) ? NULL : gsi_stmt(gsi);
}

/* Whether what follows is a call that returns twice and begins its block. */
static bool is_before_call_that_returns_twice(gimple_stmt_iterator gsi)
{
    gimple *next = next_statement(gsi);
    return next && is_gimple_call(next) && gimple_call_flags(next) & ECF_RETURNS_TWICE &&
           next == next_statement(gsi_after_labels(gsi_bb(gsi)));
}

void code_insert_made_before(gimple_stmt_iterator *gsi, gimple_seq (*make)(void *), void *data)
{
    basic_block bb = gsi_bb(*gsi);
    auto_vec<edge> edges;
    ::edge e;
    edge_iterator ei;
    if (is_before_call_that_returns_twice(*gsi))
        FOR_EACH_EDGE (e, ei, bb->preds)
            if (!(e->flags & EDGE_COMPLEX))
                edges.safe_push(e);
    if (edges.is_empty()) {
        code_insert_before(gsi, make(data));
        return;
    }
    for (unsigned i = 0; i < edges.length(); i++) {
        gimple_seq code = make(data);
        code_mark_all(code);
        basic_block place = split_edge(edges[i]);
        gimple_stmt_iterator start = gsi_start_bb(place);
        gsi_insert_seq_after(&start, code, GSI_CONTINUE_LINKING);
    }
}

void code_fill_block(basic_block bb, gimple_seq code)
{
    code_mark_all(code);
    gimple_stmt_iterator gsi = gsi_start_bb(bb);
    gsi_insert_seq_after(&gsi, code, GSI_CONTINUE_LINKING);
}

void code_calls(function *fun, vec<gcall *> *calls)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (gcall *call = dyn_cast<gcall *>(gsi_stmt(gsi)))
                calls->safe_push(call);
}

/* __atomic_fetch_add(&field, amount, __ATOMIC_RELAXED), whose result nobody wants: lock add */
static void add_atomically(gimple_seq *code, tree pointer, HOST_WIDE_INT offset, tree amount)
{
    tree address = code_compute(code, POINTER_PLUS_EXPR, ptr_type_node, pointer, size_int(offset));
    gcall *call = gimple_build_call(builtin_decl_explicit(BUILT_IN_ATOMIC_FETCH_ADD_8), 3, address,
                                    amount, build_int_cst(integer_type_node, MEMMODEL_RELAXED));
    gimple_call_set_nothrow(call, true);
    gimple_seq_add_stmt(code, call);
}

/* field += amount, with update=atomic in one step */
void code_add_to(gimple_seq *code, tree pointer, HOST_WIDE_INT offset, tree amount)
{
    if (options.atomic) {
        add_atomically(code, pointer, offset, amount);
        return;
    }
    tree type = long_unsigned_type_node;
    tree old = code_load(code, code_field(pointer, type, offset));
    code_store(code, code_field(pointer, type, offset),
               code_compute(code, PLUS_EXPR, type, old, amount));
}

/* Makes `test` branch to a new, never-likely block that rejoins at `join`. */
basic_block code_add_cold_block(basic_block test, basic_block join)
{
    edge hot = single_succ_edge(test);
    hot->flags = EDGE_FALSE_VALUE;
    hot->probability = profile_probability::very_likely();
    basic_block cold = create_empty_bb(test);
    edge to_cold = make_edge(test, cold, EDGE_TRUE_VALUE);
    to_cold->probability = profile_probability::very_unlikely();
    cold->count = to_cold->count();
    make_single_succ_edge(cold, join, EDGE_FALLTHRU);
    if (current_loops)
        add_bb_to_loop(cold, test->loop_father);
    return cold;
}

cold_branch code_split_cold(gimple *last, gimple_seq condition)
{
    basic_block test = gimple_bb(last), join = split_block(test, last)->dest;
    gimple_stmt_iterator end = gsi_last_bb(test);
    code_insert_after(&end, condition);
    return {test, code_add_cold_block(test, join), join};
}

tree code_merge(const cold_branch &branch, tree hot, tree cold)
{
    gphi *phi = create_phi_node(make_ssa_name(TREE_TYPE(hot)), branch.join);
    add_phi_arg(phi, hot, find_edge(branch.test, branch.join), UNKNOWN_LOCATION);
    add_phi_arg(phi, cold, find_edge(branch.cold, branch.join), UNKNOWN_LOCATION);
    return gimple_phi_result(phi);
}

gimple_stmt_iterator code_after_call(gcall *call)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    if (!stmt_ends_bb_p(call))
        return gsi;
    edge next = find_fallthru_edge(gimple_bb(call)->succs);
    return next ? gsi_start_bb(split_edge(next)) : gsi_none();
}

void code_insert_after(gimple_stmt_iterator *gsi, gimple_seq code)
{
    code_mark_all(code);
    gsi_insert_seq_after(gsi, code, GSI_CONTINUE_LINKING);
}

tree code_constant(unsigned HOST_WIDE_INT value)
{
    return build_int_cst(long_unsigned_type_node, value);
}

tree code_convert(gimple_seq *code, tree type, tree value)
{
    if (useless_type_conversion_p(type, TREE_TYPE(value)))
        return value;
    tree result = make_ssa_name(type);
    gimple_seq_add_stmt(code, gimple_build_assign(result, NOP_EXPR, value));
    return result;
}

tree code_evaluate(gimple_seq *code, tree type, tree expression)
{
    gimple_seq statements = NULL;
    tree value = force_gimple_operand(fold_convert(type, expression), &statements, true, NULL_TREE);
    code_mark_all(statements);
    gimple_seq_add_seq(code, statements);
    return value;
}

tree code_choose(gimple_seq *code, tree type, tree condition, tree yes, tree no)
{
    tree value = make_ssa_name(type);
    gimple_seq_add_stmt(code, gimple_build_assign(value, COND_EXPR, condition, yes, no));
    return value;
}

/* None of the runtime's functions throws, or calls back. */
enum { CALL_ARGUMENTS = 6 };

static tree runtime_function(const char *name, tree result, const tree *values, unsigned count)
{
    tree types[CALL_ARGUMENTS];
    for (unsigned i = 0; i < count; i++)
        types[i] = TREE_TYPE(values[i]);
    tree type = build_function_type_array(result, count, types);
    tree decl = build_fn_decl(name, type);
    DECL_ATTRIBUTES(decl) = tree_cons(get_identifier("leaf"), NULL_TREE, DECL_ATTRIBUTES(decl));
    return decl;
}

tree code_call(gimple_seq *code, const char *name, tree result_type,
               std::initializer_list<tree> arguments)
{
    tree values[CALL_ARGUMENTS] = {};
    unsigned count = 0;
    for (tree argument : arguments)
        values[count++] = argument;
    gcall *call =
        gimple_build_call(runtime_function(name, result_type, values, count), count, values[0],
                          values[1], values[2], values[3], values[4], values[5]);
    tree result = NULL_TREE;
    if (!VOID_TYPE_P(result_type)) {
        result = make_ssa_name(result_type);
        gimple_call_set_lhs(call, result);
    }
    gimple_seq_add_stmt(code, call);
    return result;
}

void code_register(const char *plugin)
{
    register_callback(plugin, PLUGIN_REGISTER_GGC_ROOTS, NULL, const_cast<ggc_root_tab *>(roots));
}
