/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe.cc - inserts the probes that keep the calling-context tree.
 *
 * The pass runs behind `optimized`, GCC's last pass on GIMPLE: inlining, dead-code removal and
 * vectorisation are done, so what is counted is what the plain program does. For
 *
 *     int area(int w, int h) { log_it(w); return w * h; }
 *
 * the code becomes, in C (T is the thread's state, record the function's static record):
 *
 *     int area(int w, int h)
 *     {
 *         edge **slot = T.slot;                          // set by the caller for this call site
 *         edge *edge = *slot;
 *         if (edge->function != &record)                 // first call here, or another callee
 *             (edge, slot) = miss(slot, &record, return address);          // cold
 *         edge->calls += 1;
 *         now = clock();                                                   // mode=time
 *         edge->parent->time += now - T.last, T.last = now + T.entry_cost; // mode=time
 *         node *node = edge->node;
 *         T.slot = &node->slots[0];                      // before each call
 *         log_it(w);
 *         int result = w * h;
 *         now = clock();                                                   // mode=time
 *         node->time += now - T.last, T.last = now + T.exit_cost;          // mode=time
 *         T.slot = slot;                                 // where a call ran since entry
 *         return result;
 *     }
 *
 * A tail call stays one: T.slot is left at its site, the flag is kept, and no code that runs
 * follows (GCC drops what stands behind a call that it expands as a jump; where it expands a real
 * call after all, the ordinary exit probe behind it runs).
 *
 * A second pass, behind `expand`, forgets that callees are const or pure: they read T.slot.
 */
#include "probe.h"
#include "costs.h"
#include "eligible.h"
#include "flow.h"
#include "options.h"
#include "pass.h"
#include "records.h"
#include "scopes.h"
#include "target.h"

#include <cinstr/abi.h>

/* What the probes of one function share. */
struct probe {
    tree slot; /* SSA name: T.slot at entry */
    tree edge; /* SSA name: the edge that this call came by */
    tree node; /* SSA name: this context's node; NULL when nothing uses it */
};

static GTY(()) tree thread_decl; /* extern cinstr_thread __cinstr_thread_v1 */
static GTY(()) tree private_type_node;
static tree probed_function; /* the function that got probes last */

static const struct ggc_root_tab roots[] = {
    {&thread_decl, 1, sizeof thread_decl, gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    {&private_type_node, 1, sizeof private_type_node, gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    LAST_GGC_ROOT_TAB,
};

static tree thread_state(void)
{
    if (thread_decl)
        return thread_decl;
    tree words =
        build_array_type_nelts(long_unsigned_type_node, sizeof(cinstr_thread) / sizeof(uint64_t));
    thread_decl =
        build_decl(UNKNOWN_LOCATION, VAR_DECL, get_identifier(CINSTR_SYMBOL_THREAD), words);
    DECL_EXTERNAL(thread_decl) = 1;
    TREE_PUBLIC(thread_decl) = 1;
    TREE_USED(thread_decl) = 1;
    DECL_ARTIFICIAL(thread_decl) = 1;
    DECL_IGNORED_P(thread_decl) = 1;
    set_decl_tls_model(thread_decl, TLS_MODEL_INITIAL_EXEC);
    return thread_decl;
}

/* A type whose objects alias no object of the program: GCC may move the program's loads and stores
 * past those of the probes. */
static tree private_type(void)
{
    if (!private_type_node) {
        private_type_node = build_distinct_type_copy(long_unsigned_type_node);
        TYPE_ALIAS_SET(private_type_node) = new_alias_set();
    }
    return private_type_node;
}

/* pointer->field, for a field of `type` at `offset`. */
static tree field(tree pointer, tree type, HOST_WIDE_INT offset)
{
    tree ref =
        build2(MEM_REF, type, pointer, build_int_cst(build_pointer_type(private_type()), offset));
    TREE_THIS_NOTRAP(ref) = 1;
    return ref;
}

static tree thread_field(tree type, HOST_WIDE_INT offset)
{
    return field(build_fold_addr_expr(thread_state()), type, offset);
}

static tree thread_slot(void)
{
    return thread_field(ptr_type_node, offsetof(cinstr_thread, slot));
}

/* A new value, appended to `code`: *ref or an operation on two values. */
static tree load(gimple_seq *code, tree ref)
{
    tree value = make_ssa_name(TREE_TYPE(ref));
    gimple_seq_add_stmt(code, gimple_build_assign(value, ref));
    return value;
}

static tree compute(gimple_seq *code, tree_code operation, tree type, tree left, tree right)
{
    tree value = make_ssa_name(type);
    gimple_seq_add_stmt(code, gimple_build_assign(value, operation, left, right));
    return value;
}

static void store(gimple_seq *code, tree ref, tree value)
{
    gimple_seq_add_stmt(code, gimple_build_assign(ref, value));
}

/* Puts the code of a probe before the statement at `gsi`. */
static void insert_before(gimple_stmt_iterator *gsi, gimple_seq code)
{
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        costs_tag_probe(gsi_stmt(at));
    gsi_insert_seq_before(gsi, code, GSI_SAME_STMT);
}

/* Puts the code of a probe into an empty block. */
static void fill_block(basic_block bb, gimple_seq code)
{
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        costs_tag_probe(gsi_stmt(at));
    gimple_stmt_iterator gsi = gsi_start_bb(bb);
    gsi_insert_seq_after(&gsi, code, GSI_CONTINUE_LINKING);
}

/* field += amount */
static void add_to(gimple_seq *code, tree pointer, HOST_WIDE_INT offset, tree amount)
{
    tree type = long_unsigned_type_node;
    tree old = load(code, field(pointer, type, offset));
    store(code, field(pointer, type, offset), compute(code, PLUS_EXPR, type, old, amount));
}

/* now = clock(); node->time += now - T.last; T.last = now + T.<cost> */
static void add_clock(gimple_seq *code, tree node, HOST_WIDE_INT cost_offset)
{
    gimple_seq_add_stmt(code, target_build_clock(node, cost_offset));
}

/* (edge, slot) = miss(slot, &record, return address) */
static void fill_cold_block(basic_block cold, tree edge, tree slot_out, tree slot_in, tree record)
{
    gimple_seq code = NULL;
    tree return_address = make_ssa_name(ptr_type_node);
    gcall *call = gimple_build_call(builtin_decl_explicit(BUILT_IN_RETURN_ADDRESS), 1,
                                    build_int_cst(unsigned_type_node, 0));
    gimple_call_set_lhs(call, return_address);
    gimple_seq_add_stmt(&code, call);
    gimple_seq_add_stmt(&code, target_build_miss(edge, slot_out, slot_in, record, return_address));
    fill_block(cold, code);
}

/* Makes `test` branch to a new, never-likely block that rejoins at `join`. */
static basic_block add_cold_block(basic_block test, basic_block join)
{
    edge hot = single_succ_edge(test);
    hot->flags = EDGE_FALSE_VALUE;
    hot->probability = profile_probability::always();
    basic_block cold = create_empty_bb(test);
    cold->count = profile_count::zero();
    edge to_cold = make_edge(test, cold, EDGE_TRUE_VALUE);
    to_cold->probability = profile_probability::never();
    make_single_succ_edge(cold, join, EDGE_FALLTHRU);
    if (current_loops)
        add_bb_to_loop(cold, test->loop_father);
    return cold;
}

static tree merge(basic_block join, tree hot, tree cold, edge hot_edge, edge cold_edge)
{
    gphi *phi = create_phi_node(make_ssa_name(TREE_TYPE(hot)), join);
    add_phi_arg(phi, hot, hot_edge, UNKNOWN_LOCATION);
    add_phi_arg(phi, cold, cold_edge, UNKNOWN_LOCATION);
    return gimple_phi_result(phi);
}

/* The entry probe; see the top of the file. Returns what the other probes need. */
static probe insert_entry_probe(bool uses_node)
{
    basic_block test = split_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(cfun)));
    basic_block join = split_edge(single_succ_edge(test));
    basic_block cold = add_cold_block(test, join);
    tree record = build_fold_addr_expr(records_function_decl());

    gimple_seq code = NULL;
    tree slot = load(&code, thread_slot());
    tree edge = load(&code, field(slot, ptr_type_node, 0));
    tree function = load(&code, field(edge, ptr_type_node, offsetof(cinstr_edge, function)));
    gimple_seq_add_stmt(&code, gimple_build_cond(NE_EXPR, function, record, NULL_TREE, NULL_TREE));
    fill_block(test, code);

    tree missed_edge = make_ssa_name(ptr_type_node), missed_slot = make_ssa_name(ptr_type_node);
    fill_cold_block(cold, missed_edge, missed_slot, slot, record);
    ::edge from_test = find_edge(test, join), from_cold = find_edge(cold, join);
    probe probe = {};
    probe.edge = merge(join, edge, missed_edge, from_test, from_cold);
    probe.slot = merge(join, slot, missed_slot, from_test, from_cold);

    code = NULL;
    add_to(&code, probe.edge, offsetof(cinstr_edge, calls),
           build_int_cst(long_unsigned_type_node, 1));
    if (options.mode == CINSTR_MODE_TIME) {
        tree parent = load(&code, field(probe.edge, ptr_type_node, offsetof(cinstr_edge, parent)));
        add_clock(&code, parent, offsetof(cinstr_thread, entry_cost));
    }
    if (uses_node)
        probe.node = load(&code, field(probe.edge, ptr_type_node, offsetof(cinstr_edge, node)));
    fill_block(join, code);
    return probe;
}

/* T.slot = &node->slots[site] */
static void insert_site_probe(gimple_stmt_iterator *gsi, const probe &probe, unsigned site)
{
    gimple_seq code = NULL;
    tree offset = size_int(CINSTR_NODE_SLOTS + site * sizeof(void *));
    store(&code, thread_slot(),
          compute(&code, POINTER_PLUS_EXPR, ptr_type_node, probe.node, offset));
    insert_before(gsi, code);
}

/* T.slot = slot, in mode=time after the clock. */
static void insert_exit_probe(gimple_stmt_iterator *gsi, const probe &probe, bool restore)
{
    gimple_seq code = NULL;
    if (options.mode == CINSTR_MODE_TIME)
        add_clock(&code, probe.node, offsetof(cinstr_thread, exit_cost));
    if (restore)
        store(&code, thread_slot(), probe.slot);
    if (code)
        insert_before(gsi, code);
}

/*
 * A tail call. Where the callee is a leaf of the library nothing will restore T.slot, so it is
 * restored now; in mode=time such a call becomes an ordinary one, which costs one frame that
 * cannot recurse, and keeps the callee's time with its caller. Where the callee may have no probe,
 * the clock is read now: the time from here on belongs to this function's caller.
 */
static void insert_tail_probes(gimple_stmt_iterator *gsi, gcall *call, const probe &probe)
{
    bool time = options.mode == CINSTR_MODE_TIME;
    if (eligible_callee_is_library_leaf(call)) {
        if (time)
            gimple_call_set_tail(call, false);
        else
            insert_exit_probe(gsi, probe, true);
        return;
    }
    if (time && !eligible_callee_is_probed(call))
        insert_exit_probe(gsi, probe, false);
    insert_site_probe(gsi, probe, records_add_site(call, CINSTR_SITE_TAIL));
}

/*
 * A call that does not return (exit, longjmp, a throw): in mode=time the clock is read now, since
 * the next event may be a far caller's, which would get this function's time.
 */
static void insert_noreturn_probe(gimple_stmt_iterator *gsi, gcall *call, const probe &probe)
{
    if (gimple_call_noreturn_p(call) && !eligible_callee_is_probed(call))
        insert_exit_probe(gsi, probe, false);
}

static bool has_call(basic_block bb, bool (*accept)(const gcall *))
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
        if (gcall *call = dyn_cast<gcall *>(gsi_stmt(gsi)))
            if (accept(call))
                return true;
    return false;
}

static bool is_plain_call(const gcall *call)
{
    return eligible_call(call) && !gimple_call_tail_p(call);
}

static void insert_probes_of_block(basic_block bb, const probe &probe, bool restore)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
        gimple *stmt = gsi_stmt(gsi);
        if (gimple_code(stmt) == GIMPLE_RETURN) {
            insert_exit_probe(&gsi, probe, restore);
            continue;
        }
        gcall *call = dyn_cast<gcall *>(stmt);
        if (!call || !eligible_call(call))
            continue;
        if (gimple_call_tail_p(call)) {
            insert_tail_probes(&gsi, call, probe);
            continue;
        }
        insert_noreturn_probe(&gsi, call, probe);
        insert_site_probe(&gsi, probe, records_add_site(call, 0));
    }
}

/* node->counters[number] += 1 */
static gimple_seq increment(unsigned number, void *data)
{
    const struct probe *probe = (const struct probe *)data;
    gimple_seq code = NULL;
    add_to(&code, probe->node,
           CINSTR_NODE_SLOTS + (records_site_count() + number) * sizeof(uint64_t),
           build_int_cst(long_unsigned_type_node, 1));
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        costs_tag_probe(gsi_stmt(at));
    return code;
}

/* Analyses the flow for counting instructions. Returns true in the plain compilation. */
static bool prepare_instructions(function *fun)
{
    flow_analyse(fun);
    bool plain = costs_begin_unit();
    costs_tag_function(fun);
    if (!plain) {
        records_set_flow();
        scopes_find_entries(fun);
    }
    return plain;
}

static void note(const char *what, const char *why)
{
    if (!options.verbose)
        return;
    if (why)
        inform(DECL_SOURCE_LOCATION(current_function_decl), "cinstr: %s %qD: %s", what,
               current_function_decl, why);
    else
        inform(DECL_SOURCE_LOCATION(current_function_decl), "cinstr: %s %qD", what,
               current_function_decl);
}

static const char *refusal(function *fun)
{
    if (cgraph_node::get(fun->decl)->thunk || fun->is_thunk)
        return "it is a thunk";
    if (const char *reason = eligible_refusal(fun->decl))
        return reason;
    if (options.min_insns > 0) {
        int insns = 0;
        basic_block bb;
        FOR_EACH_BB_FN (bb, fun)
            for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
                insns += estimate_num_insns(gsi_stmt(gsi), &eni_size_weights);
        if (insns < options.min_insns)
            return "it has fewer instructions than min-insns=";
    }
    return NULL;
}

static bool probes_gate(function *)
{
    return !seen_error();
}

/*
 * What only uninstrumented code calls, and in places that call others next, must not leave T.slot
 * behind at a tail call: main would look as if a constructor had called it. None of these recurses.
 */
static bool is_called_by_system(tree decl)
{
    return DECL_STATIC_CONSTRUCTOR(decl) || DECL_STATIC_DESTRUCTOR(decl) ||
           MAIN_NAME_P(DECL_NAME(decl));
}

static void forget_tail_calls(function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (gcall *call = dyn_cast<gcall *>(gsi_stmt(gsi)))
                gimple_call_set_tail(call, false);
}

static unsigned probes_execute(function *fun)
{
    if (const char *reason = refusal(fun)) {
        note("skipped", reason);
        records_skip_function();
        return 0;
    }
    if (is_called_by_system(fun->decl))
        forget_tail_calls(fun);
    bool any_site = false, any_plain = false;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        any_site |= has_call(bb, eligible_call);
        any_plain |= has_call(bb, is_plain_call);
    }
    auto_vec<basic_block> blocks;
    FOR_EACH_BB_FN (bb, fun)
        blocks.safe_push(bb);

    records_begin_function(fun->decl);
    bool counted = false;
    if (options.instructions) {
        if (prepare_instructions(fun))
            return 0;
        counted = flow_counters() > 0;
    }
    free_dominance_info(CDI_DOMINATORS);
    free_dominance_info(CDI_POST_DOMINATORS);
    probe probe = insert_entry_probe(any_site || counted || options.mode == CINSTR_MODE_TIME);
    for (unsigned i = 0; i < blocks.length(); i++)
        insert_probes_of_block(blocks[i], probe, any_plain);
    if (counted)
        flow_insert_counters(increment, &probe);
    probed_function = fun->decl;
    note("probed", NULL);
    return 0;
}

static bool calls_gate(function *fun)
{
    return fun->decl == probed_function;
}

static unsigned calls_execute(function *)
{
    for (rtx_insn *insn = get_insns(); insn; insn = NEXT_INSN(insn))
        if (CALL_P(insn)) {
            RTL_CONST_CALL_P(insn) = 0;
            RTL_PURE_CALL_P(insn) = 0;
            RTL_LOOPING_CONST_OR_PURE_CALL_P(insn) = 0;
        }
    return 0;
}

DEFINE_GIMPLE_PASS(probes, TODO_update_ssa_only_virtuals | TODO_verify_il)
DEFINE_RTL_PASS(calls)

void probe_register(const char *plugin)
{
    register_callback(plugin, PLUGIN_REGISTER_GGC_ROOTS, NULL, const_cast<ggc_root_tab *>(roots));
    pass_insert(plugin, make_probes_pass(), "optimized", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_calls_pass(), "expand", PASS_POS_INSERT_AFTER);
}
