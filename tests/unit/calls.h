/* SPDX-License-Identifier: MIT */
/* calls.h - calls as probes make them, for tests of the tree. */
#ifndef CINSTR_TESTS_CALLS_H
#define CINSTR_TESTS_CALLS_H

#include "../../runtime/thread.h"

#include <check.h>

/* What an entry probe does; `slot` NULL: nothing has called. */
static inline struct ci_edge *calls_enter(struct cinstr_edge **slot,
                                          const struct cinstr_function *function)
{
    if (!slot)
        slot = ci_thread_current() ? &ci_thread_current()->tree.root->slots[0] : ci_attach();
    struct ci_found found = ci_tree_find(&ci_thread_current()->tree, slot, function, 0, 0, 0);
    ck_assert_ptr_nonnull(found.edge);
    found.edge->calls++;
    return (struct ci_edge *)found.edge;
}

/* The slot of a call site of the function that the edge leads to. */
static inline struct cinstr_edge **calls_site(const struct ci_edge *edge, int index)
{
    return &ci_edge_node(edge)->slots[index];
}

#endif
