/* SPDX-License-Identifier: MIT */
/* fold.c - the rules of fold.h; see tree.h for what this code may not do. */
#include "fold.h"

enum ci_fold ci_fold_rule = CI_FOLD_FRAMES;

static const struct ci_path *path_of(const struct ci_node *node)
{
    return node->entry->path;
}

static uint64_t function_bit(const struct cinstr_function *function)
{
    return UINT64_C(1) << (((uintptr_t)function >> 2) * UINT64_C(0x9e3779b97f4a7c15) >> 58);
}

static uint64_t site_bit(uint32_t site)
{
    return UINT64_C(1) << site % 64;
}

/* Finds `same` by a walk, which the filter avoids if the function is new to the path. */
static void find_same(const struct ci_call *call, struct ci_ancestry *ancestry)
{
    uint32_t site = ci_call_site(call);
    uintptr_t between = ancestry->between;
    struct ci_node *node = call->parent;
    if (!(path_of(node)->functions & function_bit(call->function)))
        return;
    for (; !ci_node_is_root(node); node = ci_edge_parent(node->entry)) {
        if (node->entry->abi.function == call->function) {
            ancestry->same = node;
            ancestry->same_site = site;
            ancestry->same_between = between;
            return;
        }
        if (node->flags & CI_NODE_FIBER)
            return; /* what is above may run at the same time */
        struct ci_node *parent = ci_edge_parent(node->entry);
        site = (uint32_t)(node->entry->slot - parent->slots);
        between = path_of(node)->between;
    }
}

/* Whether the path leaves a context of the caller's function, above the caller, by the call's own
 * site, with the same code between. */
static bool is_frame_known(const struct ci_call *call, uintptr_t between)
{
    uint32_t site = ci_call_site(call);
    const struct ci_path *path = path_of(call->parent);
    if (!(path->sites & site_bit(site)))
        return false;
    for (; path->same; path = path_of(path->same))
        if (path->same_site == site && path->same_between == between)
            return true;
    return false;
}

struct ci_ancestry ci_fold_ancestry(const struct ci_call *call)
{
    struct ci_ancestry ancestry = {.between = ci_call_between(call)};
    if (ci_node_is_root(call->parent) || call->flags & CI_NODE_FIBER)
        return ancestry;
    find_same(call, &ancestry);
    ancestry.frame_known = is_frame_known(call, ancestry.between);
    return ancestry;
}

/*
 * No frame is lost if the frames of the nodes between `same` and the caller, and that of the call
 * itself, occur further up. The first node of a frame on the path is fresh, so that holds if the
 * deepest fresh node is not below `same`. The same goes for functions.
 */
enum ci_fold ci_fold_least(const struct ci_call *call, const struct ci_ancestry *ancestry)
{
    if (!ancestry->same)
        return CI_FOLD_RULES;
    uint32_t depth = path_of(ancestry->same)->depth;
    const struct ci_path *path = path_of(call->parent);
    if (ancestry->frame_known && path->fresh_frame <= depth)
        return CI_FOLD_FRAMES;
    return path->fresh_function <= depth ? CI_FOLD_FUNCTIONS : CI_FOLD_NEAREST;
}

struct ci_path ci_fold_path(const struct ci_call *call, const struct ci_ancestry *ancestry)
{
    struct ci_path path = {
        .functions = function_bit(call->function),
        .same = ancestry->same,
        .between = ancestry->between,
        .same_between = ancestry->same_between,
        .same_site = ancestry->same_site,
        .depth = 1,
        .fresh_frame = 1,
        .fresh_function = 1,
    };
    if (call->flags & CI_NODE_FIBER)
        path.owner = call->stack + 1;
    if (ci_node_is_root(call->parent))
        return path;
    const struct ci_path *above = path_of(call->parent);
    path.depth = above->depth + 1;
    if (call->flags & CI_NODE_FIBER) {
        path.fresh_frame = path.fresh_function = path.depth;
        return path;
    }
    path.functions |= above->functions;
    if (ci_path_fiber(above))
        path.owner = above->owner;
    path.fresh_frame = ancestry->frame_known ? above->fresh_frame : path.depth;
    path.fresh_function = ancestry->same ? above->fresh_function : path.depth;
    if (ancestry->same)
        path.sites = path_of(ancestry->same)->sites | site_bit(ancestry->same_site);
    return path;
}
