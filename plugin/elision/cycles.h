/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elision/cycles.h - the cycles of a function's graph: sets of blocks that can reach each other. */
#ifndef CINSTR_PLUGIN_ELISION_CYCLES_H
#define CINSTR_PLUGIN_ELISION_CYCLES_H

#include "gcc.h"

/* Tarjan's search for strongly connected components. Invariant: `number` is 0 for blocks not yet
 * met, `cycle` -1 for those on the stack or in no cycle. */
struct block_state {
    int number, low, cycle;
};

/* The cycles of one function's graph. `state` is by index of the block, its `cycle` an index into
 * `found`, whose vectors this struct owns. */
struct function_cycles {
    auto_vec<block_state> state;
    auto_vec<vec<basic_block>> found;
    auto_vec<basic_block> stack; /* empty again when the search has ended */
    int numbers;
    const hash_set<basic_block> *within; /* only these blocks count; NULL: all do */

    ~function_cycles()
    {
        for (unsigned i = 0; i < found.length(); i++)
            found[i].release();
    }
};

/* Fills `cycles`, which is empty, with those of `fun`, in GIMPLE or in RTL; with those among the
 * blocks `within` unless that is NULL. */
void cycles_find(function_cycles *cycles, function *fun, const hash_set<basic_block> *within);

#endif
