/* SPDX-License-Identifier: GPL-3.0-or-later */
/* allocation.cc - see allocation.h. */
#include "heap/allocation.h"
#include "base/code.h"
#include "heap/call.h"
#include "heap/block.h"
#include "base/options.h"
#include "base/records.h"

#include <cinstr/abi.h>

/* The place of a call: the outermost inlined allocator around it, or the call itself. */
static allocation_place find_place(gcall *call)
{
    tree block = gimple_block(call);
    allocation_place place = {heap_call_callee(call), gimple_location(call), block};
    for (; block && TREE_CODE(block) == BLOCK; block = BLOCK_SUPERCONTEXT(block)) {
        tree origin = block_ultimate_origin(block);
        if (!inlined_function_outer_scope_p(block) || !origin ||
            TREE_CODE(origin) != FUNCTION_DECL || !heap_call_is_allocator(origin))
            continue;
        place.allocator = origin;
        place.where = BLOCK_SOURCE_LOCATION(block);
        place.block = BLOCK_SUPERCONTEXT(block);
    }
    return place;
}

bool allocation_is_heap_call(const gcall *call)
{
    return options.alloc != ALLOC_OFF && heap_call_at(call).action != HEAP_NONE;
}

void allocation_collect(function *fun, vec<found_call> *calls)
{
    if (options.alloc == ALLOC_OFF || heap_call_is_allocator(fun->decl))
        return;
    auto_vec<gcall *> all;
    code_calls(fun, &all);
    for (gcall *call : all) {
        heap_call heap = heap_call_at(call);
        if (heap.action == HEAP_NONE)
            continue;
        if (heap.action == HEAP_FREES && options.alloc != ALLOC_LIVE)
            continue;
        calls->safe_push({call, heap, find_place(call)});
    }
}

bool allocation_needs_node(const vec<found_call> &calls)
{
    for (unsigned i = 0; i < calls.length(); i++)
        if (calls[i].heap.action != HEAP_FREES)
            return true;
    return false;
}

/*
 * Whether the probe goes before the call, because it must stay a tail call ([[gnu::musttail]]).
 * What it counts must be known then: alloc=live needs the block, and what strdup or getline
 * allocate shows afterwards. Those calls become ordinary ones: an allocator's frame goes before
 * anything else runs.
 */
static bool is_probed_before(const found_call &found)
{
    return gimple_call_must_tail_p(found.call) && options.alloc == ALLOC_COUNT &&
           found.heap.result == HEAP_RETURNED && !found.heap.string;
}

void allocation_forget_tail_calls(const vec<found_call> &calls)
{
    for (unsigned i = 0; i < calls.length(); i++)
        if (calls[i].heap.action != HEAP_FREES && !is_probed_before(calls[i])) {
            gimple_call_set_tail(calls[i].call, false);
            gimple_call_set_must_tail(calls[i].call, false);
        }
}

/* ---- What a call gave: the block and its size, after the call ---- */

namespace
{
/* What is known of the new block: `ok` is 1, or an SSA name that is 0 when there is none. */
struct block {
    tree pointer, size, ok;
};
} // namespace

/* The call's value, as a variable that there may not have been yet. */
static tree call_result(gcall *call)
{
    tree lhs = gimple_call_lhs(call);
    if (lhs && TREE_CODE(lhs) == SSA_NAME)
        return lhs;
    tree result = make_ssa_name(TREE_TYPE(gimple_call_fntype(call)));
    gimple_call_set_lhs(call, result);
    if (lhs) {
        gimple_stmt_iterator gsi = code_after_call(call);
        gimple_seq copy = NULL;
        gimple_seq_add_stmt(&copy, gimple_build_assign(lhs, result));
        code_insert_after(&gsi, copy);
    }
    return result;
}

/* A condition as 0 or 1. */
static tree test(gimple_seq *code, tree_code comparison, tree left, tree right)
{
    tree truth = code_compute(code, comparison, boolean_type_node, left, right);
    return code_convert(code, long_unsigned_type_node, truth);
}

static tree argument_value(gimple_seq *code, const found_call &found, int number)
{
    tree value = gimple_call_arg(found.call, number);
    if (TREE_CODE(value) == INTEGER_CST)
        return fold_convert(long_unsigned_type_node, value);
    return code_convert(code, long_unsigned_type_node, value);
}

static tree load_through(gimple_seq *code, gcall *call, int number, tree type)
{
    tree address = gimple_call_arg(call, number);
    tree memory = build2(MEM_REF, type, address, build_int_cst(ptr_type_node, 0));
    TREE_THIS_NOTRAP(memory) = 1;
    return code_load(code, memory);
}

/* strlen(text ? text : "") + 1 */
static tree string_size(gimple_seq *code, tree text)
{
    tree empty = build_string_literal(1, "");
    tree is_text =
        code_compute(code, NE_EXPR, boolean_type_node, text, build_zero_cst(TREE_TYPE(text)));
    /* Not converted, where `text` is no char pointer: GIMPLE has no such operand. */
    tree safe = code_choose(code, TREE_TYPE(text), is_text, text, empty);
    gcall *call = gimple_build_call(builtin_decl_explicit(BUILT_IN_STRLEN), 1, safe);
    tree length = make_ssa_name(size_type_node);
    gimple_call_set_lhs(call, length);
    gimple_seq_add_stmt(code, call);
    return code_compute(code, PLUS_EXPR, long_unsigned_type_node,
                        code_convert(code, long_unsigned_type_node, length), code_constant(1));
}

static tree requested_size(gimple_seq *code, const found_call &found, tree pointer)
{
    const heap_call &heap = found.heap;
    if (heap.string)
        return string_size(code, pointer);
    if (heap.size < 0)
        return code_constant(heap.bytes);
    tree size = argument_value(code, found, heap.size);
    if (heap.factor < 0)
        return size;
    tree factor = argument_value(code, found, heap.factor);
    if (TREE_CODE(size) == INTEGER_CST && TREE_CODE(factor) == INTEGER_CST)
        return fold_build2(MULT_EXPR, long_unsigned_type_node, size, factor);
    return code_compute(code, MULT_EXPR, long_unsigned_type_node, size, factor);
}

namespace
{
/* What *out was before a call of getline and its like. */
struct before {
    tree pointer, size;
};
} // namespace

static block find_block(gimple_seq *code, const found_call &found, tree result,
                        const before &before)
{
    gcall *call = found.call;
    block block = {};
    switch (found.heap.result) {
    case HEAP_RETURNED:
        block.pointer = result;
        block.ok = found.heap.nonnull
                       ? code_constant(1)
                       : test(code, NE_EXPR, result, build_zero_cst(TREE_TYPE(result)));
        block.size = requested_size(code, found, result);
        break;
    case HEAP_OUT_ZERO:
        block.pointer = load_through(code, call, found.heap.out, ptr_type_node);
        block.ok = test(code, EQ_EXPR, result, build_zero_cst(TREE_TYPE(result)));
        block.size = requested_size(code, found, block.pointer);
        break;
    case HEAP_OUT_LENGTH:
        block.pointer = load_through(code, call, found.heap.out, ptr_type_node);
        block.ok = test(code, GE_EXPR, result, build_zero_cst(TREE_TYPE(result)));
        block.size =
            code_compute(code, PLUS_EXPR, long_unsigned_type_node,
                         code_convert(code, long_unsigned_type_node, result), code_constant(1));
        break;
    case HEAP_OUT_CHANGED:
        block.pointer = load_through(code, call, found.heap.out, ptr_type_node);
        block.size = load_through(code, call, found.heap.size, long_unsigned_type_node);
        block.ok = code_compute(code, BIT_IOR_EXPR, long_unsigned_type_node,
                                test(code, NE_EXPR, block.pointer, before.pointer),
                                test(code, NE_EXPR, block.size, before.size));
        break;
    }
    return block;
}

static before find_before(const found_call &found)
{
    before before = {};
    gimple_seq code = NULL;
    if (found.heap.result == HEAP_OUT_CHANGED) {
        before.pointer = load_through(&code, found.call, found.heap.out, ptr_type_node);
        before.size = load_through(&code, found.call, found.heap.size, long_unsigned_type_node);
    } else if (found.heap.old >= 0) {
        before.pointer = gimple_call_arg(found.call, found.heap.old);
    }
    gimple_stmt_iterator gsi = gsi_for_stmt(found.call);
    if (code)
        code_insert_before(&gsi, code);
    return before;
}

/* ---- The probes ---- */

namespace
{
/* What the function's probes share. */
struct context {
    tree node;       /* an SSA name; NULL when no probe needs it */
    tree activation; /* an SSA name, or a constant 0: not known */
};
} // namespace

/* CINSTR_LEAF_KEY */
static tree leaf_key(gimple_seq *code, tree size)
{
    tree type = long_unsigned_type_node;
    if (tree_fits_uhwi_p(size))
        return code_constant(CINSTR_LEAF_KEY((uint64_t)tree_to_uhwi(size)));
    tree last = code_compute(code, MINUS_EXPR, type, size, code_constant(1));
    last = code_compute(code, BIT_IOR_EXPR, type, last, code_constant(1));
    gcall *call = gimple_build_call(builtin_decl_explicit(BUILT_IN_CLZL), 1, last);
    tree zeros = make_ssa_name(integer_type_node);
    gimple_call_set_lhs(call, zeros);
    gimple_seq_add_stmt(code, call);
    return code_compute(code, PLUS_EXPR, type, code_convert(code, type, zeros), code_constant(64));
}

/* Ends the basic block after `code`, whose condition leads to a cold call for the leaf. */
static void insert_count_probe(gimple_stmt_iterator gsi, gimple_seq code, const block &block,
                               tree node, unsigned slot)
{
    tree key = leaf_key(&code, block.size);
    tree leaf = code_load(&code, code_field(node, ptr_type_node, code_node_slot_offset(slot)));
    tree has =
        code_load(&code, code_field(leaf, long_unsigned_type_node, offsetof(cinstr_leaf, key)));
    gcond *misses = gimple_build_cond(NE_EXPR, has, key, NULL_TREE, NULL_TREE);
    gimple *last = gimple_seq_last_stmt(code);
    code_insert_after(&gsi, code);
    gimple_seq condition = NULL, call = NULL;
    gimple_seq_add_stmt(&condition, misses);
    cold_branch branch = code_split_cold(last, condition);
    tree made = code_call(&call, CINSTR_SYMBOL_LEAF, ptr_type_node,
                          {node, code_node_slot(&call, node, slot), key});
    code_fill_block(branch.cold, call);
    leaf = code_merge(branch, leaf, made);

    gimple_seq counts = NULL;
    code_add_to(&counts, leaf, offsetof(cinstr_leaf, objects), block.ok);
    tree bytes = block.size;
    if (TREE_CODE(block.ok) == SSA_NAME)
        bytes = code_compute(&counts, MULT_EXPR, long_unsigned_type_node, block.ok, bytes);
    code_add_to(&counts, leaf, offsetof(cinstr_leaf, bytes), bytes);
    gsi = gsi_after_labels(branch.join);
    code_insert_before(&gsi, counts);
}

/* What getline did not change is, to the runtime, a call that failed. */
static void settle_unchanged(gimple_seq *code, const found_call &found, block *block)
{
    if (found.heap.result == HEAP_RETURNED)
        return;
    tree changed = code_compute(code, NE_EXPR, boolean_type_node, block->ok, code_constant(0));
    block->pointer = code_choose(code, ptr_type_node, changed, block->pointer, null_pointer_node);
    block->size =
        code_choose(code, long_unsigned_type_node, changed, block->size, code_constant(1));
}

static void insert_live_probe(gimple_stmt_iterator gsi, gimple_seq code, const found_call &found,
                              block block, const context &context, unsigned slot, tree growing)
{
    settle_unchanged(&code, found, &block);
    tree place = code_node_slot(&code, context.node, slot);
    if (growing)
        code_call(&code, CINSTR_SYMBOL_GROWN, void_type_node,
                  {context.node, place, growing, block.pointer, block.size, context.activation});
    else
        code_call(&code, CINSTR_SYMBOL_ALLOCATED, void_type_node,
                  {context.node, place, block.pointer, block.size, context.activation});
    code_insert_after(&gsi, code);
}

/* The same for a call that must stay a tail call. That it may fail is not considered. */
static void insert_probe_before(const found_call &found, tree node, unsigned slot)
{
    gimple_stmt_iterator gsi = gsi_for_stmt(found.call);
    gsi_prev(&gsi);
    if (gsi_end_p(gsi))
        gsi = gsi_last_bb(split_block_after_labels(gimple_bb(found.call))->src);
    gimple_seq code = NULL;
    block block = {NULL_TREE, requested_size(&code, found, NULL_TREE), code_constant(1)};
    insert_count_probe(gsi, code, block, node, slot);
}

static void insert_allocation_probe(const found_call &found, const context &context)
{
    const allocation_place &place = found.place;
    heap_block known = heap_block_of(found.call, place.where, place.block);
    unsigned index = records_add_allocation(heap_call_name(place.allocator), known.type,
                                            known.flags, place.where, place.block);
    unsigned slot = records_site_count() + index;
    if (options.verbose)
        inform(LOCATION_LOCUS(place.where), "cinstr: %qD allocates %s", place.allocator,
               known.type ? known.type : "blocks of unknown type");

    if (is_probed_before(found)) {
        insert_probe_before(found, context.node, slot);
        return;
    }
    before before = find_before(found);
    tree growing = NULL_TREE;
    if (options.alloc == ALLOC_LIVE && found.heap.action == HEAP_GROWS) {
        gimple_seq code = NULL;
        growing = code_call(&code, CINSTR_SYMBOL_GROWING, ptr_type_node, {before.pointer});
        gimple_stmt_iterator gsi = gsi_for_stmt(found.call);
        code_insert_before(&gsi, code);
    }
    tree result = call_result(found.call);
    gimple_stmt_iterator gsi = code_after_call(found.call);
    if (!gsi.bb)
        return;
    gimple_seq code = NULL;
    block block = find_block(&code, found, result, before);
    if (options.alloc == ALLOC_LIVE)
        insert_live_probe(gsi, code, found, block, context, slot, growing);
    else
        insert_count_probe(gsi, code, block, context.node, slot);
}

static void insert_free_probe(const found_call &found, tree activation)
{
    gimple_seq code = NULL;
    code_call(&code, CINSTR_SYMBOL_RELEASED, void_type_node,
              {gimple_call_arg(found.call, found.heap.old), activation});
    gimple_stmt_iterator gsi = gsi_for_stmt(found.call);
    code_insert_before(&gsi, code);
}

/* T.activations += 1, when the function may free what it allocated itself. */
static tree insert_activation(const vec<found_call> &calls, basic_block entry)
{
    bool allocates = allocation_needs_node(calls), frees = false;
    for (unsigned i = 0; i < calls.length(); i++)
        frees |= calls[i].heap.action == HEAP_FREES;
    if (options.alloc != ALLOC_LIVE || !allocates || !frees)
        return code_constant(0);
    gimple_seq code = NULL;
    HOST_WIDE_INT offset = offsetof(cinstr_thread, activations);
    tree type = long_unsigned_type_node;
    tree activation =
        code_compute(&code, PLUS_EXPR, type,
                     code_load(&code, code_thread_field(&code, type, offset)), code_constant(1));
    code_store(&code, code_thread_field(&code, type, offset), activation);
    gimple_stmt_iterator gsi = gsi_after_labels(entry);
    code_insert_before(&gsi, code);
    return activation;
}

void allocation_insert_probes(const vec<found_call> &calls, tree node, basic_block entry)
{
    context context = {node, insert_activation(calls, entry)};
    for (unsigned i = 0; i < calls.length(); i++)
        if (calls[i].heap.action == HEAP_FREES)
            insert_free_probe(calls[i], context.activation);
        else
            insert_allocation_probe(calls[i], context);
}
