/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/inner.cc - lambdas in loops of benchmarks; see guard/inner.h. */
#include "guard/inner.h"
#include "guard/harness.h"

/* The benchmark of each lambda that was noted, by DECL_UID of both. GCC hands nothing to its
 * passes, so they find it here. */
static hash_map<int_hash<unsigned, 0, UINT_MAX>, unsigned> *noted;

bool inner_note(tree function)
{
    tree type = DECL_CONTEXT(function);
    if (!DECL_NAME(function) ||
        strcmp(IDENTIFIER_POINTER(DECL_NAME(function)), "operator()") != 0 || !type ||
        !RECORD_OR_UNION_TYPE_P(type) || harness_is_passed_to(function))
        return false;
    tree around = TYPE_CONTEXT(type);
    if (!around || TREE_CODE(around) != FUNCTION_DECL || !harness_is_passed_to(around))
        return false;
    if (!noted)
        noted = new hash_map<int_hash<unsigned, 0, UINT_MAX>, unsigned>;
    noted->put(DECL_UID(function), DECL_UID(around));
    return true;
}

static struct function *benchmark_of(tree lambda)
{
    const unsigned *uid = noted ? noted->get(DECL_UID(lambda)) : NULL;
    cgraph_node *node;
    if (uid)
        FOR_EACH_DEFINED_FUNCTION (node)
            if (DECL_UID(node->decl) == *uid)
                return DECL_STRUCT_FUNCTION(node->decl);
    return NULL;
}

/* The object itself, or what is handed on of it. */
static tree has_type(tree *node, int *, void *type)
{
    return DECL_P(*node) && TREE_TYPE(*node) &&
                   TYPE_MAIN_VARIANT(TREE_TYPE(*node)) == TYPE_MAIN_VARIANT((tree)type)
               ? *node
               : NULL_TREE;
}

static bool handles(gimple *stmt, tree type)
{
    if (is_gimple_debug(stmt) || gimple_clobber_p(stmt))
        return false;
    for (unsigned i = 0; i < gimple_num_ops(stmt); i++)
        if (gimple_op(stmt, i) && walk_tree(gimple_op_ptr(stmt, i), has_type, type, NULL))
            return true;
    return false;
}

static bool block_handles(basic_block bb, tree type)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
        if (handles(gsi_stmt(gsi), type))
            return true;
    return false;
}

/* Whether control can get from a block to itself. */
static bool is_repeated(basic_block bb)
{
    hash_set<basic_block> seen;
    auto_vec<basic_block> pending;
    pending.safe_push(bb);
    while (pending.length() > 0) {
        edge next;
        edge_iterator ei;
        FOR_EACH_EDGE (next, ei, pending.pop()->succs) {
            if (next->dest == bb)
                return true;
            if (!seen.add(next->dest))
                pending.safe_push(next->dest);
        }
    }
    return false;
}

/* Whether a statement calls a function of this unit that gets what the harness owns and has a loop:
 * repeat(b, lambda), which calls the lambda b->N times. */
static bool calls_helper(gimple *stmt)
{
    tree callee = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
    struct function *fun = callee ? DECL_STRUCT_FUNCTION(callee) : NULL;
    bool found = false;
    if (!fun || !fun->cfg || harness_is_method(callee) || !harness_is_passed_to(callee))
        return false;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        found = found || is_repeated(bb);
    return found;
}

/* The class of a std::function, or of another object, that a statement makes of one of `type`:
 * NULL: it makes none. */
static tree type_made_of(gimple *stmt, tree type)
{
    tree callee = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
    if (!callee || !DECL_CXX_CONSTRUCTOR_P(callee) || !handles(stmt, type))
        return NULL_TREE;
    tree made = TREE_TYPE(gimple_call_arg(stmt, 0));
    return POINTER_TYPE_P(made) ? TYPE_MAIN_VARIANT(TREE_TYPE(made)) : NULL_TREE;
}

/* Whether a helper with a loop gets an object of `type`, or one that was made of it. */
static bool is_handed(struct function *fun, tree type)
{
    hash_set<tree> types;
    basic_block bb;
    types.add(type);
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (tree made = type_made_of(gsi_stmt(gsi), type))
                types.add(made);
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (calls_helper(gsi_stmt(gsi)))
                for (hash_set<tree>::iterator at = types.begin(); at != types.end(); ++at)
                    if (handles(gsi_stmt(gsi), *at))
                        return true;
    return false;
}

bool inner_is_in_loop(tree function)
{
    struct function *around = benchmark_of(function);
    basic_block bb;
    if (!around || !around->cfg || !DECL_ARGUMENTS(function))
        return false;
    tree object = TREE_TYPE(TREE_TYPE(DECL_ARGUMENTS(function)));
    FOR_EACH_BB_FN (bb, around)
        if (block_handles(bb, object) && is_repeated(bb))
            return true;
    return is_handed(around, object);
}
