/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measured.cc - finds measured loops by what their exits depend on.
 *
 *     for (i = 0; i < b->N; i++)          while (n-- > 0), with n = b->N before
 *     while (cinstr_bench_loop(b))        while (cinstr_bench_next(share))
 *     for (auto _ : state)                while (state.KeepRunning())
 *
 * and others of guard/harness.h.
 *
 * The condition of each exit of a loop is followed back to where its values come from: through
 * copies, arithmetic, PHI nodes and callers (guard/iterations.cc), until a load of b->N or a call
 * of the harness is met. At the pass `ssa` nothing has been inlined, so the calls are still there.
 */
#include "guard/measured.h"
#include "guard/benchmark.h"
#include "guard/harness.h"
#include "guard/inner.h"
#include "guard/iterations.h"

bool measured_may_have(tree function)
{
    bool inner = inner_note(function);
    return inner || benchmark_chosen(function) || harness_may_call(function) ||
           harness_is_passed_to(function);
}

bool measured_harness_call(const gimple *stmt)
{
    tree function = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
    if (!function || !DECL_NAME(function))
        return false;
    return startswith(IDENTIFIER_POINTER(DECL_NAME(function)), "cinstr_bench_") ||
           harness_is_method(function);
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
    if (!harness_decides(function))
        return false;
    *kind = strcmp(name, "iterations") == 0 ? MEASURED_COUNTED : MEASURED_FOREIGN;
    return true;
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
    tree source = iterations_source(cfun, gimple_cond_lhs(condition), &numbers);
    if (!source)
        source = iterations_source(cfun, gimple_cond_rhs(condition), &numbers);
    if (!source)
        return false;
    measured->kind = MEASURED_N;
    measured->benchmark = source;
    return true;
}

bool measured_deciding(basic_block bb)
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

/* for (i = 0; i < state.iterations(); i++) only prepares, where the function has a loop over the
 * state itself. */
static void drop_preparing(vec<measured_loop> *measured)
{
    bool foreign = false;
    unsigned kept = 0;
    for (unsigned i = 0; i < measured->length(); i++)
        foreign |= (*measured)[i].kind == MEASURED_FOREIGN;
    for (unsigned i = 0; i < measured->length(); i++)
        if (!foreign || (*measured)[i].kind != MEASURED_COUNTED)
            (*measured)[kept++] = (*measured)[i];
    measured->truncate(kept);
}

void measured_loops(function *fun, vec<measured_loop> *measured)
{
    gcc_checking_assert(fun == cfun);
    bool chosen = benchmark_chosen(fun->decl);
    if (!loops_for_fn(fun))
        loop_optimizer_init(AVOID_CFG_MODIFICATIONS);
    else if (loops_state_satisfies_p(LOOPS_NEED_FIXUP)) {
        calculate_dominance_info(CDI_DOMINATORS);
        fix_loop_structure(NULL);
    }
    bool called = harness_calls(fun->decl);
    if (called || inner_is_in_loop(fun->decl)) {
        measured_kind kind = called ? MEASURED_CALLED : MEASURED_INNER;
        measured->safe_push({NULL, kind, DECL_SOURCE_LOCATION(fun->decl), fun->decl});
        return;
    }
    add_loops(loops_for_fn(fun)->tree_root->inner, chosen, measured);
    drop_preparing(measured);
    if (chosen && measured->length() == 0)
        measured->safe_push({NULL, MEASURED_BODY, DECL_SOURCE_LOCATION(fun->decl), fun->decl});
}

bool measured_contains(const measured_loop &measured, const_basic_block bb)
{
    return !measured.loop || flow_bb_inside_loop_p(measured.loop, bb);
}
