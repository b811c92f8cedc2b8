/* SPDX-License-Identifier: MIT */
/* call.c - what a call site says of a call; see tree.h for what this code may not do. */
#include "call.h"
#include "processor.h"
#include "tree.h"

/* Whether a site that names `callee` may have entered the function `name`: C++ has two names for
 * one constructor or destructor, that of the complete object and that of the base (C1 and C2). */
static bool may_be_called(const char *callee, const char *name)
{
    if (callee == name)
        return true; /* of one unit, mostly: the linker keeps equal strings once */
    while (*callee && *callee == *name)
        callee++, name++;
    if ((*callee == '1' && *name == '2') || (*callee == '2' && *name == '1')) {
        if (name[-1] != 'C' && name[-1] != 'D')
            return false;
        do
            callee++, name++;
        while (*callee && *callee == *name);
    }
    return *callee == *name;
}

/* Whether an edge leads from the slot to the function that its site names. */
static bool callee_is_probed(struct cinstr_edge **slot, const char *callee)
{
    struct ci_edge *start = (struct ci_edge *)*slot, *edge = start;
    if (!start->abi.function)
        return false;
    do {
        const char *name = cinstr_rel_get(&edge->abi.function->name);
        if (name && may_be_called(callee, name))
            return true;
        edge = edge->ring;
    } while (edge != start);
    return false;
}

uint32_t ci_call_site(const struct ci_call *call)
{
    return (uint32_t)(call->slot - call->parent->slots);
}

/* NULL: the caller is not a probed function. */
static const struct cinstr_site *site_of(const struct ci_call *call)
{
    if (ci_node_is_root(call->parent))
        return NULL;
    const struct cinstr_function *owner = call->parent->entry->abi.function;
    const struct cinstr_site *sites = cinstr_rel_get(&owner->sites);
    return &sites[ci_call_site(call)];
}

/*
 * The function that the slot belongs to jumped to a known callee, but another function was entered.
 * The callee did not call it if the callee has probes (it would have set a slot of its own), nor if
 * it returns to the very place to which the jumping function itself was to return: then
 * uninstrumented code, such as qsort, made the next call.
 */
bool ci_call_is_stale(const struct ci_call *call)
{
    const struct cinstr_site *site = site_of(call);
    if (!site || call->parent->flags & CI_NODE_TRUNCATED || !(site->flags & CINSTR_SITE_TAIL))
        return false;
    const char *callee = cinstr_rel_get(&site->callee);
    if (!callee || may_be_called(callee, cinstr_rel_get(&call->function->name)))
        return false;
    return call->parent->entry->return_address == call->return_address ||
           callee_is_probed(call->slot, callee);
}

bool ci_call_keeps_stack(const struct ci_call *call)
{
    const struct cinstr_site *site = site_of(call);
    if (!site || call->parent->entry->abi.function->flags & CINSTR_FUNCTION_EXTERNAL)
        return false;
    const char *callee = cinstr_rel_get(&site->callee);
    if (callee)
        return may_be_called(callee, cinstr_rel_get(&call->function->name));
    return site->flags & CINSTR_SITE_TAIL &&
           call->parent->entry->return_address == call->return_address;
}

/*
 * Only a call through a pointer needs the return address: in the caller for a direct call, in the
 * library for a callback. That of a tail call belongs to an earlier caller and says nothing.
 */
uintptr_t ci_call_between(const struct ci_call *call)
{
    const struct cinstr_site *site = site_of(call);
    if (!site)
        return CI_BETWEEN_NOTHING;
    const char *callee = cinstr_rel_get(&site->callee);
    if (call->parent->entry->abi.function->flags & CINSTR_FUNCTION_EXTERNAL)
        return CI_BETWEEN_NOTHING; /* that function is a frame itself */
    if (!callee)
        return site->flags & CINSTR_SITE_TAIL ? CI_BETWEEN_NOTHING : call->return_address;
    return may_be_called(callee, cinstr_rel_get(&call->function->name)) ? CI_BETWEEN_NOTHING
                                                                        : CI_BETWEEN_UNPROBED;
}
