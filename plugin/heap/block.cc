/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heap/block.cc - see heap/block.h. */
#include "heap/block.h"
#include "heap/passing.h"
#include "heap/type.h"
#include "base/code.h"
#include "base/options.h"
#include "base/pass.h"
#include "base/records.h"

#include <cinstr/abi.h>

namespace
{
/* Of one call, as it was written. */
struct kept {
    const char *type; /* NULL: not known */
    bool weak, exact; /* as in heap_type */
    bool passed;      /* its function passes the block on */
};

/* Of one function. Invariant: `calls` are the functions that give the blocks that it passes on,
 * but for those known to allocate and for calls through pointers; by DECL_UID. */
struct passer {
    enum { ASKED, PASSES, PASSES_NOT } state;
    auto_vec<unsigned> calls;
};

/* What the early pass has found. */
struct findings {
    hash_map<int_hash<uint64_t, 0, 1>, kept> calls;              /* by key_of */
    hash_map<int_hash<unsigned, 0, UINT_MAX>, passer *> passers; /* by DECL_UID + 1; of all
                                                                         functions with a body */
};
} // namespace

static findings *unit;

static uint64_t key_of(location_t where, tree function)
{
    return (uint64_t)LOCATION_LOCUS(where) << 32 | DECL_UID(DECL_ORIGIN(function));
}

/* ---- Which functions pass blocks on ---- */

static void keep_passer(tree function, const vec<gcall *> &passed)
{
    passer *found = new passer;
    found->state = passed.is_empty() ? passer::PASSES_NOT : passer::ASKED;
    for (gcall *call : passed) {
        tree callee = gimple_call_fndecl(call);
        if (callee && heap_call_at(call).action == HEAP_NONE)
            found->calls.safe_push(DECL_UID(DECL_ORIGIN(callee)));
    }
    unit->passers.put(DECL_UID(DECL_ORIGIN(function)) + 1, found);
}

/* Of a function whose body is in another unit nothing is known: it may. */
static bool may_pass(unsigned uid)
{
    passer **found = unit ? unit->passers.get(uid + 1) : NULL;
    if (!found)
        return true;
    passer *function = *found;
    if (function->state == passer::ASKED) {
        function->state = passer::PASSES; /* for one that calls itself */
        for (unsigned callee : function->calls)
            if (!may_pass(callee))
                function->state = passer::PASSES_NOT;
    }
    return function->state == passer::PASSES;
}

/* ---- What the early pass keeps ---- */

/* Whether a call of a function that is not known may allocate: its arguments say how much. */
static bool may_allocate(const gcall *call)
{
    if (gimple_call_internal_p(call) || gimple_call_builtin_p(call) ||
        !POINTER_TYPE_P(TREE_TYPE(gimple_call_fntype(call))))
        return false;
    for (unsigned i = 0; i < gimple_call_num_args(call); i++)
        if (INTEGRAL_TYPE_P(TREE_TYPE(gimple_call_arg(call, i))))
            return true;
    return false;
}

static kept find_kept(gcall *call, bool passed)
{
    heap_call heap = heap_call_at(call);
    bool known = heap.action == HEAP_ALLOCATES || heap.action == HEAP_GROWS;
    if (!known && (heap.action != HEAP_NONE || !may_allocate(call)))
        return {NULL, true, false, false};
    heap_type type = heap_type_of(call, heap);
    if (!known && type.declared && !type.weak)
        type.name = NULL; /* which the callee knows as well */
    return {type.name, type.weak, type.exact, passed};
}

static void keep(gcall *call, const kept &found)
{
    bool known;
    kept &kept =
        unit->calls.get_or_insert(key_of(gimple_location(call), current_function_decl), &known);
    if (!known) {
        kept = found;
        return;
    }
    /* Two calls in one macro, say. */
    if (!kept.type || !found.type || strcmp(kept.type, found.type) != 0)
        kept.type = NULL;
    kept.exact &= found.exact;
    kept.passed &= found.passed;
}

static bool heap_blocks_gate(function *)
{
    return options.alloc != ALLOC_OFF && !seen_error();
}

static unsigned heap_blocks_execute(function *fun)
{
    if (!unit)
        unit = new findings;
    auto_vec<gcall *> all, passed;
    code_calls(fun, &all);
    passing_collect(fun, &passed);
    keep_passer(fun->decl, passed);
    for (gcall *call : all) {
        kept found = find_kept(call, passed.contains(call));
        if (found.type || found.passed)
            keep(call, found);
    }
    return 0;
}

DEFINE_GIMPLE_PASS(heap_blocks, 0)

void heap_block_register(const char *plugin)
{
    pass_insert(plugin, make_heap_blocks_pass(), "ssa", PASS_POS_INSERT_AFTER);
}

/* ---- When probes are inserted ---- */

/* The outermost block of the inlined body that `block` is in; NULL: it is the function's own. */
static tree inlined_body(tree block)
{
    for (; block && TREE_CODE(block) == BLOCK; block = BLOCK_SUPERCONTEXT(block)) {
        tree origin = block_ultimate_origin(block);
        if (inlined_function_outer_scope_p(block) && origin && TREE_CODE(origin) == FUNCTION_DECL)
            return block;
    }
    return NULL_TREE;
}

/* The function whose body `block` is a part of, before inlining. */
static tree written_in(tree block)
{
    tree body = inlined_body(block);
    return body ? block_ultimate_origin(body) : DECL_ORIGIN(current_function_decl);
}

static kept kept_at(location_t where, tree function)
{
    const kept *found = unit ? unit->calls.get(key_of(where, function)) : NULL;
    kept nothing = {NULL, true, false, false};
    if (!found)
        return nothing;
    kept kept = *found;
    kept.passed &= may_pass(DECL_UID(DECL_ORIGIN(function)));
    return kept;
}

/* Whether a call is of a part that GCC has split off the very function that the call is in. */
static bool is_own_part(gcall *call, location_t where, tree function)
{
    tree callee = gimple_call_fndecl(call);
    return callee && callee != DECL_ORIGIN(callee) && DECL_ORIGIN(callee) == function &&
           !unit->calls.get(key_of(where, function));
}

static kept kept_of(gcall *call, location_t where, tree function)
{
    if (!in_lto_p) {
        kept kept = kept_at(where, function);
        if (unit && is_own_part(call, where, function)) {
            passer **own = unit->passers.get(DECL_UID(function) + 1);
            kept.passed = own && may_pass(DECL_UID(function));
        }
        return kept;
    }
    auto_vec<gcall *> passed;
    passing_collect(cfun, &passed);
    return find_kept(call, passed.contains(call));
}

namespace
{
/* The type that is known so far, from the call outwards. */
struct known_type {
    const char *name;
    bool exact;
    bool tentative; /* of a wrapper, which may have a header in front of the block */
};
} // namespace

/* Takes the type that one more function gives, if it is better. */
static void take(known_type *known, const kept &kept, tree function)
{
    if (!kept.type || (kept.passed && kept.weak) ||
        (known->name && !known->tentative && !kept.exact))
        return;
    known->name = kept.type;
    known->exact = kept.exact;
    known->tentative = kept.passed && passing_is_untyped(function);
}

heap_block heap_block_of(gcall *call, location_t where, tree block)
{
    known_type type = {NULL, false, false};
    unsigned flags = 0;
    tree function = written_in(block);
    kept kept = kept_of(call, where, function);
    bool wrappers = true;
    take(&type, kept, function);
    while (kept.passed) {
        wrappers &= passing_is_untyped(function);
        tree body = inlined_body(block);
        if (!body) {
            flags |= CINSTR_SITE_PASSES | (wrappers ? CINSTR_SITE_WRAPPER : 0);
            break;
        }
        block = BLOCK_SUPERCONTEXT(body);
        if (!records_is_body(body))
            continue; /* a part of the same function */
        if (wrappers && flags < (1u << CINSTR_SITE_FLAG_BITS) - CINSTR_SITE_INLINED_WRAPPER)
            flags += CINSTR_SITE_INLINED_WRAPPER;
        function = written_in(block);
        kept = kept_at(BLOCK_SOURCE_LOCATION(body), function);
        take(&type, kept, function);
    }
    if (!type.name && !kept.passed && heap_call_at(call).action != HEAP_NONE)
        type.name = heap_type_of(call, heap_call_at(call)).name;
    return {type.name, flags | (type.exact ? CINSTR_SITE_EXACT : 0)};
}

heap_block heap_block_of_site(gcall *call)
{
    heap_block nothing = {NULL, 0};
    return may_allocate(call) ? heap_block_of(call, gimple_location(call), gimple_block(call))
                              : nothing;
}
