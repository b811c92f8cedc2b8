/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/inventory.cc - what each measured loop does, as it was written.
 *
 *     for (i = 0; i < b->N; i++) {      control: i < b->N, i++
 *         int *p = malloc(64);          allocation 'malloc'
 *         p[0] = f(i) * 3;              call 'f', a value, a store
 *         free(p);                      no work: it belongs to the allocation
 *     }
 */
#include "elision/inventory.h"
#include "base/options.h"
#include "elision/result.h"
#include "elision/source.h"
#include "elision/trial.h"
#include "elision/uses.h"
#include "guard/benchmark.h"
#include "guard/callee.h"
#include "guard/guard.h"
#include "guard/need.h"

/* Until GCC knows which functions have side effects. Invariant: what `unused` of the work depends
 * on is that none of `callees` has; emptied by inventory_settle. */
struct doubt {
    inventory *loop;
    unsigned work;
    auto_vec<tree> callees;
    unsigned statement;
    /* Of a call: its function if nothing uses its result, provided that none of `takers` has side
     * effects, and else NULL; whether it writes to a local variable that nothing reads; the static
     * variables to which it stores. */
    tree ignored;
    bool fills;
    auto_vec<tree> takers, stored;
};

static void add_place(vec<source_place> *places, const source_place &where)
{
    if (where.file && !has_place(*places, where))
        places->safe_push(where);
}

static const char *kept_name(tree decl)
{
    return decl && DECL_P(decl) && DECL_NAME(decl) && !DECL_IGNORED_P(decl)
               ? xstrdup(lang_hooks.decl_printable_name(decl, 0))
               : NULL;
}

/* ---- What a statement is ---- */

static bool is_copy(const gcall *call)
{
    if (!gimple_call_builtin_p(call, BUILT_IN_NORMAL))
        return false;
    switch (DECL_FUNCTION_CODE(gimple_call_fndecl(call))) {
    case BUILT_IN_MEMCPY:
    case BUILT_IN_MEMCPY_CHK:
    case BUILT_IN_MEMMOVE:
    case BUILT_IN_MEMMOVE_CHK:
    case BUILT_IN_MEMSET:
    case BUILT_IN_MEMSET_CHK:
    case BUILT_IN_STRCPY:
    case BUILT_IN_STRCPY_CHK:
    case BUILT_IN_STRNCPY:
    case BUILT_IN_STRCAT:
        return true;
    default:
        return false;
    }
}

/* Functions of C++'s library that tell the bounds of a range, or step through one by a pointer that
 * is a class: they belong to the loop or the call that gets them. */
static bool only_serves(tree function)
{
    static const char *const names[] = {"begin",  "end",  "cbegin",  "cend",
                                        "rbegin", "rend", "crbegin", "crend"};
    if (!lang_GNU_CXX() || !in_system_header_at(DECL_SOURCE_LOCATION(function)))
        return false;
    for (const char *name : names)
        if (strcmp(IDENTIFIER_POINTER(DECL_NAME(function)), name) == 0)
            return true;
    tree parameters = TYPE_ARG_TYPES(TREE_TYPE(function));
    return parameters && startswith(IDENTIFIER_POINTER(DECL_NAME(function)), "operator") &&
           benchmark_pointer_to(TREE_VALUE(parameters), "__normal_iterator");
}

/* What ends an object's life belongs to what began it. Hints to GCC are no work, nor are functions
 * that catch exceptions, nor what is called when all is lost, as by assert. */
static bool is_no_work(gcall *call)
{
    tree function = gimple_call_fndecl(call);
    if (gimple_call_internal_p(call) || measured_harness_call(call) || gimple_call_noreturn_p(call))
        return true;
    if (!function)
        return false;
    if (DECL_CXX_DESTRUCTOR_P(function) || DECL_IS_OPERATOR_DELETE_P(function) ||
        gimple_call_builtin_p(call, BUILT_IN_FREE) || callee_is_directive(function))
        return true;
    return DECL_NAME(function) &&
           (startswith(IDENTIFIER_POINTER(DECL_NAME(function)), "__cxa_") || only_serves(function));
}

static bool describe_call(gcall *call, work *work)
{
    if (is_no_work(call))
        return false;
    tree function = gimple_call_fndecl(call);
    work->kind = is_copy(call)                                  ? WORK_COPY
                 : gimple_call_flags(call) & ECF_MALLOC         ? WORK_ALLOCATION
                 : function && DECL_IS_OPERATOR_NEW_P(function) ? WORK_ALLOCATION
                                                                : WORK_CALL;
    work->name = kept_name(function);
    work->callee = name_of_function(function) ? xstrdup(name_of_function(function)) : NULL;
    work->library = function && fndecl_built_in_p(function, BUILT_IN_NORMAL);
    work->constant = gimple_call_num_args(call) > 0;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++)
        work->constant &= uses_constant(gimple_call_arg(call, i));
    return true;
}

/* Conversions between a value and the variable that it is assigned to. */
static const int CONVERSIONS_MAX = 4;

/* The variable that a value ends up in, by way of conversions. */
static const char *name_of_result(tree value)
{
    for (int depth = 0; depth < CONVERSIONS_MAX && TREE_CODE(value) == SSA_NAME; depth++) {
        if (SSA_NAME_VAR(value))
            return kept_name(SSA_NAME_VAR(value));
        gimple *user;
        use_operand_p use;
        if (!single_imm_use(value, &use, &user) || !is_gimple_assign(user))
            return NULL;
        value = gimple_assign_lhs(user);
    }
    return NULL;
}

static bool describe_assignment(gimple *stmt, work *work)
{
    tree target = gimple_assign_lhs(stmt);
    if (TREE_CODE(target) != SSA_NAME) {
        tree base = get_base_address(target);
        bool temporary = base && VAR_P(base) && DECL_IGNORED_P(base);
        if (temporary || is_empty_type(TREE_TYPE(target)))
            return false;
        work->kind = WORK_STORE;
        work->name = base ? kept_name(base) : NULL;
        return true;
    }
    bool computes =
        !gimple_assign_single_p(stmt) && !CONVERT_EXPR_CODE_P(gimple_assign_rhs_code(stmt));
    tree base = gimple_assign_load_p(stmt) ? get_base_address(gimple_assign_rhs1(stmt)) : NULL_TREE;
    bool loads = base && TREE_CODE(base) == MEM_REF;
    work->kind = WORK_VALUE;
    work->name = computes || loads ? name_of_result(target) : NULL;
    return computes || loads;
}

/* What a macro of a system's header does is one work, whatever it consists of: in C toupper(c) is a
 * load from a table whose address a const function tells. */
static void describe_macro(const char *macro, work *work)
{
    work->kind = WORK_CALL;
    work->name = macro;
    work->callee = NULL;
    work->library = work->constant = false;
}

static bool describe(gimple *stmt, work *work)
{
    if (gimple_has_volatile_ops(stmt) || gimple_clobber_p(stmt))
        return false;
    gcall *call = dyn_cast<gcall *>(stmt);
    if (call ? !describe_call(call, work)
             : !is_gimple_assign(stmt) || !describe_assignment(stmt, work))
        return false;
    if (const char *macro = system_macro_of(gimple_location(stmt)))
        describe_macro(macro, work);
    return true;
}

/* ---- A loop's inventory ---- */

static bool same_callee(const work &a, const work &b)
{
    return a.callee == b.callee || (a.callee && b.callee && strcmp(a.callee, b.callee) == 0);
}

/* Adds work, or makes one of it and the like at the same place. GCC gives the calls among a call's
 * arguments the place of that call, so calls of different functions stay apart. */
static void add_work(inventory *loop, const work &work, doubt *doubt)
{
    for (unsigned i = 0; i < loop->works.length(); i++) {
        struct work &other = loop->works[i];
        if (!same_place(other.where, work.where) || !same_callee(other, work))
            continue;
        bool unused = other.unused && work.unused, constant = other.constant && work.constant;
        bool outlives = other.outlives || work.outlives;
        vec<unsigned> statements = other.statements;
        statements.safe_splice(work.statements);
        if (work.kind > other.kind)
            other = work;
        other.statements = statements;
        other.unused = unused;
        other.constant = constant;
        other.outlives = outlives;
        doubt->work = i;
        return;
    }
    doubt->work = loop->works.length();
    loop->works.safe_push(work);
}

/* What a folded call leaves at its place: x_1 = 1.0e+0. An operand of unfold.cc is none of those.
 */
static bool is_constant(gimple *stmt)
{
    return gimple_assign_single_p(stmt) && TREE_CODE(gimple_assign_lhs(stmt)) == SSA_NAME &&
           is_gimple_min_invariant(gimple_assign_rhs1(stmt)) &&
           SSA_NAME_IDENTIFIER(gimple_assign_lhs(stmt)) != get_identifier(GUARD_OPERAND);
}

/* Whether a block is part of a handler of exceptions. When none can be thrown GCC removes it, and
 * no work that was done. */
static bool is_in_handler(basic_block bb, const measured_loop &measured)
{
    for (; bb && bb->index >= NUM_FIXED_BLOCKS && measured_contains(measured, bb);
         bb = get_immediate_dominator(CDI_DOMINATORS, bb)) {
        edge entry;
        edge_iterator ei;
        FOR_EACH_EDGE (entry, ei, bb->preds)
            if (entry->flags & EDGE_EH)
                return true;
    }
    return false;
}

/* Whether GCC must leave a statement where it is, unless control never gets there. */
static bool is_steadfast(gimple *stmt)
{
    if (gcall *call = dyn_cast<gcall *>(stmt))
        return !is_no_work(call) && callee_sight_of(call) == CALLEE_CLOSED;
    if (gasm *code = dyn_cast<gasm *>(stmt))
        return gimple_asm_volatile_p(code);
    return gimple_has_volatile_ops(stmt) && !gimple_clobber_p(stmt);
}

/* Whether a function has an asm, as those that keep GCC from knowing what becomes of a value. */
static bool has_asm(tree function)
{
    struct function *body = DECL_STRUCT_FUNCTION(function);
    basic_block bb;
    if (!body || !body->cfg)
        return false;
    FOR_EACH_BB_FN (bb, body)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (gimple_code(gsi_stmt(gsi)) == GIMPLE_ASM)
                return true;
    return false;
}

/* What a call does that nothing may need while the call stays. */
static void note_ignored(doubt *doubt, gcall *call, hash_map<gimple *, unsigned> *numbers)
{
    tree function = gimple_call_fndecl(call);
    if (!function || callee_sight_of(call) != CALLEE_OPEN || DECL_IN_SYSTEM_HEADER(function))
        return;
    if (uses_ignore_result(call, numbers, &doubt->takers))
        doubt->ignored = function;
    for (unsigned i = 0; i < gimple_call_num_args(call) && !doubt->fills; i++)
        doubt->fills = callee_may_write(call, i) && uses_ignore_argument(call, i);
    doubt->fills = doubt->fills && !has_asm(function);
    auto_vec<tree> read;
    callee_statics(call, &read, &doubt->stored);
}

/* `numbers`: of the function's statements. */
static void note_statement(elision_unit *unit, inventory *loop, const measured_loop &measured,
                           gimple *stmt, hash_map<gimple *, unsigned> *numbers)
{
    if (is_gimple_debug(stmt))
        return;
    source_place where = place_of(gimple_location(stmt));
    if (!is_constant(stmt))
        add_place(&loop->places, where);
    if (is_gimple_call(stmt) && measured_harness_call(stmt))
        add_place(&loop->control, where);
    loop->steadfast |= is_steadfast(stmt);
    work work = {};
    if (!where.file || is_in_handler(gimple_bb(stmt), measured) || !describe(stmt, &work))
        return;
    work.where = where;
    work.location = gimple_location(stmt);
    doubt *question = new doubt();
    question->loop = loop;
    question->statement = *numbers->get(stmt);
    if (gcall *call = unit->told ? dyn_cast<gcall *>(stmt) : NULL)
        note_ignored(question, call, numbers);
    work.statements.safe_push(question->statement);
    loop->guarded |= options.guard >= GUARD_ON && need_has(loop->function, work.statements[0]);
    work.unused = uses_none(stmt, numbers, &question->callees);
    work.outlives = uses_outlive(stmt, measured);
    add_work(loop, work, question);
    unit->doubts.safe_push(question);
}

/* GCC unrolls a loop for good when it has no more iterations than 16 (--param
 * max-completely-peel-times), by steps that may be larger than 1. */
static const HOST_WIDE_INT UNROLLED_MAX = 64;

/* Places of what decides when the loop ends, by way of values computed in it. Returns whether a
 * number that is not small, or not known, takes part. */
static bool note_control(inventory *loop, const measured_loop &measured, tree value,
                         hash_set<tree> *seen)
{
    if (TREE_CODE(value) == INTEGER_CST)
        return !tree_fits_shwi_p(value) || tree_to_shwi(value) > UNROLLED_MAX ||
               tree_to_shwi(value) < -UNROLLED_MAX;
    if (TREE_CODE(value) != SSA_NAME)
        return true;
    if (seen->add(value))
        return false;
    gimple *stmt = SSA_NAME_DEF_STMT(value);
    if (!is_gimple_assign(stmt) && gimple_code(stmt) != GIMPLE_PHI)
        return true;
    bool inside = gimple_bb(stmt) && measured_contains(measured, gimple_bb(stmt));
    if (gphi *phi = dyn_cast<gphi *>(stmt)) {
        bool large = false;
        for (unsigned i = 0; i < gimple_phi_num_args(phi); i++)
            large |= note_control(loop, measured, gimple_phi_arg_def(phi, i), seen);
        return large;
    }
    if (inside)
        add_place(&loop->control, place_of(gimple_location(stmt)));
    bool large = false;
    for (unsigned i = 1; i < gimple_num_ops(stmt); i++)
        if (gimple_op(stmt, i))
            large |= note_control(loop, measured, gimple_op(stmt, i), seen);
    return large;
}

/* Returns whether the loop may be so short that GCC unrolls all of it. */
static bool note_exits(inventory *loop, const measured_loop &measured)
{
    if (!measured.loop)
        return true;
    bool large = false;
    hash_set<tree> seen;
    auto_vec<edge> exits = get_loop_exit_edges(measured.loop);
    for (unsigned i = 0; i < exits.length(); i++) {
        gcond *condition = safe_dyn_cast<gcond *>(last_nondebug_stmt(exits[i]->src));
        if (!condition)
            continue;
        add_place(&loop->control, place_of(gimple_location(condition)));
        large |= note_control(loop, measured, gimple_cond_lhs(condition), &seen);
        large |= note_control(loop, measured, gimple_cond_rhs(condition), &seen);
    }
    return measured.kind == MEASURED_CHOSEN && !large;
}

/* Calls that are gone already: the text has them, no statement of the loop is at their place. */
static void note_folded_calls(const elision_unit &unit, inventory *loop)
{
    auto_vec<folded_call> calls;
    source_folded_calls(unit, current_function_decl, *loop, &calls);
    for (unsigned i = 0; i < calls.length(); i++) {
        work work = {};
        work.kind = WORK_CALL;
        work.where = calls[i].where;
        work.name = calls[i].name;
        work.folded = !calls[i].dropped;
        work.unused = calls[i].dropped;
        loop->works.safe_push(work);
    }
}

/* Work in the control is the loop's own business. */
static void drop_control(inventory *loop)
{
    for (unsigned i = 0; i < loop->works.length(); i++)
        if (has_place(loop->control, loop->works[i].where))
            loop->works[i].in_loop = true;
}

void inventory_make(elision_unit *unit, function *fun)
{
    auto_vec<measured_loop> measured;
    measured_loops(fun, &measured);
    if (measured.length() == 0)
        return;
    hosts_watch(&unit->hosts);
    trial_run(unit);
    hash_map<gimple *, unsigned> numbers;
    need_number(fun, &numbers);
    calculate_dominance_info(CDI_DOMINATORS);
    for (unsigned i = 0; i < measured.length(); i++) {
        inventory *loop = new inventory();
        loop->function = DECL_UID(fun->decl);
        loop->where = measured[i].where;
        loop->inner = measured[i].kind == MEASURED_INNER;
        loop->called = loop->inner || measured[i].kind == MEASURED_CALLED;
        loop->name = xstrdup(lang_hooks.decl_printable_name(measured[i].benchmark, loop->called));
        loop->whole = note_exits(loop, measured[i]);
        basic_block bb;
        FOR_EACH_BB_FN (bb, fun)
            if (measured_contains(measured[i], bb))
                for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
                    note_statement(unit, loop, measured[i], gsi_stmt(gsi), &numbers);
        note_folded_calls(*unit, loop);
        drop_control(loop);
        unit->inventories.safe_push(loop);
    }
}

static bool are_plain(const vec<tree> &functions)
{
    for (unsigned i = 0; i < functions.length(); i++)
        if (!uses_is_plain_function(functions[i]))
            return false;
    return true;
}

static bool is_partly_lost(elision_unit *unit, const doubt &doubt)
{
    if (doubt.fills || (doubt.ignored && are_plain(doubt.takers) &&
                        result_has_work(doubt.ignored, &unit->answers)))
        return true;
    for (unsigned i = 0; i < doubt.stored.length(); i++)
        if (uses_ignore_static(doubt.stored[i]))
            return true;
    return false;
}

void inventory_find_partly_lost(elision_unit *unit, tree function)
{
    for (unsigned i = 0; i < unit->doubts.length(); i++) {
        const doubt &doubt = *unit->doubts[i];
        if (doubt.loop->function == DECL_UID(function) && is_partly_lost(unit, doubt))
            doubt.loop->partly_lost.safe_push(doubt.statement);
    }
}

void inventory_settle(elision_unit *unit, tree function)
{
    vec<doubt *> &doubts = unit->doubts;
    unsigned kept = 0;
    for (unsigned i = 0; i < doubts.length(); i++) {
        doubt *doubt = doubts[i];
        if (doubt->loop->function != DECL_UID(function)) {
            doubts[kept++] = doubt;
            continue;
        }
        if (!are_plain(doubt->callees))
            doubt->loop->works[doubt->work].unused = false;
        delete doubt;
    }
    doubts.truncate(kept);
}

static void mark_all(const vec<tree> &trees)
{
    for (unsigned i = 0; i < trees.length(); i++)
        gt_ggc_mx_tree_node(trees[i]);
}

void inventory_mark(void *, void *data)
{
    const vec<doubt *> &doubts = ((elision_unit *)data)->doubts;
    for (unsigned i = 0; i < doubts.length(); i++) {
        mark_all(doubts[i]->callees);
        mark_all(doubts[i]->takers);
        mark_all(doubts[i]->stored);
        if (doubts[i]->ignored)
            gt_ggc_mx_tree_node(doubts[i]->ignored);
    }
}
