/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard.cc - keeps what the statements of measured loops compute.
 *
 * The pass runs right after `ssa`: nothing has been inlined, folded or hoisted yet, and what is
 * inlined later is kept as far as it counts for a result. In C, for
 *
 *     for (i = 0; i < b->N; i++) {
 *         area(w, 7);
 *         double d = half(w);
 *         *p = w * 2;
 *         fill(buffer);
 *     }
 *
 * the loop becomes, where hide(x) stands for asm volatile("" : "+r"(x)) or a like one of sink.h,
 *
 *     for (i = 0; i < b->N; i++) {
 *         hide(w); hide(p);                      // guard/inputs.cc
 *         seven = 7; hide(seven);                // a constant argument
 *         result = area(w, seven); hide(result); // a discarded result
 *         double d = half(w); hide(d);           // an assigned local
 *         *p = w * 2; asm volatile("" : : "m"(*p));
 *         fill(buffer); asm volatile("" : : "m"(buffer));
 *     }
 *
 * Calls of functions that GCC knows nothing about are left alone: nothing of them can go.
 */
#include "guard/guard.h"
#include "guard/harness.h"
#include "guard/callee.h"
#include "guard/need.h"
#include "base/code.h"
#include "base/options.h"
#include "base/pass.h"
#include "guard/sink.h"

void guard_note(location_t where, const char *format, ...)
{
    if (!options.verbose)
        return;
    va_list arguments;
    va_start(arguments, format);
    char *text = xvasprintf(format, arguments);
    va_end(arguments);
    inform(where, "cinstr: %s", text);
    free(text);
}

bool guard_is_named_in_source(tree name)
{
    tree variable = SSA_NAME_VAR(name);
    if (SSA_NAME_IDENTIFIER(name) == get_identifier(GUARD_OPERAND))
        return true;
    return variable && !DECL_ARTIFICIAL(variable) && !DECL_IGNORED_P(variable);
}

const char *guard_name_of(tree name)
{
    tree identifier = SSA_NAME_IDENTIFIER(name);
    if (!identifier || identifier == get_identifier(GUARD_OPERAND))
        return "(constant)";
    return identifier_to_locale(IDENTIFIER_POINTER(identifier));
}

static bool is_record_of_harness(tree type)
{
    return harness_is_pointer(build_pointer_type(type));
}

/* Whether a reference is to the result that the caller gets in registers: coroutines write it as an
 * aggregate, and it has no place in memory. */
static bool is_result_in_registers(tree base)
{
    return base && TREE_CODE(base) == RESULT_DECL && !TREE_ADDRESSABLE(base) &&
           !aggregate_value_p(base, current_function_decl);
}

tree guard_object_of(tree ref)
{
    tree base = TREE_CODE(ref) == ADDR_EXPR ? TREE_OPERAND(ref, 0) : ref;
    base = get_base_address(base);
    if (base && TREE_CODE(base) == MEM_REF && TREE_CODE(TREE_OPERAND(base, 0)) == ADDR_EXPR)
        base = TREE_OPERAND(TREE_OPERAND(base, 0), 0);
    if (!base || (!VAR_P(base) && TREE_CODE(base) != PARM_DECL && TREE_CODE(base) != RESULT_DECL))
        return NULL_TREE;
    if (TREE_READONLY(base) || TREE_THIS_VOLATILE(base) || is_gimple_reg(base) ||
        (VAR_P(base) && DECL_HARD_REGISTER(base)) || is_result_in_registers(base) ||
        is_empty_type(TREE_TYPE(base)) || is_record_of_harness(TREE_TYPE(base)))
        return NULL_TREE;
    return base;
}

/* Statements from a pointer back to the variable's address. */
static const int POINTER_STEPS = 8;

/* The variable that a pointer points into, followed through pointer arithmetic; or NULL. */
static tree pointed_object(tree pointer)
{
    for (int steps = 0; steps < POINTER_STEPS; steps++) {
        if (TREE_CODE(pointer) == ADDR_EXPR)
            return guard_object_of(pointer);
        gimple *stmt = TREE_CODE(pointer) == SSA_NAME ? SSA_NAME_DEF_STMT(pointer) : NULL;
        if (!stmt || !is_gimple_assign(stmt) || gimple_assign_load_p(stmt))
            return NULL_TREE;
        pointer = gimple_assign_rhs1(stmt);
    }
    return NULL_TREE;
}

/* A location has the block in it. gimple_set_location is not in every GCC that may load this. */
static void place_all(gimple_seq code, const gimple *like)
{
    for (gimple_stmt_iterator at = gsi_start(code); !gsi_end_p(at); gsi_next(&at))
        gsi_stmt(at)->location = gimple_location(like);
}

/* Puts code where control goes after a statement that did not throw. */
static void insert_after(gimple *stmt, gimple_seq code)
{
    if (!code)
        return;
    place_all(code, stmt);
    gimple_stmt_iterator gsi = gsi_for_stmt(stmt);
    if (!stmt_ends_bb_p(stmt)) {
        gsi_insert_seq_after(&gsi, code, GSI_NEW_STMT);
        return;
    }
    edge next = find_fallthru_edge(gimple_bb(stmt)->succs);
    if (!next || (next->flags & EDGE_ABNORMAL))
        return;
    basic_block bb = single_pred_p(next->dest) ? next->dest : split_edge(next);
    gsi = gsi_after_labels(bb);
    gsi_insert_seq_before(&gsi, code, GSI_SAME_STMT);
}

/* Whether code can be put after a statement. */
static bool has_after(const gimple *stmt)
{
    if (!stmt_ends_bb_p(const_cast<gimple *>(stmt)))
        return true;
    edge next = find_fallthru_edge(gimple_bb(stmt)->succs);
    return next && !(next->flags & EDGE_ABNORMAL);
}

/* Has uses of the statement's result see a hidden copy of it. */
static void hide_result(gimple *stmt)
{
    tree result = gimple_get_lhs(stmt), raw = make_ssa_name(TREE_TYPE(result));
    gimple_set_lhs(stmt, raw);
    SSA_NAME_DEF_STMT(raw) = stmt;
    gimple_seq code = NULL;
    sink_value(&code, result, raw);
    update_stmt(stmt);
    insert_after(stmt, code);
}

static const char *callee_name_of(const gcall *call)
{
    tree decl = gimple_call_fndecl(call);
    return decl ? identifier_to_locale(lang_hooks.decl_printable_name(decl, 1))
                : "through a pointer";
}

static const char *name_of(tree decl)
{
    return DECL_NAME(decl) ? identifier_to_locale(IDENTIFIER_POINTER(DECL_NAME(decl)))
                           : "(temporary)";
}

/* Keeps what a statement stored into `lhs`. */
static void keep_stored(gimple *stmt, tree lhs, const char *what)
{
    while (TREE_CODE(lhs) == BIT_FIELD_REF || TREE_CODE(lhs) == REALPART_EXPR ||
           TREE_CODE(lhs) == IMAGPART_EXPR || TREE_CODE(lhs) == VIEW_CONVERT_EXPR ||
           (TREE_CODE(lhs) == COMPONENT_REF && DECL_BIT_FIELD(TREE_OPERAND(lhs, 1))))
        lhs = TREE_OPERAND(lhs, 0);
    gimple_seq code = NULL;
    const char *place = NULL;
    tree base = get_base_address(lhs);
    if (is_result_in_registers(base))
        return;
    if (base && VAR_P(base) && !TREE_STATIC(base) && !DECL_EXTERNAL(base) &&
        !TREE_ADDRESSABLE(base) && AGGREGATE_TYPE_P(TREE_TYPE(lhs)))
        place = sink_aggregate(&code, lhs);
    if (!place) {
        sink_stored(&code, unshare_expr(lhs));
        place = "in memory";
    }
    insert_after(stmt, code);
    guard_note(gimple_location(stmt), "kept: %s %s", what, place);
}

/* Whether a reference is to a fixed part of a local variable that GCC may keep in registers. */
static bool is_in_local(tree lhs)
{
    tree base = get_base_address(lhs);
    if (!base || !VAR_P(base) || TREE_STATIC(base) || DECL_EXTERNAL(base) || TREE_ADDRESSABLE(base))
        return false;
    for (; handled_component_p(lhs); lhs = TREE_OPERAND(lhs, 0))
        if (TREE_CODE(lhs) == ARRAY_REF && TREE_CODE(TREE_OPERAND(lhs, 1)) != INTEGER_CST)
            return false;
    return DECL_P(lhs);
}

/* member = value  becomes  hidden = value; hide(hidden); member = hidden. */
static void hide_stored_value(gassign *assign)
{
    tree value = gimple_assign_rhs1(assign);
    tree hidden = make_ssa_name(TREE_TYPE(value));
    gimple_seq code = NULL;
    sink_value(&code, hidden, value);
    place_all(code, assign);
    gimple_stmt_iterator gsi = gsi_for_stmt(assign);
    gsi_insert_seq_before(&gsi, code, GSI_SAME_STMT);
    gimple_assign_set_rhs1(assign, hidden);
    update_stmt(assign);
    guard_note(gimple_location(assign), "kept: value of a part of '%s' %s",
               name_of(get_base_address(gimple_assign_lhs(assign))), sink_place(TREE_TYPE(value)));
}

static void protect_assign(guarded *guarded, gassign *assign)
{
    tree lhs = gimple_assign_lhs(assign);
    if (TREE_CODE(lhs) != SSA_NAME) {
        tree base = get_base_address(lhs);
        if (guarded->iterators.contains(base) || (base && VAR_P(base) && DECL_HARD_REGISTER(base)))
            return;
        tree value = gimple_assign_rhs1(assign);
        if (gimple_assign_single_p(assign) && is_gimple_reg_type(TREE_TYPE(value)) &&
            is_gimple_val(value) && is_in_local(lhs))
            hide_stored_value(assign);
        else if (has_after(assign))
            keep_stored(assign, lhs, "what is stored");
        return;
    }
    bool dropped = has_zero_uses(lhs); /* by a macro: ((*table())[x] & 1); */
    if (!(guard_is_named_in_source(lhs) || dropped) || guarded->control.contains(lhs) ||
        SSA_NAME_OCCURS_IN_ABNORMAL_PHI(lhs) || !has_after(assign))
        return;
    if (harness_is_pointer(TREE_TYPE(lhs)))
        return;
    hide_result(assign);
    if (guard_is_named_in_source(lhs))
        guard_note(gimple_location(assign), "kept: value of '%s' %s", guard_name_of(lhs),
                   sink_place(TREE_TYPE(lhs)));
    else
        guard_note(gimple_location(assign), "kept: a dropped value %s", sink_place(TREE_TYPE(lhs)));
}

/* Whether an argument is the counter of a loop inside of the measured one. */
static bool is_inner_counter(guarded *guarded, const gcall *call, tree argument)
{
    if (gimple_bb(call)->loop_father == guarded->measured.loop)
        return false; /* guard/inputs.cc hides the counter of the measured loop */
    while (TREE_CODE(argument) == SSA_NAME && !guarded->control.contains(argument)) {
        gassign *assign = dyn_cast<gassign *>(SSA_NAME_DEF_STMT(argument));
        if (!assign || !CONVERT_EXPR_CODE_P(gimple_assign_rhs_code(assign)))
            return false;
        argument = gimple_assign_rhs1(assign);
    }
    return TREE_CODE(argument) == SSA_NAME && !SSA_NAME_OCCURS_IN_ABNORMAL_PHI(argument);
}

/* Whether an argument is a constant to be hidden. What a pointer to a variable points to is hidden
 * instead of the pointer. */
static bool is_constant_to_hide(gcall *call, unsigned index)
{
    tree argument = gimple_call_arg(call, index);
    if (!is_gimple_min_invariant(argument) ||
        (TREE_CODE(argument) == ADDR_EXPR && guard_object_of(argument)))
        return false;
    if (!callee_needs_constant(call, index))
        return true;
    guard_note(gimple_location(call),
               "not kept: argument %u of '%s' stays a constant, because it may choose the code",
               index + 1, callee_name_of(call));
    return false;
}

/* Arguments that GCC knows too much of become hidden copies. */
static void hide_arguments(guarded *guarded, gcall *call)
{
    gimple_seq code = NULL;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++) {
        tree argument = gimple_call_arg(call, i);
        if (!is_gimple_reg_type(TREE_TYPE(argument)) || harness_is_pointer(TREE_TYPE(argument)))
            continue;
        if (!is_inner_counter(guarded, call, argument) && !is_constant_to_hide(call, i))
            continue;
        tree copy = make_ssa_name(TREE_TYPE(argument));
        sink_value(&code, copy, argument);
        gimple_call_set_arg(call, i, copy);
        guard_note(gimple_location(call), "kept: argument %u of '%s' is hidden %s", i + 1,
                   callee_name_of(call), sink_place(TREE_TYPE(argument)));
    }
    if (!code)
        return;
    place_all(code, call);
    gimple_stmt_iterator gsi = gsi_for_stmt(call);
    gsi_insert_seq_before(&gsi, code, GSI_SAME_STMT);
    update_stmt(call);
}

static bool has_fixed_size(tree type)
{
    return COMPLETE_TYPE_P(type) && TREE_CODE(TYPE_SIZE(type)) == INTEGER_CST;
}

/* Keeps the memory that a callee may have written through its arguments. */
static void keep_pointed(guarded *guarded, gcall *call)
{
    if (!has_after(call))
        return;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++) {
        tree pointer = gimple_call_arg(call, i);
        if (!POINTER_TYPE_P(TREE_TYPE(pointer)) || !callee_may_write(call, i) ||
            harness_is_pointer(TREE_TYPE(pointer)) || integer_zerop(pointer))
            continue;
        gimple_seq code = NULL;
        tree object = pointed_object(pointer);
        if (object && guarded->iterators.contains(object))
            continue;
        if (object && has_fixed_size(TREE_TYPE(object)))
            sink_stored(&code, object);
        else if (TREE_CODE(pointer) == SSA_NAME || object)
            sink_pointed(&code, pointer);
        else
            continue;
        insert_after(call, code);
        if (object)
            guard_note(gimple_location(call), "kept: '%s', which '%s' may write, in memory",
                       name_of(object), callee_name_of(call));
        else
            guard_note(gimple_location(call), "kept: what argument %u of '%s' points to, in memory",
                       i + 1, callee_name_of(call));
    }
}

/* Keeps the static variables that a callee may write, and notes those that it may read. */
static void keep_statics(guarded *guarded, gcall *call)
{
    auto_vec<tree> read, written;
    if (!callee_statics(call, &read, &written)) {
        gimple_seq code = NULL;
        sink_everything(&code);
        insert_after(call, code);
        guard_note(gimple_location(call), "kept: all memory that '%s' may write",
                   callee_name_of(call));
        return;
    }
    for (unsigned i = 0; i < read.length(); i++)
        if (guard_object_of(read[i]) && !guarded->statics.contains(read[i]))
            guarded->statics.safe_push(read[i]);
    for (unsigned i = 0; i < written.length() && has_after(call); i++) {
        if (!guard_object_of(written[i]))
            continue;
        gimple_seq code = NULL;
        if (has_fixed_size(TREE_TYPE(written[i])))
            sink_stored(&code, written[i]);
        else
            sink_pointed(&code, build_fold_addr_expr(written[i]));
        insert_after(call, code);
        guard_note(gimple_location(call), "kept: '%s', which '%s' may write, in memory",
                   name_of(written[i]), callee_name_of(call));
    }
}

/* Whether the call's result is only converted to be assigned to a local, which is kept itself. */
static bool goes_to_local(guarded *guarded, tree result)
{
    use_operand_p use;
    gimple *stmt;
    if (!single_imm_use(result, &use, &stmt) || !is_gimple_assign(stmt) ||
        (!CONVERT_EXPR_CODE_P(gimple_assign_rhs_code(stmt)) &&
         gimple_assign_rhs_code(stmt) != SSA_NAME))
        return false;
    tree lhs = gimple_assign_lhs(stmt);
    return TREE_CODE(lhs) == SSA_NAME && guard_is_named_in_source(lhs) &&
           !guarded->control.contains(lhs) && !SSA_NAME_OCCURS_IN_ABNORMAL_PHI(lhs) &&
           measured_contains(guarded->measured, gimple_bb(stmt));
}

/* Whether a call moves an iterator of an inner loop, or looks at one. */
static bool is_of_iterator(guarded *guarded, const gcall *call)
{
    tree first = gimple_call_num_args(call) > 0 ? gimple_call_arg(call, 0) : NULL_TREE;
    tree object = first && TREE_CODE(first) == ADDR_EXPR ? guard_object_of(first) : NULL_TREE;
    return object && guarded->iterators.contains(object);
}

/* Whether a result is merely the address of what is read or written next, as that of operator[]. */
static bool is_only_address(tree result)
{
    if (!POINTER_TYPE_P(TREE_TYPE(result)) || guard_is_named_in_source(result) ||
        has_zero_uses(result))
        return false;
    imm_use_iterator at;
    gimple *stmt;
    bool only = true;
    FOR_EACH_IMM_USE_STMT(stmt, at, result)
    {
        use_operand_p use;
        if (is_gimple_debug(stmt))
            continue;
        if (!is_gimple_assign(stmt))
            only = false;
        else
            FOR_EACH_IMM_USE_ON_STMT(use, at)
        for (unsigned i = 0; i < gimple_num_ops(stmt); i++)
            only &= use->use != gimple_op_ptr(stmt, i); /* the value, not what is there */
    }
    return only;
}

/* Gives a discarded result a place. Returns false where there is none to be had. */
static bool take_result(gcall *call)
{
    tree type = TREE_TYPE(gimple_call_fntype(call));
    if (VOID_TYPE_P(type) || TREE_ADDRESSABLE(type) || gimple_call_noreturn_p(call) ||
        is_empty_type(type) || !COMPLETE_TYPE_P(type))
        return false;
    tree result =
        is_gimple_reg_type(type) ? make_ssa_name(type) : create_tmp_var(type, "cinstr_result");
    gimple_call_set_lhs(call, result);
    update_stmt(call);
    return true;
}

static void keep_call_result(guarded *guarded, gcall *call)
{
    if (!has_after(call))
        return;
    const char *what = "result";
    if (!gimple_call_lhs(call)) {
        /* memset and the like return what they got */
        if ((gimple_call_return_flags(call) & ERF_RETURNS_ARG) || is_of_iterator(guarded, call) ||
            !take_result(call))
            return;
        what = "discarded result";
    }
    tree result = gimple_call_lhs(call);
    if (TREE_CODE(result) != SSA_NAME) {
        tree base = get_base_address(result);
        if (guarded->iterators.contains(base) || (base && VAR_P(base) && DECL_HARD_REGISTER(base)))
            return;
        keep_stored(call, result, ACONCAT((what, " of call '", callee_name_of(call), "'", NULL)));
        return;
    }
    if (SSA_NAME_OCCURS_IN_ABNORMAL_PHI(result)) {
        guard_note(gimple_location(call),
                   "not kept: result of call '%s', because of a jump that GCC cannot follow",
                   callee_name_of(call));
        return;
    }
    if (goes_to_local(guarded, result) || is_only_address(result) ||
        guarded->control.contains(result) || harness_is_pointer(TREE_TYPE(result)))
        return;
    hide_result(call);
    guard_note(gimple_location(call), "kept: %s of call '%s' %s", what, callee_name_of(call),
               sink_place(TREE_TYPE(result)));
}

static void protect_call(guarded *guarded, gcall *call)
{
    if (gimple_call_must_tail_p(call)) {
        guard_note(gimple_location(call), "not kept: call '%s', which must be a tail call",
                   callee_name_of(call));
        return;
    }
    switch (callee_sight_of(call)) {
    case CALLEE_CLOSED:
        guard_note(gimple_location(call), "kept: call '%s', whose code GCC does not see",
                   callee_name_of(call));
        return;
    case CALLEE_PRIMITIVE: {
        tree result = gimple_call_lhs(call);
        if (result && TREE_CODE(result) == SSA_NAME && guard_is_named_in_source(result))
            keep_call_result(guarded, call);
        return;
    }
    case CALLEE_OPEN:
        hide_arguments(guarded, call);
        keep_statics(guarded, call);
        keep_pointed(guarded, call);
        keep_call_result(guarded, call);
    }
}

static void protect(guarded *guarded, gimple *stmt)
{
    if (gimple_has_volatile_ops(stmt) || gimple_clobber_p(stmt) || measured_harness_call(stmt))
        return;
    if (gcall *call = dyn_cast<gcall *>(stmt))
        protect_call(guarded, call);
    else if (gassign *assign = dyn_cast<gassign *>(stmt))
        protect_assign(guarded, assign);
}

/* A constant that a name stands for, in the source or as unfold.cc's operand. */
static bool is_named_constant(gimple *stmt)
{
    return gimple_assign_single_p(stmt) && TREE_CODE(gimple_assign_lhs(stmt)) == SSA_NAME &&
           is_gimple_min_invariant(gimple_assign_rhs1(stmt)) &&
           guard_is_named_in_source(gimple_assign_lhs(stmt));
}

/* Hides the constants of the loop that lead to the statements that need the guard: x = 7; y = f(x).
 */
static void protect_constants(guarded *guarded, const vec<gimple *> &needed)
{
    basic_block bb;
    auto_vec<gimple *> constants;
    FOR_EACH_BB_FN (bb, cfun)
        if (measured_contains(guarded->measured, bb))
            for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
                if (is_named_constant(gsi_stmt(gsi)) && guard_is_feeding(guarded, gsi_stmt(gsi)) &&
                    !needed.contains(gsi_stmt(gsi)))
                    constants.safe_push(gsi_stmt(gsi));
    for (unsigned i = 0; i < constants.length(); i++)
        protect(guarded, constants[i]);
}

/* Whether a loop calls a function that nobody knows here. */
static bool calls_unknown(const measured_loop &measured)
{
    auto_vec<gcall *> calls;
    code_calls(cfun, &calls);
    for (gcall *call : calls)
        if (measured_contains(measured, gimple_bb(call)) && callee_is_indirect(call))
            return true;
    return false;
}

/* Returns whether any code was changed: a loop that loses nothing stays as it is. */
static bool guard_loop(const measured_loop &measured, hash_map<gimple *, unsigned> *numbers)
{
    auto_vec<gimple *> needed;
    guard_find_needed(measured, numbers, &needed);
    if (needed.length() == 0) {
        guard_note(measured.where, calls_unknown(measured)
                                       ? "left alone: a loop that loses nothing that is looked into"
                                       : "left alone: a loop that loses nothing");
        return false;
    }
    hash_set<gimple *> feeding;
    guarded guarded;
    guarded.measured = measured;
    guarded.statics = vNULL;
    guarded.feeding = &feeding;
    guard_find_control(&guarded);
    guard_find_feeding(&guarded, needed);
    for (unsigned i = 0; i < needed.length(); i++)
        protect(&guarded, needed[i]);
    if (!need_has_all())
        protect_constants(&guarded, needed);
    guard_hide_inputs(&guarded);
    guarded.statics.release();
    return true;
}

/* verbose: tells of calls whose function nobody knows here. */
static void note_unknown(function *fun, const vec<measured_loop> &measured)
{
    auto_vec<gcall *> calls;
    code_calls(fun, &calls);
    for (gcall *call : calls) {
        bool inside = false;
        for (unsigned i = 0; i < measured.length() && !inside; i++)
            inside = measured_contains(measured[i], gimple_bb(call));
        if ((inside && callee_is_indirect(call)) || harness_gets_indirect(fun->decl, call))
            guard_note(gimple_location(call),
                       "not looked into: the function that is called through a pointer here; "
                       "what it computes and does not use may be lost");
    }
}

static bool guard_gate(function *fun)
{
    return optimize > 0 && !seen_error() && !gcc_is_assumption(fun);
}

static unsigned guard_execute(function *fun)
{
    auto_vec<measured_loop> measured;
    measured_loops(fun, &measured);
    if (options.verbose)
        note_unknown(fun, measured);
    if (measured.length() == 0)
        return 0;
    hash_map<gimple *, unsigned> numbers;
    need_number(fun, &numbers);
    bool changed = false;
    for (unsigned i = 0; i < measured.length(); i++)
        changed |= guard_loop(measured[i], &numbers);
    if (!changed)
        return 0;
    mark_virtual_operands_for_renaming(fun);
    free_dominance_info(CDI_DOMINATORS);
    return TODO_update_ssa_only_virtuals;
}

DEFINE_GIMPLE_PASS(guard, 0)

void guard_register(const char *plugin)
{
    if (options.guard >= GUARD_ON)
        pass_insert(plugin, make_guard_pass(), "ssa", PASS_POS_INSERT_AFTER);
}
