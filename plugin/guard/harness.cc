/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * guard/harness.cc - the harnesses of others; see guard/harness.h.
 *
 * C++'s are known by their scopes. Before LTO's streaming GCC forgets those, and keeps the mangled
 * names; so each scope is here twice.
 */
#include "guard/harness.h"
#include "guard/benchmark.h"
#include "guard/callee.h"

namespace
{
/* A scope of C++: benchmark::State is {"benchmark", "State", "9benchmark5State"}. */
struct scope {
    const char *outer, *inner, *mangled;
};
} // namespace

/* Classes whose objects a benchmark gets. */
static const scope classes[] = {
    {"benchmark", "State", "9benchmark5State"},
    {"picobench", "state", "9picobench5state"},
    {"Benchmark", "Chronometer", "5Catch9Benchmark11Chronometer"},
    {"nanobench", "Bench", "6ankerl9nanobench5Bench"},
};

/* Namespaces whose functions call those of the user. */
static const scope catch2 = {"Catch", "Benchmark", "5Catch9Benchmark"};
static const scope nanobench = {"ankerl", "nanobench", "6ankerl9nanobench"};

/* C gives a type an identifier as its name, C++ a declaration. */
static const char *name_of(tree decl)
{
    if (decl && TREE_CODE(decl) == IDENTIFIER_NODE)
        return IDENTIFIER_POINTER(decl);
    return decl && DECL_P(decl) && DECL_NAME(decl) ? IDENTIFIER_POINTER(DECL_NAME(decl)) : "";
}

static const char *name_of_scope(tree scope)
{
    return name_of(TYPE_P(scope) ? TYPE_NAME(scope) : scope);
}

static tree scope_around(tree at)
{
    return TYPE_P(at) ? TYPE_CONTEXT(at) : DECL_CONTEXT(at);
}

/* Whether `at`, a class, a function or a namespace, is `wanted` or something in it, whatever inline
 * namespaces are between. */
static bool is_inside(tree at, const scope &wanted)
{
    bool inner = false;
    for (; at && TREE_CODE(at) != TRANSLATION_UNIT_DECL; at = scope_around(at)) {
        if (TREE_CODE(at) == BLOCK)
            return false;
        if (inner && strcmp(name_of_scope(at), wanted.outer) == 0)
            return true;
        inner |= strcmp(name_of_scope(at), wanted.inner) == 0;
    }
    return false;
}

/* Whether a function is in a scope by its mangled name: that of one inside of another function
 * begins with _ZZN, that of a const method with _ZNK. */
static bool is_mangled_inside(tree function, const scope &wanted)
{
    if (!HAS_DECL_ASSEMBLER_NAME_P(function) || !DECL_ASSEMBLER_NAME_SET_P(function))
        return false;
    const char *name = IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(function));
    if (!startswith(name, "_Z"))
        return false;
    for (name += 2; *name == 'Z' || *name == 'N' || *name == 'K'; name++)
        continue;
    return startswith(name, wanted.mangled);
}

static bool is_in(tree function, const scope &wanted)
{
    return is_mangled_inside(function, wanted) || is_inside(function, wanted);
}

static bool is_mangled_class(tree type, const scope &wanted)
{
    tree name = TYPE_NAME(type);
    return name && TREE_CODE(name) == TYPE_DECL && DECL_ASSEMBLER_NAME_SET_P(name) &&
           strstr(IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(name)), wanted.mangled);
}

bool harness_is_class(tree type)
{
    if (!RECORD_OR_UNION_TYPE_P(type) || !TYPE_NAME(type))
        return false;
    if (strcmp(name_of_scope(type), "ubench_run_state_s") == 0)
        return true;
    for (const scope &wanted : classes)
        if (is_mangled_class(type, wanted) || is_inside(type, wanted))
            return true;
    return false;
}

bool harness_is_pointer(tree type)
{
    if (benchmark_pointer_to(type, "cinstr_bench") ||
        benchmark_pointer_to(type, "cinstr_bench_share"))
        return true;
    return type && POINTER_TYPE_P(type) && harness_is_class(TYPE_MAIN_VARIANT(TREE_TYPE(type)));
}

bool harness_is_passed_to(tree function)
{
    for (tree at = TYPE_ARG_TYPES(TREE_TYPE(function)); at; at = TREE_CHAIN(at))
        if (harness_is_pointer(TREE_VALUE(at)))
            return true;
    return false;
}

bool harness_is_method(tree function)
{
    if (strcmp(name_of(function), "ubench_do_benchmark") == 0)
        return true;
    for (const scope &wanted : classes)
        if (is_in(function, wanted))
            return true;
    return false;
}

bool harness_decides(tree function)
{
    const char *name = name_of(function);
    if (strcmp(name, "ubench_do_benchmark") == 0)
        return true;
    bool google = is_in(function, classes[0]), picobench = is_in(function, classes[1]);
    return (google && startswith(name, "KeepRunning")) ||
           (picobench && strcmp(name, "iterations") == 0) ||
           ((google || picobench) && strcmp(name, "operator!=") == 0);
}

/* ---- Functions that a harness calls ---- */

static bool gets_state(tree function)
{
    for (tree at = TYPE_ARG_TYPES(TREE_TYPE(function)); at; at = TREE_CHAIN(at))
        if (POINTER_TYPE_P(TREE_VALUE(at)) &&
            harness_is_class(TYPE_MAIN_VARIANT(TREE_TYPE(TREE_VALUE(at)))))
            return true;
    return false;
}

/* void ubench_run_SET_NAME(void); what has the loop itself gets the state. */
static bool is_ubench_body(tree function)
{
    return startswith(name_of(function), "ubench_run_") &&
           maybe_get_identifier("ubench_do_benchmark") && !gets_state(function);
}

/* void CLASS::UserBenchmark(), which celero::TestFixture declares. */
static bool is_celero_body(tree function)
{
    return strcmp(name_of(function), "UserBenchmark") == 0 && maybe_get_identifier("celero") &&
           TREE_CODE(TREE_TYPE(function)) == METHOD_TYPE;
}

static bool is_call_operator(tree function)
{
    return strcmp(name_of(function), "operator()") == 0;
}

/* A macro of a system's header may have begun what its user wrote. */
static bool is_of_system(tree function)
{
    location_t where = DECL_SOURCE_LOCATION(function);
    return in_system_header_at(expansion_point_location_if_in_system_header(where));
}

/* Whether the unit knows a harness that calls objects. */
static bool has_caller_of_objects(void)
{
    return maybe_get_identifier("nanobench") || maybe_get_identifier("Chronometer");
}

bool harness_may_call(tree function)
{
    return is_ubench_body(function) || is_celero_body(function) ||
           (is_call_operator(function) && has_caller_of_objects());
}

bool harness_may_call_inner(tree function)
{
    return has_caller_of_objects() && !is_of_system(function) && !is_in(function, catch2) &&
           !is_in(function, nanobench);
}

bool harness_has_loop(tree function)
{
    const char *name = name_of(function);
    return (startswith(name, "ubench_") && gets_state(function)) ||
           (startswith(name, "run") && is_in(function, nanobench)) ||
           (strcmp(name, "measure") == 0 && is_in(function, catch2));
}

bool harness_gets_indirect(tree caller, const gcall *call)
{
    tree function = gimple_call_fndecl(call);
    unsigned count = gimple_call_num_args(call);
    return function && count > 0 && harness_has_loop(function) && !is_in(caller, nanobench) &&
           !is_in(caller, catch2) &&
           callee_is_chosen_by(TREE_TYPE(gimple_call_arg(call, count - 1)));
}

/* Whether a function of the harness calls what it is to measure. Catch2 does so by way of a lambda
 * in `measure`, and of invoke_deoptimized. */
static bool calls_measured(tree function)
{
    return harness_has_loop(function) ||
           (is_in(function, catch2) &&
            (startswith(name_of(function), "invoke_deoptimized") || is_call_operator(function)));
}

/* Whether a call in nanobench is of an argument before the last one, which prepares for a run. */
static bool prepares(cgraph_edge *edge)
{
    if (!is_in(edge->caller->decl, nanobench))
        return false;
    tree object =
        gimple_call_num_args(edge->call_stmt) > 0 ? gimple_call_arg(edge->call_stmt, 0) : NULL_TREE;
    return object && TREE_CODE(object) == PARM_DECL && DECL_CHAIN(object);
}

/* The function of a harness that calls `function`, an object's operator(), to measure it; NULL:
 * none does. */
static tree measuring_caller(tree function)
{
    if (!is_call_operator(function) || is_in(function, catch2) || is_in(function, nanobench) ||
        is_of_system(function))
        return NULL_TREE;
    cgraph_node *node = cgraph_node::get(function);
    for (cgraph_edge *edge = node ? node->callers : NULL; edge; edge = edge->next_caller)
        if (edge->call_stmt && calls_measured(edge->caller->decl) && !prepares(edge))
            return edge->caller->decl;
    return NULL_TREE;
}

bool harness_calls(tree function)
{
    return is_ubench_body(function) || is_celero_body(function) || measuring_caller(function);
}

bool harness_drops_result(tree function)
{
    tree caller = measuring_caller(function);
    return caller && is_in(caller, nanobench);
}
