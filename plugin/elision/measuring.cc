/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/measuring.cc - the harness's loops; see elision/measuring.h. */
#include "elision/measuring.h"
#include "elision/cycles.h"
#include "elision/rest.h"
#include "guard/harness.h"

/* Only the function that a statement was written in counts. */
static void note_loop(tree function, location_t, tree callee, void *data)
{
    *(bool *)data |= !callee && harness_has_loop(function);
}

static bool has_loop_code(basic_block bb)
{
    bool found = false;
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi) && !found; gsi_next(&gsi))
        if (!is_gimple_debug(gsi_stmt(gsi)) && gimple_has_location(gsi_stmt(gsi)))
            rest_for_each_place(gimple_location(gsi_stmt(gsi)), note_loop, &found);
    return found;
}

static void note_host(tree function, location_t, tree, void *data)
{
    *(bool *)data |= harness_has_loop(function);
}

static bool is_host(function *fun)
{
    bool found = false;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi) && !found; gsi_next(&gsi))
            rest_for_each_place(gimple_location(gsi_stmt(gsi)), note_host, &found);
    return found;
}

/* The blocks of a cycle that it is not entered at: what is a cycle among them is inside of it. */
static void find_inner(const vec<basic_block> &blocks, hash_set<basic_block> *inner)
{
    hash_set<basic_block> all;
    for (unsigned i = 0; i < blocks.length(); i++)
        all.add(blocks[i]);
    for (unsigned i = 0; i < blocks.length(); i++) {
        bool entered = false;
        edge entry;
        edge_iterator ei;
        FOR_EACH_EDGE (entry, ei, blocks[i]->preds)
            entered |= !all.contains(entry->src);
        if (!entered)
            inner->add(blocks[i]);
    }
}

/* Adds the innermost cycles, of those in `within`, that have code of the harness's loop. */
static bool add_innermost(measuring *measuring, function *fun, const hash_set<basic_block> *within)
{
    bool any = false;
    function_cycles cycles;
    cycles_find(&cycles, fun, within);
    for (unsigned i = 0; i < cycles.found.length(); i++) {
        const vec<basic_block> &blocks = cycles.found[i];
        hash_set<basic_block> inner;
        find_inner(blocks, &inner);
        if (inner.elements() < blocks.length() && add_innermost(measuring, fun, &inner)) {
            any = true;
            continue;
        }
        bool found = false;
        for (unsigned k = 0; k < blocks.length() && !found; k++)
            found = has_loop_code(blocks[k]);
        if (found)
            measuring->cycles.safe_push(blocks.copy());
        any |= found;
    }
    return any;
}

void measuring_find(measuring *measuring, function *fun)
{
    measuring->is_host = is_host(fun);
    if (!measuring->is_host)
        return;
    add_innermost(measuring, fun, NULL);
    measuring->cycle_of.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    for (unsigned i = 0; i < measuring->cycle_of.length(); i++)
        measuring->cycle_of[i] = -1;
    for (unsigned i = 0; i < measuring->cycles.length(); i++)
        for (unsigned k = 0; k < measuring->cycles[i].length(); k++)
            measuring->cycle_of[measuring->cycles[i][k]->index] = i;
}
