/* SPDX-License-Identifier: GPL-3.0-or-later */
/* callee.cc - classes of calls, by declaration and call graph. */
#include "guard/callee.h"
#include "base/eligible.h"
#include "base/types.h"

/* Calls within each other that are followed; static variables that are told apart. */
static const int DEPTH_MAX = 4;
static const unsigned STATICS_MAX = 16;

bool callee_is_directive(tree decl)
{
    if (!eligible_is_library_function(decl))
        return false;
    if (gcc_is_object_size(DECL_FUNCTION_CODE(decl)))
        return true;
    switch (DECL_FUNCTION_CODE(decl)) {
    case BUILT_IN_EXPECT:
    case BUILT_IN_EXPECT_WITH_PROBABILITY:
    case BUILT_IN_CONSTANT_P:
    case BUILT_IN_CLASSIFY_TYPE:
    case BUILT_IN_ASSUME_ALIGNED:
    case BUILT_IN_PREFETCH:
    case BUILT_IN_UNREACHABLE:
    case BUILT_IN_TRAP:
    case BUILT_IN_FRAME_ADDRESS:
    case BUILT_IN_RETURN_ADDRESS:
    case BUILT_IN_EXTRACT_RETURN_ADDR:
    case BUILT_IN_STACK_SAVE:
    case BUILT_IN_STACK_RESTORE:
    CASE_BUILT_IN_ALLOCA:
    case BUILT_IN_APPLY:
    case BUILT_IN_APPLY_ARGS:
    case BUILT_IN_RETURN:
    case BUILT_IN_SETJMP:
    case BUILT_IN_LONGJMP:
    case BUILT_IN_VA_START:
    case BUILT_IN_VA_END:
    case BUILT_IN_VA_COPY:
    case BUILT_IN_VA_ARG_PACK:
    case BUILT_IN_VA_ARG_PACK_LEN:
    case BUILT_IN_EH_POINTER:
    case BUILT_IN_EH_FILTER:
    case BUILT_IN_EH_COPY_VALUES:
    case BUILT_IN_CXA_END_CLEANUP:
    case BUILT_IN_UNWIND_RESUME:
        return true;
    default:
        return false;
    }
}

/* Classes of the C++ library whose objects hold something to call, and how their mangled names
 * begin. GCC forgets the scopes before LTO's streaming, and keeps these names. */
static const struct {
    const char *name, *mangled;
} wrappers[] = {{"function", "St8functionI"},
                {"move_only_function", "St18move_only_functionI"},
                {"copyable_function", "St17copyable_functionI"},
                {"function_ref", "St12function_refI"}};

static bool is_wrapper(tree type)
{
    tree name = RECORD_OR_UNION_TYPE_P(type) ? TYPE_NAME(type) : NULL_TREE;
    if (!name || TREE_CODE(name) != TYPE_DECL || !DECL_NAME(name))
        return false;
    for (const auto &wrapper : wrappers) {
        if (strcmp(IDENTIFIER_POINTER(DECL_NAME(name)), wrapper.name) != 0)
            continue;
        tree mangled = DECL_ASSEMBLER_NAME(name); /* C has none */
        return mangled && startswith(IDENTIFIER_POINTER(mangled), wrapper.mangled);
    }
    return false;
}

/* std::function<...>::operator() */
static bool is_call_of_wrapper(tree decl)
{
    if (!DECL_NAME(decl) || strcmp(IDENTIFIER_POINTER(DECL_NAME(decl)), "operator()") != 0)
        return false;
    const char *name = IDENTIFIER_POINTER(DECL_ASSEMBLER_NAME(decl));
    name += startswith(name, "_ZNK") ? 4 : startswith(name, "_ZN") ? 3 : 0;
    for (const auto &wrapper : wrappers)
        if (startswith(name, wrapper.mangled))
            return true;
    return false;
}

bool callee_is_chosen_by(tree type)
{
    while (POINTER_TYPE_P(type))
        type = TREE_TYPE(type);
    return FUNC_OR_METHOD_TYPE_P(type) || is_wrapper(TYPE_MAIN_VARIANT(type));
}

bool callee_is_indirect(const gcall *call)
{
    if (gimple_call_internal_p(call))
        return false;
    tree decl = gimple_call_fndecl(call);
    return !decl || is_call_of_wrapper(decl);
}

/* GCC has its code, or will have it when it links. */
static bool has_body(tree decl)
{
    cgraph_node *node = cgraph_node::get(decl);
    return flag_lto || (node && node->get_availability() > AVAIL_NOT_AVAILABLE);
}

callee_sight callee_sight_of(const gcall *call)
{
    if (gimple_call_internal_p(call))
        return CALLEE_PRIMITIVE;
    tree decl = gimple_call_fndecl(call);
    if (!decl)
        return CALLEE_OPEN; /* GCC may find out which function it is */
    if (fndecl_built_in_p(decl, BUILT_IN_MD) || fndecl_built_in_p(decl, BUILT_IN_FRONTEND) ||
        callee_is_directive(decl))
        return CALLEE_PRIMITIVE;
    if (eligible_is_library_function(decl) || has_body(decl) || DECL_IS_MALLOC(decl) ||
        DECL_IS_OPERATOR_NEW_P(decl) || DECL_IS_OPERATOR_DELETE_P(decl) ||
        (gimple_call_flags(call) & (ECF_CONST | ECF_PURE)))
        return CALLEE_OPEN;
    return CALLEE_CLOSED;
}

/* Whether a statement of a function that is always inlined may need the constants that the function
 * gets: as immediate operand or as memory order. */
static bool wants_constants(gimple *stmt, int depth);

static bool body_wants_constants(tree decl, int depth)
{
    struct function *fun = DECL_STRUCT_FUNCTION(decl);
    if (!lookup_attribute("always_inline", DECL_ATTRIBUTES(decl)))
        return false;
    if (!fun || !fun->cfg || depth > DEPTH_MAX ||
        lookup_attribute("artificial", DECL_ATTRIBUTES(decl)))
        return true;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (wants_constants(gsi_stmt(gsi), depth + 1))
                return true;
    return false;
}

static bool wants_constants(gimple *stmt, int depth)
{
    if (gimple_code(stmt) == GIMPLE_ASM)
        return true;
    gcall *call = dyn_cast<gcall *>(stmt);
    if (!call)
        return false;
    tree decl = gimple_call_fndecl(call);
    if (!decl)
        return false;
    if (eligible_is_library_function(decl))
        return startswith(IDENTIFIER_POINTER(DECL_NAME(decl)), "__atomic");
    return fndecl_built_in_p(decl) || body_wants_constants(decl, depth);
}

bool callee_is_size(tree decl, unsigned index)
{
    switch (DECL_FUNCTION_CODE(decl)) {
    case BUILT_IN_MEMCMP:
    case BUILT_IN_MEMCHR:
    case BUILT_IN_BCMP:
    case BUILT_IN_STRNCMP:
    case BUILT_IN_STRNCASECMP:
        return index == 2;
    default:
        return false;
    }
}

bool callee_needs_constant(const gcall *call, unsigned index)
{
    tree argument = gimple_call_arg(call, index), decl = gimple_call_fndecl(call);
    if (TREE_CODE(argument) == ADDR_EXPR && TREE_CODE(TREE_OPERAND(argument, 0)) == FUNCTION_DECL)
        return true;
    if (!decl)
        return false;
    if (!eligible_is_library_function(decl))
        return body_wants_constants(decl, 0);
    bool computes = FLOAT_TYPE_P(TREE_TYPE(TREE_TYPE(decl))) ||
                    (gimple_call_flags(call) & (ECF_CONST | ECF_PURE));
    return !computes || callee_is_size(decl, index);
}

static bool frees(const gcall *call)
{
    tree decl = gimple_call_fndecl(call);
    if (!decl)
        return false;
    return gimple_call_builtin_p(call, BUILT_IN_FREE) ||
           gimple_call_builtin_p(call, BUILT_IN_REALLOC) || DECL_IS_OPERATOR_DELETE_P(decl);
}

/* Whether a statement of a callee may write memory other than the callee's own variables. */
static bool statement_writes(gimple *stmt, int depth);

/* Whether a function may write memory that its caller sees. Its body may be in SSA form or not yet.
 */
static bool body_writes(tree decl, int depth)
{
    cgraph_node *node = decl ? cgraph_node::get(decl) : NULL;
    node = node ? node->ultimate_alias_target() : NULL;
    struct function *fun = node ? DECL_STRUCT_FUNCTION(node->decl) : NULL;
    if (!fun || !fun->cfg || depth > DEPTH_MAX)
        return true;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (statement_writes(gsi_stmt(gsi), depth + 1))
                return true;
    return false;
}

static bool statement_writes(gimple *stmt, int depth)
{
    if (gimple_code(stmt) == GIMPLE_ASM)
        return true;
    tree lhs = gimple_get_lhs(stmt);
    if (lhs && !is_gimple_reg(lhs) && !gimple_clobber_p(stmt)) {
        tree base = get_base_address(lhs);
        if (!base || !DECL_P(base) || is_global_var(base))
            return true;
    }
    gcall *call = dyn_cast<gcall *>(stmt);
    return call && !(gimple_call_flags(call) & (ECF_CONST | ECF_PURE)) &&
           callee_sight_of(call) != CALLEE_PRIMITIVE &&
           body_writes(gimple_call_fndecl(call), depth);
}

bool callee_may_write(const gcall *call, unsigned index)
{
    if (gimple_call_flags(call) & (ECF_CONST | ECF_PURE) || frees(call))
        return false;
    tree decl = gimple_call_fndecl(call);
    if (decl && !eligible_is_library_function(decl) && !body_writes(decl, 0))
        return false;
    tree type_called = gimple_call_fntype(call);
    tree type = type_called ? types_parameter(type_called, index) : NULL_TREE;
    if (!type)
        type = TREE_TYPE(gimple_call_arg(call, index));
    return POINTER_TYPE_P(type) && !TYPE_READONLY(TREE_TYPE(type)) &&
           !FUNC_OR_METHOD_TYPE_P(TREE_TYPE(type));
}

static bool add_once(vec<tree> *list, tree decl)
{
    if (!list->contains(decl))
        list->safe_push(decl);
    return list->length() <= STATICS_MAX;
}

static bool add_statics(cgraph_node *node, hash_set<cgraph_node *> *seen, vec<tree> *read,
                        vec<tree> *written, int depth)
{
    if (!node->definition || node->alias || seen->add(node))
        return true;
    ipa_ref *ref;
    for (unsigned i = 0; node->iterate_reference(i, ref); i++) {
        varpool_node *variable = dyn_cast<varpool_node *>(ref->referred);
        if (!variable || TREE_READONLY(variable->decl) || TREE_THIS_VOLATILE(variable->decl))
            continue;
        if (!add_once(read, variable->decl) ||
            (ref->use != IPA_REF_LOAD && !add_once(written, variable->decl)))
            return false;
    }
    if (depth == DEPTH_MAX)
        return true;
    for (cgraph_edge *edge = node->callees; edge; edge = edge->next_callee)
        if (!add_statics(edge->callee->ultimate_alias_target(), seen, read, written, depth + 1))
            return false;
    return true;
}

bool callee_statics(const gcall *call, vec<tree> *read, vec<tree> *written)
{
    tree decl = gimple_call_fndecl(call);
    cgraph_node *node = decl && !eligible_is_library_function(decl) ? cgraph_node::get(decl) : NULL;
    if (!node || (gimple_call_flags(call) & ECF_CONST))
        return true;
    /* What the linker will inline is not known yet. */
    if (flag_lto && node->get_availability() <= AVAIL_NOT_AVAILABLE)
        return (gimple_call_flags(call) & ECF_PURE) != 0;
    hash_set<cgraph_node *> seen;
    return add_statics(node->ultimate_alias_target(), &seen, read, written, 0);
}
