/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/inner.cc - lambdas in loops of benchmarks; see guard/inner.h. */
#include "guard/inner.h"
#include "guard/harness.h"

static bool gets_harness(tree function)
{
    for (tree at = TYPE_ARG_TYPES(TREE_TYPE(function)); at; at = TREE_CHAIN(at))
        if (harness_is_pointer(TREE_VALUE(at)))
            return true;
    return false;
}

/* The benchmark of each lambda that was noted, by DECL_UID of both. GCC hands nothing to its
 * passes, so they find it here. */
static hash_map<int_hash<unsigned, 0, UINT_MAX>, unsigned> *noted;

bool inner_note(tree function)
{
    tree type = DECL_CONTEXT(function);
    if (!DECL_NAME(function) ||
        strcmp(IDENTIFIER_POINTER(DECL_NAME(function)), "operator()") != 0 || !type ||
        !RECORD_OR_UNION_TYPE_P(type) || gets_harness(function))
        return false;
    tree around = TYPE_CONTEXT(type);
    if (!around || TREE_CODE(around) != FUNCTION_DECL || !gets_harness(around))
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
        FOR_EACH_DEFINED_FUNCTION(node)
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

static bool handles(basic_block bb, tree type)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
        gimple *stmt = gsi_stmt(gsi);
        if (is_gimple_debug(stmt) || gimple_clobber_p(stmt))
            continue;
        for (unsigned i = 0; i < gimple_num_ops(stmt); i++)
            if (gimple_op(stmt, i) && walk_tree(gimple_op_ptr(stmt, i), has_type, type, NULL))
                return true;
    }
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

bool inner_is_in_loop(tree function)
{
    struct function *around = benchmark_of(function);
    basic_block bb;
    if (!around || !around->cfg || !DECL_ARGUMENTS(function))
        return false;
    tree object = TREE_TYPE(TREE_TYPE(DECL_ARGUMENTS(function)));
    FOR_EACH_BB_FN (bb, around)
        if (handles(bb, object) && is_repeated(bb))
            return true;
    return false;
}
