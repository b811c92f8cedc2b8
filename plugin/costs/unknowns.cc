/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unknowns.cc - the blocks and edges of the RTL graph as unknowns; see unknowns.h. */
#include "costs/unknowns.h"

unsigned unknowns_begin(unknowns &unknowns, function *fun)
{
    unknowns.edges = vNULL;
    basic_block bb;
    edge e;
    edge_iterator ei;
    FOR_BB_BETWEEN(bb, ENTRY_BLOCK_PTR_FOR_FN(fun), EXIT_BLOCK_PTR_FOR_FN(fun), next_bb)
    FOR_EACH_EDGE (e, ei, bb->succs) {
        e->aux = (void *)(intptr_t)unknowns.edges.length();
        unknowns.edges.safe_push(e);
    }
    mark_dfs_back_edges();
    unknowns.first_block = unknowns.edges.length();
    return unknowns.first_block + last_basic_block_for_fn(fun);
}

void unknowns_end(unknowns &unknowns)
{
    for (unsigned i = 0; i < unknowns.edges.length(); i++)
        unknowns.edges[i]->aux = NULL;
    unknowns.edges.release();
}

int unknowns_block(const unknowns &unknowns, const_basic_block bb)
{
    return (int)unknowns.first_block + bb->index;
}

int unknowns_edge(edge e)
{
    return (int)(intptr_t)e->aux;
}

bool unknowns_ends_loop(basic_block bb)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (e->flags & EDGE_DFS_BACK)
            return true;
    return false;
}

double unknowns_expected(profile_count count)
{
    return count.initialized_p() ? (double)count.to_gcov_type() : 0;
}
