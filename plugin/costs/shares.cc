/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shares.cc - how RTL edges share the runs of a GIMPLE edge; see shares.h. */
#include "costs/shares.h"
#include "costs/copies.h"
#include "costs/jumps.h"

/* A group is rare that GCC expects in less than one of four runs. */
static const double RARE = 0.25;

/* Whether GCC expects that a group is taken much less often than the others together, or nothing
 * returns from where it leads: GCC 12 expects a third of all for an error that a program reports by
 * longjmp. */
static bool is_rare(const decision &all, int group)
{
    double own = 0, whole = 0;
    bool returns = false;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        double runs = unknowns_expected(all.rtl[i]->count());
        whole += runs;
        if (all.rtl_group[i] != group)
            continue;
        own += runs;
        returns |= EDGE_COUNT(all.rtl[i]->dest->succs) > 0;
    }
    return own < whole * RARE || !returns;
}

/* How much less often a copy of a loop's end is taken after another copy, as against where control
 * comes from elsewhere. */
static const double AFTER_OTHERS = 0.1;

/*
 * How often an edge is taken, relative to others of its group: as GCC expects it. But where GCC
 * unrolled a loop, control leaves one copy as it leaves any other by GCC's expectation. In a loop
 * of few turns it leaves the first copy that it comes to, as there are no others:
 *
 *     switch (n % 8) {                     7/8 of all calls end at the copies that the switch
 *     case 7: if (*p++ == c) return;       leads to, if turns are few; if they are many, what
 *     case 6: if (*p++ == c) return;       copies run as often as the loop has turns, less
 *     ...                                  these, whatever the shares are
 */
static double share_of(edge e)
{
    double expected = unknowns_expected(e->count()), entered = 0, whole = 0;
    if (!copies_in(e->src))
        return expected;
    edge in;
    edge_iterator ei;
    FOR_EACH_EDGE (in, ei, e->src->preds) {
        double runs = unknowns_expected(in->count());
        whole += runs;
        entered += copies_in(in->src) ? 0 : runs;
    }
    return whole > 0 ? expected * (AFTER_OTHERS + entered / whole) : expected;
}

static void believe_share(analysis &known, edge first, edge e)
{
    double one = share_of(first), other = share_of(e);
    if (one <= 0 && other <= 0)
        one = other = 1;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(e), one);
    solve_add_term(equation, unknowns_edge(first), -other);
    analysis_believe(known, equation);
}

/* A share of the group as GCC expects it, for an edge of several; not of those back to a loop's
 * start, and of what is not rare only where no loop ends. */
static void believe_shares(analysis &known, const decision &all, int group, bool rare)
{
    edge first = NULL;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        if (all.rtl_group[i] != group)
            continue;
        edge e = all.rtl[i];
        if (e->flags & EDGE_DFS_BACK || (!rare && unknowns_ends_loop(e->src)))
            continue;
        if (first)
            believe_share(known, first, e);
        else
            first = e;
    }
}

/* The groups by how often GCC expects them: where a share is wrong, it is of less. */
static void order_groups(const decision &all, const analysis &known, auto_vec<int> &groups)
{
    auto_vec<double> expected;
    for (unsigned group = 0; group < all.gimple.length(); group++) {
        double runs = 0;
        for (unsigned j = 0; j < all.gimple.length(); j++)
            if (all.gimple_group[j] == (int)group)
                runs += unknowns_expected(known.tags[all.gimple[j]].count);
        unsigned at = 0;
        while (at < groups.length() && expected[at] <= runs)
            at++;
        groups.safe_insert(at, (int)group);
        expected.safe_insert(at, runs);
    }
}

/* The jumps out of a switch's range, where GCC copied its dispatch, as GCC expects them: how often
 * they are taken together is counted. */
static void share_out_of_range(analysis &known, const decision &all)
{
    edge first = NULL;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        edge e = all.rtl[i];
        if (!any_condjump_p(BB_END(e->src)))
            continue;
        if (first)
            believe_share(known, first, e);
        else
            first = e;
    }
}

void shares_believe(analysis &known, bool rare)
{
    jumps_for_all(known, [&](const decision &all, int place) {
        if (rare && jumps_count_out_of_range(known, place))
            share_out_of_range(known, all);
        auto_vec<int> groups;
        order_groups(all, known, groups);
        for (unsigned i = 0; i < groups.length(); i++)
            if (is_rare(all, groups[i]) == rare)
                believe_shares(known, all, groups[i], rare);
    });
}
