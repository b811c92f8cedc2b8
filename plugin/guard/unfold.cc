/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * unfold.cc - keeps the front end from computing what a benchmark is to measure.
 *
 * The C and C++ front ends compute pow(1.2, 3.8) and strlen("abc") while they parse, and drop calls
 * of pure functions whose result nobody takes, before there is any GIMPLE to guard. So while a
 * function with a benchmark's parameter is parsed, or one that may have a benchmark in it, the
 * library's functions are no built-in ones; and when it has been parsed,
 *
 *     r = pow(1.2, 3.8);                r = pow(TARGET_EXPR <t1, 1.2>, TARGET_EXPR <t2, 3.8>);
 *     strlen(text);                     TARGET_EXPR <t3, strlen(text)>;
 *
 * where a TARGET_EXPR is a new variable with its initial value. To the guard it is as good as one
 * of the source.
 *
 * Functions called by a name that begins with __builtin_ stay as they are: the headers of C++ use
 * them where a constant is demanded.
 */
#include "guard/unfold.h"
#include "guard/callee.h"
#include "guard/guard.h"
#include "guard/harness.h"
#include "guard/measured.h"
#include "base/options.h"

/* What the unit has declared so far. */
static struct {
    tree library;  /* TREE_LIST of the library's functions; its purpose is the built-in's number */
    tree promises; /* TREE_LIST of functions declared const or pure; its purpose is 1 for const */
    /* The name of the function for which they are not built in; NULL when they are. Its declaration
     * may be merged with an earlier one, and freed. */
    tree parsed;
} unit;

static const struct ggc_root_tab roots[] = {
    {&unit.library, 1, sizeof(tree), gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    {&unit.promises, 1, sizeof(tree), gt_ggc_mx_tree_node, gt_pch_nx_tree_node},
    LAST_GGC_ROOT_TAB,
};

static bool is_arithmetic(tree type)
{
    return INTEGRAL_TYPE_P(type) || SCALAR_FLOAT_TYPE_P(type) || COMPLEX_FLOAT_TYPE_P(type);
}

/* Whether a function is one of the library that front ends may compute: with a fixed number of
 * arguments and a number as result. */
static bool is_computable(tree decl)
{
    return TREE_CODE(decl) == FUNCTION_DECL && fndecl_built_in_p(decl, BUILT_IN_NORMAL) &&
           DECL_NAME(decl) && !startswith(IDENTIFIER_POINTER(DECL_NAME(decl)), "__") &&
           is_arithmetic(TREE_TYPE(TREE_TYPE(decl))) && prototype_p(TREE_TYPE(decl)) &&
           !stdarg_p(TREE_TYPE(decl));
}

/* The same, also where a function is parsed for which it is none. */
static bool is_of_library(tree decl)
{
    return is_computable(decl) || value_member(decl, unit.library);
}

static void note_promise(tree decl)
{
    if (TREE_CODE(decl) == FUNCTION_DECL && (TREE_READONLY(decl) || DECL_PURE_P(decl)) &&
        !value_member(decl, unit.promises))
        unit.promises = tree_cons(size_int(TREE_READONLY(decl)), decl, unit.promises);
}

static void finish_declaration(void *data, void *)
{
    tree decl = (tree)data;
    if (decl && DECL_P(decl))
        note_promise(decl);
    if (decl && DECL_P(decl) && is_computable(decl) && !value_member(decl, unit.library))
        unit.library = tree_cons(size_int(DECL_FUNCTION_CODE(decl)), decl, unit.library);
}

static void start_function(void *data, void *)
{
    tree function = (tree)data;
    if (!function || TREE_CODE(function) != FUNCTION_DECL) /* after an error */
        return;
    if (unit.parsed || !optimize || !DECL_NAME(function))
        return;
    if (!measured_may_have(function) && !harness_may_call_inner(function))
        return;
    unit.parsed = DECL_NAME(function);
    for (tree at = unit.library; at; at = TREE_CHAIN(at))
        set_decl_built_in_function(TREE_VALUE(at), NOT_BUILT_IN, 0);
    for (tree at = unit.promises; at; at = TREE_CHAIN(at))
        TREE_READONLY(TREE_VALUE(at)) = DECL_PURE_P(TREE_VALUE(at)) = 0;
}

static void restore(void)
{
    for (tree at = unit.library; at; at = TREE_CHAIN(at))
        set_decl_built_in_function(TREE_VALUE(at), BUILT_IN_NORMAL, tree_to_uhwi(TREE_PURPOSE(at)));
    for (tree at = unit.promises; at; at = TREE_CHAIN(at))
        if (integer_onep(TREE_PURPOSE(at)))
            TREE_READONLY(TREE_VALUE(at)) = 1;
        else
            DECL_PURE_P(TREE_VALUE(at)) = 1;
    gcc_forget_folded(); /* calls that stayed calls because of us */
    unit.parsed = NULL_TREE;
}

static bool is_parsed(tree function)
{
    return unit.parsed && unit.parsed == DECL_NAME(function);
}

/* A template ends here, unlike what is generated from it. */
static void finish_parsing(void *data, void *)
{
    if (is_parsed((tree)data))
        restore();
}

static bool is_number_or_text(tree argument)
{
    STRIP_NOPS(argument);
    if (TREE_CODE(argument) != ADDR_EXPR)
        return CONSTANT_CLASS_P(argument);
    tree base = get_base_address(TREE_OPERAND(argument, 0));
    return base && TREE_CODE(base) == STRING_CST;
}

/* A new variable that has the value of `expression`, which is a number or a pointer. A front end
 * that folds later computes nothing with a variable that an assignment gives its value. */
static tree new_variable(tree function, tree expression, location_t where)
{
    tree type = TYPE_MAIN_VARIANT(TREE_TYPE(expression));
    tree slot = build_decl(where, VAR_DECL, get_identifier(GUARD_OPERAND), type);
    DECL_ARTIFICIAL(slot) = 1;
    DECL_IGNORED_P(slot) = 1;
    DECL_CONTEXT(slot) = function;
    layout_decl(slot, 0);
    if (GCC_FOLDS_LATE && is_number_or_text(expression)) {
        tree store = build2(MODIFY_EXPR, type, slot, expression);
        expression = build2(COMPOUND_EXPR, type, store, slot);
    }
    tree result = build4(TARGET_EXPR, type, slot, expression, NULL_TREE, NULL_TREE);
    SET_EXPR_LOCATION(result, where);
    TREE_SIDE_EFFECTS(result) = 1;
    return result;
}

namespace
{
/* What a walk over a function's body needs to know. */
struct walk {
    tree function;
    hash_set<tree> seen;
};
} // namespace

/* Rewrites what `*at` holds; `dropped`: nobody takes its value. Returns whether anything changed,
 * so that those around it have side effects now. */
static bool rewrite(walk *walk, tree *at, bool dropped);

static bool rewrite_call(walk *walk, tree *at, bool dropped)
{
    tree call = *at, decl = get_callee_fndecl(call);
    bool changed = false, computable = decl && is_of_library(decl);
    for (int i = 0; i < call_expr_nargs(call); i++) {
        tree *argument = &CALL_EXPR_ARG(call, i);
        if (computable && is_number_or_text(*argument) && !callee_is_size(decl, i)) {
            *argument = new_variable(walk->function, *argument, EXPR_LOCATION(call));
            changed = true;
        } else {
            changed |= rewrite(walk, argument, false);
        }
    }
    bool pure = (call_expr_flags(call) & (ECF_CONST | ECF_PURE)) ||
                (decl && value_member(decl, unit.promises));
    if (changed)
        TREE_SIDE_EFFECTS(call) = 1;
    if (!dropped || !pure || VOID_TYPE_P(TREE_TYPE(call)) || !is_gimple_reg_type(TREE_TYPE(call)))
        return changed;
    *at = new_variable(walk->function, call, EXPR_LOCATION(call));
    return true;
}

static bool rewrite_list(walk *walk, tree list)
{
    bool changed = false;
    for (tree_stmt_iterator at = tsi_start(list); !tsi_end_p(at); tsi_next(&at))
        changed |= rewrite(walk, tsi_stmt_ptr(at), true);
    return changed;
}

/* Whether nobody takes the value of operand `index` of an expression. */
static bool drops_operand(tree expression, int index, bool dropped)
{
    switch (TREE_CODE(expression)) {
    case COMPOUND_EXPR:
        return index == 0 || dropped;
    case COND_EXPR:
        return index > 0 && dropped;
    case BIND_EXPR:
    case CLEANUP_POINT_EXPR:
        return dropped;
    CASE_CONVERT:
        return dropped || VOID_TYPE_P(TREE_TYPE(expression));
    default:
        return TREE_CODE_CLASS(TREE_CODE(expression)) == tcc_statement;
    }
}

static bool rewrite(walk *walk, tree *at, bool dropped)
{
    tree expression = *at;
    if (!expression || walk->seen.add(expression))
        return false;
    bool changed = false;
    if (TREE_CODE(expression) == STATEMENT_LIST) {
        changed = rewrite_list(walk, expression);
    } else if (TREE_CODE(expression) == DECL_EXPR) {
        tree decl = DECL_EXPR_DECL(expression);
        if (VAR_P(decl) && !TREE_STATIC(decl) && DECL_INITIAL(decl))
            rewrite(walk, &DECL_INITIAL(decl), false);
        return false;
    } else if (TREE_CODE(expression) == CALL_EXPR) {
        return rewrite_call(walk, at, dropped);
    } else if (TREE_CODE(expression) == BIND_EXPR) {
        changed = rewrite(walk, &BIND_EXPR_BODY(expression), true);
    } else if (IS_EXPR_CODE_CLASS(TREE_CODE_CLASS(TREE_CODE(expression)))) {
        for (int i = 0; i < TREE_OPERAND_LENGTH(expression); i++)
            changed |=
                rewrite(walk, &TREE_OPERAND(expression, i), drops_operand(expression, i, dropped));
    }
    if (changed)
        TREE_SIDE_EFFECTS(expression) = 1;
    return changed;
}

/* The body is complete; the front end is about to lower it. */
static void finish_function(void *data, void *)
{
    tree function = (tree)data;
    if (is_parsed(function))
        restore();
    else if (unit.parsed)
        gcc_forget_folded(); /* a lambda in it */
    note_promise(function);
    if (seen_error() || !optimize || !measured_may_have(function))
        return;
    walk walk;
    walk.function = function;
    rewrite(&walk, &DECL_SAVED_TREE(function), true);
}

void unfold_register(const char *plugin)
{
    if (options.guard < GUARD_ON)
        return;
    register_callback(plugin, PLUGIN_REGISTER_GGC_ROOTS, NULL, const_cast<ggc_root_tab *>(roots));
    register_callback(plugin, PLUGIN_FINISH_DECL, finish_declaration, NULL);
    register_callback(plugin, PLUGIN_START_PARSE_FUNCTION, start_function, NULL);
    register_callback(plugin, PLUGIN_FINISH_PARSE_FUNCTION, finish_parsing, NULL);
    register_callback(plugin, PLUGIN_PRE_GENERICIZE, finish_function, NULL);
}
