/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eligible.cc - which functions get probes, and what a call may reach. */
#include "base/eligible.h"
#include "base/options.h"
#include "base/records.h"

/* A resolver of an indirect function runs while the loader relocates, before thread-local storage
 * can be reached. */
static bool is_ifunc_resolver(tree decl)
{
    cgraph_node *node = cgraph_node::get(decl);
    if (!node)
        return false;
    ipa_ref *ref;
    FOR_EACH_ALIAS (node, ref)
        if (lookup_attribute("ifunc", DECL_ATTRIBUTES(ref->referring->decl)))
            return true;
    return node->dispatcher_function || node->ifunc_resolver;
}

#define CALLED_BY_RESOLVER "cinstr called by resolver"

/* Marks what a function calls by name, and what that calls. Does nothing where that is done. */
static void mark_callees(cgraph_node *node)
{
    for (cgraph_edge *call = node->callees; call; call = call->next_callee) {
        cgraph_node *callee = call->callee->ultimate_alias_target();
        if (!callee->definition ||
            lookup_attribute(CALLED_BY_RESOLVER, DECL_ATTRIBUTES(callee->decl)))
            continue;
        DECL_ATTRIBUTES(callee->decl) =
            tree_cons(get_identifier(CALLED_BY_RESOLVER), NULL_TREE, DECL_ATTRIBUTES(callee->decl));
        mark_callees(callee);
    }
}

static void mark_called_by_resolvers(void *, void *)
{
    cgraph_node *node;
    FOR_EACH_DEFINED_FUNCTION (node) {
        if (is_ifunc_resolver(node->decl))
            mark_callees(node);
    }
}

void eligible_register(const char *plugin)
{
    register_callback(plugin, PLUGIN_ALL_IPA_PASSES_START, mark_called_by_resolvers, NULL);
}

const char *eligible_refusal(tree decl)
{
    tree attributes = DECL_ATTRIBUTES(decl);
    if (lookup_attribute("no_instrument_function", attributes))
        return "it has the attribute no_instrument_function";
    if (lookup_attribute("naked", attributes))
        return "it is naked";
    if (lookup_attribute("interrupt", attributes))
        return "it is an interrupt handler";
    if (is_ifunc_resolver(decl))
        return "it resolves an indirect function before the program is set up";
    if (lookup_attribute(CALLED_BY_RESOLVER, attributes))
        return "the resolver of an indirect function calls it before the program is set up";
    expanded_location where = expand_location(DECL_SOURCE_LOCATION(decl));
    const char *file = records_file(where.file);
    return options_filter(records_assembler_name(decl), file ? file : "");
}

bool eligible_is_library_function(tree decl)
{
    return decl && fndecl_built_in_p(decl, BUILT_IN_NORMAL);
}

bool eligible_callee_is_library_leaf(const gcall *call)
{
    tree decl = gimple_call_fndecl(call);
    return eligible_is_library_function(decl) && (gimple_call_flags(call) & ECF_LEAF);
}

bool eligible_call(const gcall *call)
{
    if (gimple_call_internal_p(call))
        return false;
    tree decl = gimple_call_fndecl(call);
    if (!decl)
        return true;
    if (fndecl_built_in_p(decl, BUILT_IN_MD) || fndecl_built_in_p(decl, BUILT_IN_FRONTEND))
        return false;
    /* Expanded to a few instructions, never a call. */
    return !(eligible_is_library_function(decl) && is_inexpensive_builtin(decl));
}

bool eligible_may_leave(gimple *stmt)
{
    const gcall *call = dyn_cast<gcall *>(stmt);
    return call && eligible_call(call) && !eligible_callee_is_library_leaf(call);
}

bool eligible_callee_is_probed(const gcall *call)
{
    tree decl = gimple_call_fndecl(call);
    cgraph_node *node = decl ? cgraph_node::get(decl) : NULL;
    if (!node || !node->definition || node->get_availability() < AVAIL_AVAILABLE)
        return false;
    node = node->ultimate_alias_target();
    return !node->thunk && options.min_insns == 0 && !eligible_refusal(node->decl);
}
