/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measured.cc - finds measured loops by what their exits depend on.
 *
 *     for (i = 0; i < b->N; i++)          while (n-- > 0), with n = b->N before
 *     while (cinstr_bench_loop(b))        while (cinstr_bench_next(share))
 *     for (auto _ : state)                while (state.KeepRunning())
 *
 * The condition of each exit of a loop is followed back to where its values come from: through
 * copies, arithmetic, PHI nodes and callers (guard/iterations.cc), until a load of b->N or a call
 * of the harness is met. At the pass `ssa` nothing has been inlined, so the calls are still there.
 */
#include "guard/measured.h"
#include "guard/benchmark.h"
#include "guard/iterations.h"

/* The name of a record type, or of the record that a method or field belongs to; NULL if none. */
static const char *name_of(tree type)
{
    if (!type || !TYPE_P(type) || !TYPE_NAME(type))
        return NULL;
    tree name = TYPE_NAME(type);
    if (TREE_CODE(name) == TYPE_DECL)
        name = DECL_NAME(name);
    return name ? IDENTIFIER_POINTER(name) : NULL;
}

static bool is_named(tree type, const char *wanted)
{
    const char *name = name_of(type);
    return name && strcmp(name, wanted) == 0;
}

/* Whether `type` is class benchmark::`wanted`, whatever inline namespaces are around. */
static bool is_google_class(tree type, const char *wanted)
{
    if (!is_named(type, wanted))
        return false;
    /* As for methods. */
    tree name = TYPE_NAME(type);
    if (TREE_CODE(name) == TYPE_DECL && DECL_ASSEMBLER_NAME_SET_P(name) &&
        strstr(IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(name)), "9benchmark5State"))
        return true;
    for (tree scope = TYPE_CONTEXT(type); scope && TREE_CODE(scope) != TRANSLATION_UNIT_DECL;
         scope = TYPE_P(scope) ? TYPE_CONTEXT(scope) : DECL_CONTEXT(scope))
        if (TREE_CODE(scope) == NAMESPACE_DECL && DECL_NAME(scope) &&
            strcmp(IDENTIFIER_POINTER(DECL_NAME(scope)), "benchmark") == 0)
            return true;
    return false;
}

static bool is_google_method(tree function)
{
    /* Before LTO's streaming GCC forgets the scopes, and keeps the mangled names. */
    if (HAS_DECL_ASSEMBLER_NAME_P(function) && DECL_ASSEMBLER_NAME_SET_P(function)) {
        const char *name = IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(function));
        if (startswith(name, "_ZN9benchmark5State") || startswith(name, "_ZNK9benchmark5State"))
            return true;
    }
    tree scope = DECL_CONTEXT(function);
    return scope && RECORD_OR_UNION_TYPE_P(scope) &&
           (is_google_class(scope, "State") || is_google_class(scope, "StateIterator"));
}

bool ci_measured_harness_pointer(tree type)
{
    if (ci_benchmark_pointer_to(type, "cinstr_bench") ||
        ci_benchmark_pointer_to(type, "cinstr_bench_share"))
        return true;
    if (!type || !POINTER_TYPE_P(type))
        return false;
    tree record = TYPE_MAIN_VARIANT(TREE_TYPE(type));
    return is_google_class(record, "State") || is_google_class(record, "StateIterator");
}

bool ci_measured_harness_call(const gimple *stmt)
{
    tree function = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
    if (!function || !DECL_NAME(function))
        return false;
    return startswith(IDENTIFIER_POINTER(DECL_NAME(function)), "cinstr_bench_") ||
           is_google_method(function);
}

/* What a call that ends a loop makes of it; false when it says nothing. */
static bool call_decides(const gimple *stmt, measured_kind *kind)
{
    tree function = gimple_call_fndecl(stmt);
    if (!function || !DECL_NAME(function))
        return false;
    const char *name = IDENTIFIER_POINTER(DECL_NAME(function));
    if (strcmp(name, "cinstr_bench_loop") == 0 || strcmp(name, "cinstr_bench_next") == 0) {
        *kind = MEASURED_CALL;
        return true;
    }
    if (is_google_method(function) &&
        (startswith(name, "KeepRunning") || strcmp(name, "operator!=") == 0)) {
        *kind = MEASURED_GOOGLE;
        return true;
    }
    return false;
}

/* Whether `value` depends on a call of the harness. `seen` holds what was followed before. */
static bool depends(tree value, hash_set<tree> *seen, measured_kind *kind)
{
    if (TREE_CODE(value) != SSA_NAME || seen->add(value))
        return false;
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (is_gimple_call(stmt))
        return call_decides(stmt, kind);
    if (gphi *phi = dyn_cast<gphi *>(stmt)) {
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            if (depends(gimple_phi_arg_def(phi, i), seen, kind))
                return true;
        return false;
    }
    if (!is_gimple_assign(stmt))
        return false;
    for (unsigned i = 1; i < gimple_num_ops(stmt); i++)
        if (gimple_op(stmt, i) && depends(gimple_op(stmt, i), seen, kind))
            return true;
    return false;
}

/* Whether the exit at the end of `bb`, of cfun, depends on the harness. Notes in `measured` how,
 * and for which benchmark. */
static bool exit_depends(basic_block bb, measured_loop *measured)
{
    gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(bb));
    if (!condition)
        return false;
    hash_set<tree> seen;
    iterations_seen numbers;
    measured->benchmark = cfun->decl;
    if (depends(gimple_cond_lhs(condition), &seen, &measured->kind) ||
        depends(gimple_cond_rhs(condition), &seen, &measured->kind))
        return true;
    tree source = ci_iterations_source(cfun, gimple_cond_lhs(condition), &numbers);
    if (!source)
        source = ci_iterations_source(cfun, gimple_cond_rhs(condition), &numbers);
    if (!source)
        return false;
    measured->kind = MEASURED_N;
    measured->benchmark = source;
    return true;
}

bool ci_measured_deciding(basic_block bb)
{
    measured_loop measured;
    return exit_depends(bb, &measured);
}

/* The first exit of the loop that depends on the harness; NULL when none does. */
static gimple *deciding_exit(class loop *loop, measured_loop *measured)
{
    gimple *found = NULL;
    auto_vec<edge> exits = get_loop_exit_edges(loop);
    for (unsigned i = 0; i < exits.length() && !found; i++)
        if (exit_depends(exits[i]->src, measured))
            found = last_nondebug_stmt(exits[i]->src);
    return found;
}

static location_t place_of(class loop *loop, gimple *condition)
{
    if (condition && gimple_location(condition) != UNKNOWN_LOCATION)
        return gimple_location(condition);
    for (gimple_stmt_iterator gsi = gsi_start_bb(loop->header); !gsi_end_p(gsi); gsi_next(&gsi))
        if (gimple_location(gsi_stmt(gsi)) != UNKNOWN_LOCATION)
            return gimple_location(gsi_stmt(gsi));
    return DECL_SOURCE_LOCATION(current_function_decl);
}

/* Adds the measured loops among `loop` and those beside and inside of it. */
static void add_loops(class loop *loop, bool chosen, vec<measured_loop> *measured)
{
    for (; loop; loop = loop->next) {
        measured_loop found = {loop, MEASURED_CHOSEN, UNKNOWN_LOCATION, cfun->decl};
        gimple *condition = deciding_exit(loop, &found);
        found.where = place_of(loop, condition);
        if (condition || chosen)
            measured->safe_push(found);
        else
            add_loops(loop->inner, chosen, measured);
    }
}

void ci_measured_loops(function *fun, vec<measured_loop> *measured)
{
    gcc_checking_assert(fun == cfun);
    bool chosen = ci_benchmark_chosen(fun->decl);
    if (!loops_for_fn(fun))
        loop_optimizer_init(AVOID_CFG_MODIFICATIONS);
    else if (loops_state_satisfies_p(LOOPS_NEED_FIXUP)) {
        calculate_dominance_info(CDI_DOMINATORS);
        fix_loop_structure(NULL);
    }
    add_loops(loops_for_fn(fun)->tree_root->inner, chosen, measured);
    if (chosen && measured->length() == 0)
        measured->safe_push({NULL, MEASURED_BODY, DECL_SOURCE_LOCATION(fun->decl), fun->decl});
}

bool ci_measured_contains(const measured_loop &measured, const_basic_block bb)
{
    return !measured.loop || flow_bb_inside_loop_p(measured.loop, bb);
}
