/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * external.cc - see external.h. For
 *
 *     got = read(fd, buffer, size);
 *
 * the code becomes, in C (`node` is the caller's context, `read_record` a static record):
 *
 *     edge **slot = &node->slots[3];
 *     edge *edge = *slot;
 *     if (edge->function != &read_record)
 *         (edge, slot) = miss(slot, &read_record, 0);                     // cold
 *     edge->calls += 1;
 *     node *external = edge->node;
 *     now = clock();
 *     node->time += now - T.last, T.last = now + T.entry_cost;
 *     T.slot = &external->slots[0];                  // what read calls back hangs there
 *     got = read(fd, buffer, size);
 *     now = clock();
 *     elapsed = now - T.last;
 *     external->time += elapsed, T.last = now + T.exit_cost;
 *     T.slot = slot;
 *     if (elapsed > WAIT_TICKS)                      // only where the function can block
 *         __cinstr_waited(external, elapsed);        // cold: reads the thread's processor clock
 *
 * A call through a pointer may reach a function that has probes, which then reads the clock. So it
 * is read here only where no function, or one without probes, was reached the last time:
 *
 *     edge *edge = *slot;
 *     function *function = edge->function ? edge->function : &any_record;
 *     bool timed = function->flags & CINSTR_FUNCTION_EXTERNAL;
 *     if (timed)
 *         now = clock(), node->time += now - T.last, T.last = now + T.entry_cost;
 *     last = T.last;
 *     operation(data);
 *     if (T.last == last) {                          // nobody has read the clock meanwhile
 *         (edge, slot) = miss(slot, &any_record, operation);
 *         edge->calls += 1;
 *         now = clock();
 *         (timed ? edge->node : node)->time += now - T.last, T.last = now + T.exit_cost;
 *     }
 *
 * An exception or longjmp out of the call leaves the second part out; the time until the next event
 * is then the external function's, and nothing needs repair.
 */
#include "calls/external.h"
#include "calls/clock.h"
#include "base/asm.h"
#include "base/code.h"
#include "base/eligible.h"
#include "base/options.h"
#include "base/records.h"
#include "base/target.h"
#include "calls/lock.h"
#include "calls/waiting.h"
#include "heap/allocation.h"

#include <cinstr/abi.h>

/*
 * Library functions that GCC knows and never expands inline. The others (memcpy, strlen, sqrt) may
 * become a few instructions, and a clock read costs more than these.
 */
static bool remains_a_call(tree decl)
{
    switch (DECL_FUNCTION_CODE(decl)) {
    case BUILT_IN_PRINTF:
    case BUILT_IN_PRINTF_CHK:
    case BUILT_IN_FPRINTF:
    case BUILT_IN_FPRINTF_CHK:
    case BUILT_IN_VPRINTF:
    case BUILT_IN_VFPRINTF:
    case BUILT_IN_SNPRINTF:
    case BUILT_IN_SNPRINTF_CHK:
    case BUILT_IN_SPRINTF:
    case BUILT_IN_SPRINTF_CHK:
    case BUILT_IN_VSNPRINTF:
    case BUILT_IN_VSNPRINTF_CHK:
    case BUILT_IN_PUTS:
    case BUILT_IN_PUTCHAR:
    case BUILT_IN_FPUTS:
    case BUILT_IN_FPUTC:
    case BUILT_IN_FWRITE:
    case BUILT_IN_SCANF:
    case BUILT_IN_FSCANF:
    case BUILT_IN_SSCANF:
    case BUILT_IN_FORK:
        return true;
    default:
        return false;
    }
}

/* A function that the program itself may define is declared in a header of its own. */
static bool is_of_library(tree decl)
{
    location_t where = DECL_SOURCE_LOCATION(decl);
    return DECL_EXTERNAL(decl) && (DECL_IS_UNDECLARED_BUILTIN(decl) || in_system_header_at(where));
}

bool external_is(const gcall *call)
{
    tree decl = gimple_call_fndecl(call);
    if (options.mode != CINSTR_MODE_TIME || !options.external || !decl || !is_of_library(decl) ||
        gimple_call_noreturn_p(call) || gimple_call_must_tail_p(call) ||
        gimple_call_flags(call) & (ECF_RETURNS_TWICE | ECF_CONST) || /* __errno_location */
        allocation_is_heap_call(call) || eligible_callee_is_probed(call))
        return false;
    if (fndecl_built_in_p(decl) && !(eligible_is_library_function(decl) && remains_a_call(decl)))
        return false;
    const char *name = records_assembler_name(decl);
    return !startswith(name, "cinstr_") && options_names_external(name);
}

/* The edge of the external function; see the top of the file. The call begins the second of the two
 * blocks that its block becomes. */
static tree insert_edge(gcall *call, tree slot, tree record, gimple_seq code)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    tree edge = code_load(&code, code_field(slot, ptr_type_node, 0));
    tree function =
        code_load(&code, code_field(edge, ptr_type_node, offsetof(cinstr_edge, function)));
    gimple *last = gimple_seq_last_stmt(code);
    code_insert_before(&gsi, code);
    gimple_seq condition = NULL;
    gimple_seq_add_stmt(&condition,
                        gimple_build_cond(NE_EXPR, function, record, NULL_TREE, NULL_TREE));
    cold_branch branch = code_split_cold(last, condition);
    tree missed = make_ssa_name(ptr_type_node), same_slot = make_ssa_name(ptr_type_node);
    gimple_seq miss = NULL;
    gimple_seq_add_stmt(&miss, asm_build_miss(missed, same_slot, slot, record, null_pointer_node));
    code_fill_block(branch.cold, miss);
    return code_merge(branch, edge, missed);
}

/* if (elapsed > WAIT_TICKS) __cinstr_waited(external, elapsed) */
static void insert_wait(gimple_stmt_iterator *gsi, tree external, tree elapsed)
{
    gimple_seq condition = NULL;
    /* As signed numbers: T.last is ahead by the probe's cost, which a short call may not take. */
    tree ticks = code_convert(&condition, long_integer_type_node, elapsed);
    tree bound = build_int_cst(long_integer_type_node, target_wait_ticks());
    gimple_seq_add_stmt(&condition, gimple_build_cond(GT_EXPR, ticks, bound, NULL_TREE, NULL_TREE));
    cold_branch branch = code_split_cold(gsi_stmt(*gsi), condition);
    gimple_seq call = NULL;
    code_call(&call, CINSTR_SYMBOL_WAITED, void_type_node, {external, elapsed});
    code_fill_block(branch.cold, call);
}

void external_forget_tail_calls(function *fun)
{
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls)
        if (gimple_call_tail_p(call) && external_is(call))
            gimple_call_set_tail(call, false);
}

void external_insert_probes(gcall *call, tree node, unsigned site)
{
    tree callee = gimple_call_fndecl(call), elapsed;
    gimple_seq before = NULL, after = NULL;
    tree slot = code_node_slot(&before, node, site);
    waiting waiting = waiting_in(call);
    bool contends = waiting == WAITING_FOR_THREADS;
    tree record = build_fold_addr_expr(
        records_external_decl(callee, contends, contends ? lock_name(call) : NULL));
    tree edge = insert_edge(call, slot, record, before);
    before = NULL;
    code_add_to(&before, edge, offsetof(cinstr_edge, calls), code_constant(1));
    tree external =
        code_load(&before, code_field(edge, ptr_type_node, offsetof(cinstr_edge, node)));
    const bool can_block = waiting != WAITING_NEVER;
    clock_before_call(&before, node, offsetof(cinstr_thread, entry_cost), can_block);
    code_store(&before, code_thread_slot(&before), code_node_slot(&before, external, 0));
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    code_insert_before(&gsi, before);

    clock_after_call(&after, external, offsetof(cinstr_thread, exit_cost), can_block, &elapsed);
    code_store(&after, code_thread_slot(&after), slot);
    gimple_stmt_iterator after_call = code_after_call(call);
    if (gsi_bb(after_call)) {
        code_insert_after(&after_call, after);
        if (can_block)
            insert_wait(&after_call, external, elapsed);
    }
}

bool external_is_indirect(const gcall *call)
{
    return options.mode == CINSTR_MODE_TIME && options.external && !options.external_functions &&
           !gimple_call_internal_p(call) && !gimple_call_fndecl(call) &&
           !gimple_call_noreturn_p(call) && !gimple_call_tail_p(call) &&
           !(gimple_call_flags(call) & ECF_RETURNS_TWICE) && !allocation_is_heap_call(call);
}

/* last |= mark, so that no reading of the clock can leave it as it is: the clock may stand still
 * from one to the next. */
static tree mark_last(gimple_seq *code, tree last)
{
    tree type = long_unsigned_type_node;
    tree marked = code_compute(code, BIT_IOR_EXPR, type, last, code_constant(target_clock_mark()));
    tree field = code_thread_field(code, type, offsetof(cinstr_thread, last));
    TREE_THIS_VOLATILE(field) = 1;
    code_store(code, field, marked);
    return marked;
}

static tree compare(gimple_seq *code, tree_code how, tree left, tree right)
{
    return code_compute(code, how, boolean_type_node, left, right);
}

/* Reads the clock before a call where its slot does not lead to a function with probes. Returns
 * whether it does. */
static tree insert_indirect_start(gcall *call, tree node, tree slot, tree record, gimple_seq code)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    tree edge = code_load(&code, code_field(slot, ptr_type_node, 0));
    tree function =
        code_load(&code, code_field(edge, ptr_type_node, offsetof(cinstr_edge, function)));
    tree none = compare(&code, EQ_EXPR, function, null_pointer_node);
    function = code_choose(&code, ptr_type_node, none, record, function);
    tree flags = code_load(
        &code, code_field(function, unsigned_type_node, offsetof(cinstr_function, flags)));
    tree external = code_compute(&code, BIT_AND_EXPR, unsigned_type_node, flags,
                                 build_int_cst(unsigned_type_node, CINSTR_FUNCTION_EXTERNAL));
    tree timed = compare(&code, NE_EXPR, external, build_zero_cst(unsigned_type_node));
    gimple *last = gimple_seq_last_stmt(code);
    code_insert_before(&gsi, code);
    gimple_seq condition = NULL, read = NULL;
    gimple_seq_add_stmt(
        &condition, gimple_build_cond(NE_EXPR, timed, boolean_false_node, NULL_TREE, NULL_TREE));
    cold_branch branch = code_split_cold(last, condition);
    clock_event(&read, node, offsetof(cinstr_thread, entry_cost));
    code_fill_block(branch.cold, read);
    return timed;
}

/* Behind a call that nobody has read the clock in. */
static void fill_indirect_end(basic_block cold, gcall *call, tree node, tree slot, tree record,
                              tree timed)
{
    tree edge = make_ssa_name(ptr_type_node), same_slot = make_ssa_name(ptr_type_node);
    tree target = gimple_call_fn(call);
    gimple_seq code = NULL;
    if (TREE_CODE(target) == OBJ_TYPE_REF)
        target = OBJ_TYPE_REF_EXPR(target);
    target = code_convert(&code, ptr_type_node, target);
    gimple_seq_add_stmt(&code, asm_build_miss(edge, same_slot, slot, record, target));
    code_add_to(&code, edge, offsetof(cinstr_edge, calls), code_constant(1));
    tree external = code_load(&code, code_field(edge, ptr_type_node, offsetof(cinstr_edge, node)));
    tree charged = code_choose(&code, ptr_type_node, timed, external, node);
    clock_event(&code, charged, offsetof(cinstr_thread, exit_cost));
    code_fill_block(cold, code);
}

void external_insert_indirect_probes(gcall *call, tree node, unsigned site)
{
    gimple_seq start = NULL, before = NULL, after = NULL;
    tree slot = code_node_slot(&start, node, site);
    tree record = build_fold_addr_expr(records_external_decl(NULL_TREE, false, NULL));
    tree timed = insert_indirect_start(call, node, slot, record, start);
    tree last = clock_load_event(&before);
    if (target_clock_mark())
        last = mark_last(&before, last);
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    code_insert_before(&gsi, before);

    gimple_stmt_iterator after_call = code_after_call(call);
    if (!gsi_bb(after_call))
        return;
    tree now = clock_load_event(&after);
    gimple *end = gimple_seq_last_stmt(after);
    code_insert_after(&after_call, after);
    gimple_seq condition = NULL;
    gimple_seq_add_stmt(&condition, gimple_build_cond(EQ_EXPR, now, last, NULL_TREE, NULL_TREE));
    cold_branch branch = code_split_cold(end, condition);
    fill_indirect_end(branch.cold, call, node, slot, record, timed);
}
