/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * probe.cc - inserts the probes that keep the calling-context tree.
 *
 * The pass runs after `optimized`, GCC's last pass on GIMPLE: inlining, dead-code removal and
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
 * follows (GCC drops what follows a call that it expands as a jump; where it expands a real call
 * after all, the ordinary exit probe after it runs). handler.h has the one exception.
 *
 * A second pass, after `expand`, forgets that callees are const or pure: they read T.slot.
 */
#include "calls/probe.h"
#include "calls/clock.h"
#include "calls/external.h"
#include "calls/handler.h"
#include "heap/allocation.h"
#include "base/asm.h"
#include "base/code.h"
#include "costs/costs.h"
#include "base/eligible.h"
#include "heap/block.h"
#include "heap/call.h"
#include "base/options.h"
#include "base/pass.h"
#include "base/records.h"
#include "calls/scopes.h"
#include "base/target.h"

#include <cinstr/abi.h>

namespace
{
/* What the probes of one function share. */
struct probe {
    tree slot;         /* SSA name: T.slot at entry */
    tree edge;         /* SSA name: the edge that this call came by */
    tree node;         /* SSA name: this context's node; NULL when nothing uses it */
    basic_block entry; /* where the three are known */
    unsigned counters; /* in front of the node */
};
} // namespace

static tree probed_function; /* the function that got probes last */

/* (edge, slot) = miss(slot, &record, return address) */
static void fill_cold_block(basic_block cold, tree edge, tree slot_out, tree slot_in, tree record)
{
    gimple_seq code = NULL;
    tree return_address = code_return_address(&code);
    gimple_seq_add_stmt(&code, asm_build_miss(edge, slot_out, slot_in, record, return_address));
    code_fill_block(cold, code);
}

/* The entry probe; see the top of the file. Returns what the other probes need. */
static probe insert_entry_probe(bool uses_node)
{
    basic_block test = split_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(cfun)));
    basic_block join = split_edge(single_succ_edge(test));
    cold_branch branch = {test, code_add_cold_block(test, join), join};
    tree record = build_fold_addr_expr(records_function_decl());

    gimple_seq code = NULL;
    tree slot = code_load(&code, code_thread_slot(&code));
    tree edge = code_load(&code, code_field(slot, ptr_type_node, 0));
    tree function =
        code_load(&code, code_field(edge, ptr_type_node, offsetof(cinstr_edge, function)));
    gimple_seq_add_stmt(&code, gimple_build_cond(NE_EXPR, function, record, NULL_TREE, NULL_TREE));
    code_fill_block(test, code);

    tree missed_edge = make_ssa_name(ptr_type_node), missed_slot = make_ssa_name(ptr_type_node);
    fill_cold_block(branch.cold, missed_edge, missed_slot, slot, record);
    probe probe = {};
    probe.entry = join;
    probe.edge = code_merge(branch, edge, missed_edge);
    probe.slot = code_merge(branch, slot, missed_slot);

    code = NULL;
    code_add_to(&code, probe.edge, offsetof(cinstr_edge, calls),
                build_int_cst(long_unsigned_type_node, 1));
    if (options.mode == CINSTR_MODE_TIME) {
        tree parent =
            code_load(&code, code_field(probe.edge, ptr_type_node, offsetof(cinstr_edge, parent)));
        clock_event(&code, parent, offsetof(cinstr_thread, entry_cost));
    }
    if (uses_node)
        probe.node =
            code_load(&code, code_field(probe.edge, ptr_type_node, offsetof(cinstr_edge, node)));
    code_fill_block(join, code);
    return probe;
}

namespace
{
/* node->slots[number] */
struct site {
    tree node;
    unsigned number;
};
} // namespace

static gimple_seq make_site_probe(void *data)
{
    const site *site = (const struct site *)data;
    gimple_seq code = NULL;
    code_store(&code, code_thread_slot(&code), code_node_slot(&code, site->node, site->number));
    return code;
}

/* T.slot = &node->slots[number] */
static void insert_site_probe(gimple_stmt_iterator *gsi, const probe &probe, unsigned number)
{
    site site = {probe.node, number};
    code_insert_made_before(gsi, make_site_probe, &site);
}

/* T.slot = slot, in mode=time after the clock. */
static void insert_exit_probe(gimple_stmt_iterator *gsi, const probe &probe, bool restore)
{
    gimple_seq code = NULL;
    if (options.mode == CINSTR_MODE_TIME)
        clock_event(&code, probe.node, offsetof(cinstr_thread, exit_cost));
    if (restore)
        code_store(&code, code_thread_slot(&code), probe.slot);
    if (code)
        code_insert_before(gsi, code);
}

static unsigned add_site(gcall *call, unsigned flags)
{
    if (options.alloc == ALLOC_OFF || flags & CINSTR_SITE_HEAP)
        return records_add_site(call, flags, NULL);
    heap_block block = heap_block_of_site(call);
    return records_add_site(call, flags | block.flags, block.type);
}

/*
 * A tail call. Where the callee is a leaf of the library nothing will restore T.slot, so it is
 * restored now; in mode=time such a call becomes an ordinary one, which costs one frame that
 * cannot recurse, and keeps the callee's time with its caller. Where the callee may have no probe,
 * or must be called by a tail call ([[gnu::musttail]]), the clock is read now: the time from here
 * on belongs to this function's caller.
 */
static void insert_tail_probes(gimple_stmt_iterator *gsi, gcall *call, const probe &probe)
{
    bool time = options.mode == CINSTR_MODE_TIME;
    if (eligible_callee_is_library_leaf(call)) {
        if (time && !gimple_call_must_tail_p(call))
            gimple_call_set_tail(call, false);
        else
            insert_exit_probe(gsi, probe, true);
        return;
    }
    if (time && !eligible_callee_is_probed(call))
        insert_exit_probe(gsi, probe, false);
    insert_site_probe(gsi, probe, add_site(call, CINSTR_SITE_TAIL));
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

static bool is_plain_call(const gcall *call)
{
    return eligible_call(call) && !gimple_call_tail_p(call);
}

static void insert_call_probes(gcall *call, const probe &probe)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    if (gimple_call_tail_p(call)) {
        insert_tail_probes(&gsi, call, probe);
        return;
    }
    unsigned flags = allocation_is_heap_call(call) ? CINSTR_SITE_HEAP : 0;
    if (external_is(call)) {
        external_insert_probes(call, probe.node, add_site(call, flags));
        return;
    }
    unsigned site = add_site(call, flags);
    insert_noreturn_probe(&gsi, call, probe);
    insert_site_probe(&gsi, probe, site);
    if (external_is_indirect(call))
        external_insert_indirect_probes(call, probe.node, site);
}

static bool is_event(gimple *stmt)
{
    const gcall *call = dyn_cast<gcall *>(stmt);
    return gimple_code(stmt) == GIMPLE_RETURN || (call && eligible_call(call));
}

/* The probes of one call may split its block, so what gets any is listed first. */
static void insert_probes_of_blocks(const vec<basic_block> &blocks, const probe &probe,
                                    bool restore)
{
    auto_vec<gimple *> events;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (gimple_stmt_iterator gsi = gsi_start_bb(blocks[i]); !gsi_end_p(gsi); gsi_next(&gsi))
            if (is_event(gsi_stmt(gsi)))
                events.safe_push(gsi_stmt(gsi));
    for (unsigned i = 0; i < events.length(); i++) {
        if (gcall *call = dyn_cast<gcall *>(events[i])) {
            insert_call_probes(call, probe);
        } else {
            gimple_stmt_iterator gsi = gsi_for_stmt(events[i]);
            insert_exit_probe(&gsi, probe, restore);
        }
    }
}

/* The tail calls of a function that may handle signals; see handler.h. */
static void split_tail_calls(function *fun, const probe &probe)
{
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls) {
        if (!gimple_call_tail_p(call) || gimple_call_must_tail_p(call) || !eligible_may_leave(call))
            continue;
        gimple_stmt_iterator at_return = handler_split_tail_call(call);
        insert_exit_probe(&at_return, probe, true);
    }
}

/* node->counters[number + step.index] += step.amount, or 1 */
static gimple_seq increment(unsigned number, const step &step, void *data)
{
    const struct probe *probe = (const struct probe *)data;
    gimple_seq code = NULL;
    tree node = probe->node;
    if (step.index) {
        tree offset = code_compute(&code, MULT_EXPR, long_unsigned_type_node, step.index,
                                   code_constant(sizeof(uint64_t)));
        node = code_compute(&code, POINTER_PLUS_EXPR, ptr_type_node, node, offset);
    }
    HOST_WIDE_INT index = (HOST_WIDE_INT)number - probe->counters;
    code_add_to(&code, node, index * (HOST_WIDE_INT)sizeof(uint64_t),
                step.amount ? step.amount : code_constant(1));
    code_mark_all(code);
    return code;
}

/* Prepares a function for counting instructions; its flow, or NULL in the plain compilation. */
static const flow *prepare_instructions(function *fun)
{
    const flow *flow = costs_begin_function(fun);
    if (flow) {
        records_set_flow(flow->graph.counters, flow->graph.variables, flow->graph.equations);
        scopes_find_entries(*flow, fun);
    }
    return flow;
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

static bool is_thunk(function *fun)
{
    return cgraph_node::get(fun->decl)->thunk || fun->is_thunk;
}

static const char *refusal(function *fun)
{
    if (is_thunk(fun))
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
 * A call that must be a tail call stays one; the runtime notices most slots that one left behind.
 */
static bool is_called_by_system(tree decl)
{
    return DECL_STATIC_CONSTRUCTOR(decl) || DECL_STATIC_DESTRUCTOR(decl) ||
           MAIN_NAME_P(DECL_NAME(decl));
}

static void forget_tail_calls(function *fun)
{
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls)
        if (!gimple_call_must_tail_p(call))
            gimple_call_set_tail(call, false);
}

static void forget_dominance(void)
{
    free_dominance_info(CDI_DOMINATORS);
    free_dominance_info(CDI_POST_DOMINATORS);
}

/*
 * calls=off: a function that allocates finds its node by a variable of the thread; others are left
 * as they are.
 *
 *     node *node = flat_nodes[number];
 *     if (!node)
 *         node = __cinstr_flat(&record, &flat_nodes[number]);              // cold
 */
static tree insert_flat_entry(unsigned number, basic_block *entry)
{
    basic_block test = split_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(cfun)));
    basic_block join = split_edge(single_succ_edge(test));
    cold_branch branch = {test, code_add_cold_block(test, join), join};
    tree variable = build4(ARRAY_REF, ptr_type_node, records_flat_nodes(), size_int(number),
                           NULL_TREE, NULL_TREE);
    gimple_seq code = NULL;
    tree node = code_load(&code, variable);
    gimple_seq_add_stmt(&code,
                        gimple_build_cond(EQ_EXPR, node, null_pointer_node, NULL_TREE, NULL_TREE));
    code_fill_block(test, code);
    code = NULL;
    tree made = code_call(&code, CINSTR_SYMBOL_FLAT, ptr_type_node,
                          {build_fold_addr_expr(records_function_decl()),
                           build_fold_addr_expr(unshare_expr(variable))});
    code_fill_block(branch.cold, code);
    *entry = join;
    return code_merge(branch, node, made);
}

static void probe_flat_function(function *fun)
{
    auto_vec<found_call> allocations;
    allocation_collect(fun, &allocations);
    if (allocations.is_empty())
        return;
    allocation_forget_tail_calls(allocations);
    forget_dominance();
    tree node = NULL_TREE;
    basic_block entry = NULL;
    if (allocation_needs_node(allocations))
        node = insert_flat_entry(records_begin_function(fun->decl), &entry);
    allocation_insert_probes(allocations, node, entry);
    note("probed", NULL);
}

/* The entry, call-site and exit probes of a function, and those inside of it. `flow`: NULL where no
 * instructions are counted. */
static void probe_function(function *fun, const flow *flow)
{
    if (is_called_by_system(fun->decl))
        forget_tail_calls(fun);
    auto_vec<found_call> allocations;
    allocation_collect(fun, &allocations);
    allocation_forget_tail_calls(allocations);
    external_forget_tail_calls(fun);
    bool any_site = false, any_plain = false;
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls) {
        any_site |= eligible_call(call);
        any_plain |= is_plain_call(call);
    }
    basic_block bb;
    auto_vec<basic_block> blocks;
    FOR_EACH_BB_FN (bb, fun)
        blocks.safe_push(bb);
    bool counted = flow && flow->graph.counters > 0;
    forget_dominance();
    probe probe = insert_entry_probe(any_site || counted || !allocations.is_empty() ||
                                     options.mode == CINSTR_MODE_TIME);
    insert_probes_of_blocks(blocks, probe, any_plain);
    if (counted) {
        probe.counters = flow->graph.counters;
        flow_insert_counters(*flow, increment, &probe);
    }
    if (!allocations.is_empty())
        allocation_insert_probes(allocations, probe.node, probe.entry);
    if (handler_is_possible(fun->decl))
        split_tail_calls(fun, probe);
    probed_function = fun->decl;
    note("probed", NULL);
}

static unsigned probes_execute(function *fun)
{
    if (const char *reason = target_refusal()) /* attribute target may change what start_unit saw */
        fatal_error(DECL_SOURCE_LOCATION(fun->decl), "cinstr: %s", reason);
    if (const char *reason = refusal(fun)) {
        note("skipped", reason);
        if (!is_thunk(fun)) /* else records_skip_thunks counts it */
            records_skip_function();
        return 0;
    }
    if (!options.calls) {
        probe_flat_function(fun);
        return 0;
    }
    records_begin_function(fun->decl);
    const flow *flow = options.instructions ? prepare_instructions(fun) : NULL;
    if (flow || !options.instructions)
        probe_function(fun, flow);
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

DEFINE_GIMPLE_PASS(probes, TODO_update_ssa_only_virtuals)
DEFINE_RTL_PASS(calls)

void probe_register(const char *plugin)
{
    code_register(plugin);
    eligible_register(plugin);
    heap_block_register(plugin);
    heap_call_register(plugin);
    pass_insert(plugin, make_probes_pass(), "optimized", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_calls_pass(), "expand", PASS_POS_INSERT_AFTER);
}
