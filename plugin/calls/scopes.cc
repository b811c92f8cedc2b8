/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scopes.cc - how often each inlined body ran, where that is certain.
 *
 * With -g GCC leaves a mark where it puts a body in place of a call:
 *
 *     # DEBUG INLINE_ENTRY area
 *     _3 = w_1 * h_2;
 *
 * The mark is no code and stays where control enters the body: statements are hoisted past it,
 * blocks are copied with it. So a body ran as often as all of its marks together, unless GCC has
 * dropped a mark with the empty block that it stood in, or has made one block of two. Neither can
 * be seen afterwards in the graph, but GCC keeps its expectation of how often a block runs
 * consistent: it shares out among copies and adds up what it merges. A body whose marks have
 * together another expectation than after inlining gets no figure. Nor does one in a loop that GCC
 * vectorised: since GCC 14 it does not always scale its expectation there.
 *
 * The expectation is guessed late in the early passes. Only one pass before that copies blocks, the
 * early threading of jumps. Bodies in a function that it changes get no figure either. What it
 * changed is not known when LTO compiles, where no body gets one.
 */
#include "calls/scopes.h"
#include "base/eligible.h"
#include "base/options.h"
#include "base/pass.h"
#include "base/records.h"

namespace
{
/* An inlined body of the current function. */
struct body {
    tree block;         /* its outermost BLOCK */
    gcov_type expected; /* runs, after inlining, in all places together */
    gcov_type found;    /* the same now */
    bool uncertain;
    auto_vec<unsigned> variables; /* that count its marks' places */
};

/* Loops that compute with vectors, by number. */
typedef hash_set<int_hash<int, -1, -2>> vector_loops;

/*
 * What one pass leaves to the next. `bodies` are those of the function between the pass `bodies`
 * and scopes_find_entries, and empty otherwise. Invariant: numbers[bodies[i]->block] is i.
 */
struct scope_state {
    auto_vec<body *> bodies;
    hash_map<tree, unsigned> numbers;
    /* Of the unit: calls whose inlined bodies may have lost a mark early, as call_of() has them. */
    hash_set<int_hash<uint64_t, 0>> threaded_calls;
    unsigned graph_before_threading; /* of the function that is threaded now */
    vector_loops
        own_vectors; /* of the function that is vectorised now: of the source's own vectors */
};
} // namespace

/* Made by scopes_register; GCC hands nothing to its passes, so they find it here. */
static scope_state *state;

/* The outermost BLOCK of the body that is entered at a statement, NULL at others. */
static tree entered_block(gimple *stmt)
{
    if (!gimple_debug_inline_entry_p(stmt))
        return NULL_TREE;
    tree block = gimple_block(stmt);
    return block && records_is_body(block) ? block : NULL_TREE;
}

static uint64_t call_of(tree block)
{
    return (uint64_t)LOCATION_LOCUS(BLOCK_SOURCE_LOCATION(block)) << 32 |
           DECL_UID(block_ultimate_origin(block));
}

static body &body_of(tree block)
{
    bool known;
    unsigned &number = state->numbers.get_or_insert(block, &known);
    if (!known) {
        number = state->bodies.length();
        body *fresh = new body();
        fresh->block = block;
        state->bodies.safe_push(fresh);
    }
    return *state->bodies[number];
}

static void forget_bodies(void)
{
    while (!state->bodies.is_empty())
        delete state->bodies.pop();
    state->numbers.empty();
}

static unsigned graph_checksum(function *fun)
{
    unsigned sum = n_basic_blocks_for_fn(fun);
    basic_block bb;
    edge e;
    edge_iterator ei;
    FOR_EACH_BB_FN (bb, fun)
        FOR_EACH_EDGE (e, ei, bb->succs)
            sum = (sum ^ (e->src->index * 65599u + e->dest->index)) * 16777619u;
    return sum;
}

static bool unthreaded_gate(function *)
{
    return options.instructions;
}

static unsigned unthreaded_execute(function *fun)
{
    state->graph_before_threading = graph_checksum(fun);
    return 0;
}

static bool threaded_gate(function *fun)
{
    return options.instructions && fun->cfg && graph_checksum(fun) != state->graph_before_threading;
}

/* Also notes bodies that threading did not touch: nobody knows which it did. Those that lost all
 * marks have no figure anyway. */
static unsigned threaded_execute(function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (tree block = entered_block(gsi_stmt(gsi)))
                state->threaded_calls.add(call_of(block));
    return 0;
}

static bool bodies_gate(function *)
{
    return options.instructions;
}

/* After all inlining, before the passes that copy and merge blocks. */
static unsigned bodies_execute(function *fun)
{
    forget_bodies();
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (tree block = entered_block(gsi_stmt(gsi))) {
                body &body = body_of(block);
                body.uncertain |= in_lto_p || !bb->count.initialized_p() ||
                                  state->threaded_calls.contains(call_of(block));
                body.expected += bb->count.initialized_p() ? bb->count.to_gcov_type() : 0;
            }
    return 0;
}

static bool has_vectors(const class loop *loop)
{
    basic_block *blocks = get_loop_body(loop);
    bool found = false;
    for (unsigned i = 0; i < loop->num_nodes && !found; i++)
        for (gimple_stmt_iterator gsi = gsi_start_bb(blocks[i]); !gsi_end_p(gsi) && !found;
             gsi_next(&gsi)) {
            tree result = gimple_get_lhs(gsi_stmt(gsi));
            found = result && VECTOR_TYPE_P(TREE_TYPE(result));
        }
    free(blocks);
    return found;
}

/* By number; the outermost one is the function. */
static void find_vector_loops(vector_loops &found, function *fun)
{
    for (unsigned i = 1; i < number_of_loops(fun); i++) {
        const class loop *loop = get_loop(fun, i);
        if (loop && has_vectors(loop))
            found.add((int)i);
    }
}

static bool unvectorized_gate(function *fun)
{
    return options.instructions && loops_for_fn(fun);
}

static unsigned unvectorized_execute(function *fun)
{
    state->own_vectors.empty();
    find_vector_loops(state->own_vectors, fun);
    return 0;
}

static bool vectorized_gate(function *fun)
{
    return unvectorized_gate(fun);
}

static unsigned vectorized_execute(function *fun)
{
    vector_loops now;
    find_vector_loops(now, fun);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        int loop = bb->loop_father->num;
        if (!now.contains(loop) || state->own_vectors.contains(loop))
            continue;
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (tree block = entered_block(gsi_stmt(gsi)))
                body_of(block).uncertain = true;
    }
    return 0;
}

/*
 * Adds the variables that count how often control passes the statement at `gsi`. False where that
 * is not known: after one call that may not return and before another.
 */
static bool add_place(const flow &flow, vec<unsigned> &variables, basic_block bb,
                      gimple_stmt_iterator gsi)
{
    bool before = false, after = false;
    gimple *mark = gsi_stmt(gsi);
    for (gsi = gsi_start_bb(bb); gsi_stmt(gsi) != mark; gsi_next(&gsi))
        before |= eligible_may_leave(gsi_stmt(gsi));
    for (; !gsi_end_p(gsi); gsi_next(&gsi))
        after |= eligible_may_leave(gsi_stmt(gsi));
    if (!before) {
        variables.safe_push(flow_block_variable(flow, bb->index));
        return true;
    }
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (after || !flow_edge_is_counted(e) || e->dest == EXIT_BLOCK_PTR_FOR_FN(cfun))
            return false;
        else
            variables.safe_push(flow_edge_variable(flow, e->src->index, e->dest->index));
    return !after;
}

void scopes_find_entries(const flow &flow, function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (tree block = entered_block(gsi_stmt(gsi))) {
                body &body = body_of(block);
                body.uncertain |= !bb->count.initialized_p();
                body.found += bb->count.initialized_p() ? bb->count.to_gcov_type() : 0;
                body.uncertain |= !add_place(flow, body.variables, bb, gsi);
            }
    for (unsigned i = 0; i < state->bodies.length(); i++) {
        body &body = *state->bodies[i];
        gcov_type off = body.found - body.expected, rounding = body.expected / 1000000;
        if (!body.uncertain && body.found > 0 && off <= rounding && -off <= rounding)
            records_set_scope_entries(records_scope(body.block),
                                      records_add_sum(body.variables) + 1);
    }
    forget_bodies();
}

DEFINE_GIMPLE_PASS(unthreaded, 0)
DEFINE_GIMPLE_PASS(threaded, 0)
DEFINE_GIMPLE_PASS(bodies, 0)
DEFINE_GIMPLE_PASS(unvectorized, 0)
DEFINE_GIMPLE_PASS(vectorized, 0)

void scopes_register(const char *plugin)
{
    state = new scope_state();
    pass_insert(plugin, make_unthreaded_pass(), "ethread", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_threaded_pass(), "ethread", PASS_POS_INSERT_AFTER);
    pass_insert(plugin, make_bodies_pass(), "*all_optimizations", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_unvectorized_pass(), "vect", PASS_POS_INSERT_BEFORE);
    pass_insert(plugin, make_vectorized_pass(), "vect", PASS_POS_INSERT_AFTER);
}
