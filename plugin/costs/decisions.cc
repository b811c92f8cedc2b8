/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decisions.cc - claims about how often the RTL edges behind conditions and switches are taken.
 *
 *     if (p) a(); else b();          jump.if.not p -> L2;  call a;  ...  L2: call b
 *
 * The jump carries the tag of the condition, and what it leads to tells which way is which.
 */
#include "costs/decisions.h"
#include "costs/claims.h"
#include "costs/places.h"
#include "costs/solve.h"
#include "costs/twins.h"

namespace
{
/* The RTL edges and the GIMPLE edges that one condition or switch may have led to. Those that can
 * be told apart have different groups. */
struct decision {
    auto_vec<edge> rtl;
    auto_vec<int> gimple;       /* places */
    auto_vec<int> rtl_group;    /* by index in `rtl` */
    auto_vec<int> gimple_group; /* by index in `gimple` */
};
} // namespace

/* An edge within what one switch became: a check of the range, and a jump through a table. */
static bool is_within(edge e, int place)
{
    return e->dest->index >= NUM_FIXED_BLOCKS && places_decided(e->dest) == place &&
           places_main(e->dest) == place;
}

static void find_decision(decision &all, const vec<tag> &tags, int place)
{
    const vec<int> &out = places_edges(place);
    for (unsigned i = 0; i < out.length(); i++) {
        all.gimple.safe_push(out[i]);
        all.gimple_group.safe_push((int)i);
    }
    bool repeats = places_edge_back(tags, place) >= 0;
    const vec<occurrence> &found = places_of(place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        if (places_decided(bb) == place)
            FOR_EACH_EDGE (e, ei, bb->succs)
                if (repeats || !is_within(e, place)) {
                    all.rtl.safe_push(e);
                    all.rtl_group.safe_push(-1);
                }
    }
}

static void join_groups(decision &all, int from, int to)
{
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == from)
            all.rtl_group[i] = to;
    for (unsigned i = 0; i < all.gimple.length(); i++)
        if (all.gimple_group[i] == from)
            all.gimple_group[i] = to;
}

/* What GCC expects of a group: more RTL flow than GIMPLE flow when equal ends were merged. */
static bool has_surplus(const decision &all, int group, const vec<tag> &tags)
{
    double left = 0, right = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group)
            left += claims_expected(all.rtl[i]->count());
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            right += claims_expected(tags[all.gimple[j]].count);
    return left > right && claims_doubt(left, right) > CLAIMS_CERTAIN;
}

/*
 * What leads nowhere that is known, on both sides, belongs together. GIMPLE edges alone may have
 * got lost where GCC merged the block that they led to with another: they belong to the groups that
 * have more than they should.
 */
static void group_rest(decision &all, const vec<tag> &tags)
{
    int rest = -1;
    for (unsigned j = 0; j < all.gimple.length(); j++) {
        if (all.rtl_group.contains(all.gimple_group[j]))
            continue;
        if (rest >= 0)
            join_groups(all, all.gimple_group[j], rest);
        rest = all.gimple_group[j];
    }
    bool any = false;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] < 0) {
            all.rtl_group[i] = rest;
            any = true;
        }
    if (rest < 0 || any)
        return;
    auto_vec<int> surplus;
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] != rest && !surplus.contains(all.gimple_group[j]) &&
            has_surplus(all, all.gimple_group[j], tags))
            surplus.safe_push(all.gimple_group[j]);
    for (unsigned i = 0; i < surplus.length(); i++)
        join_groups(all, surplus[i], rest);
}

static void group_edges(decision &all, const vec<tag> &tags)
{
    for (unsigned i = 0; i < all.rtl.length(); i++)
        for (unsigned j = 0; j < all.gimple.length(); j++) {
            if (!places_may_lead(all.gimple[j], all.rtl[i]->dest))
                continue;
            if (all.rtl_group[i] < 0)
                all.rtl_group[i] = all.gimple_group[j];
            else if (all.rtl_group[i] != all.gimple_group[j])
                join_groups(all, all.gimple_group[j], all.rtl_group[i]);
        }
    group_rest(all, tags);
}

/* "The RTL edges of a group are run over as often as its GIMPLE edges, together." */
static void claim_group(const decision &all, int group, const vec<tag> &tags)
{
    sum equation = vNULL;
    double left = 0, right = 0;
    bool good = false;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, claims_edge(all.rtl[i]), 1);
            left += claims_expected(all.rtl[i]->count());
            good = true;
        }
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group) {
            solve_add_term(equation, claims_given(all.gimple[j]), -1);
            right += claims_expected(tags[all.gimple[j]].count);
            good &= tags[all.gimple[j]].counted;
        }
    if (good)
        claims_add(equation, left, right);
    else
        equation.release();
}

/* "A condition's jump goes either way as often as the condition and its twins do, together." */
static void claim_twins(const decision &all, int group, int place, const vec<tag> &tags)
{
    const vec<int> &twins = twins_of(place);
    int own = TAG_NONE;
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            own = own == TAG_NONE ? all.gimple[j] : TAG_PROBE;
    if (twins.is_empty() || own < 0)
        return;
    sum equation = vNULL;
    double left = 0, right = claims_expected(tags[own].count);
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, claims_edge(all.rtl[i]), 1);
            left += claims_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, claims_given(own), -1);
    for (unsigned i = 0; i < twins.length(); i++) {
        int same = twins_edge(tags, twins[i], tags[own].when_true);
        solve_add_term(equation, claims_given(same), -1);
        right += claims_expected(tags[same].count);
    }
    if (left > 0)
        claims_add(equation, left, right);
    else
        equation.release();
}

/* Whether GCC expects that a group is taken much less often than the others together. */
static bool is_rare(const decision &all, int group)
{
    double own = 0, whole = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        double runs = claims_expected(all.rtl[i]->count());
        whole += runs;
        own += all.rtl_group[i] == group ? runs : 0;
    }
    return own < whole / 4;
}

/* A share of the group as GCC expects it, for an edge of several; of what is not rare only where no
 * loop ends. */
static void believe_shares(const decision &all, int group, bool rare)
{
    edge first = NULL;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        if (all.rtl_group[i] != group)
            continue;
        edge e = all.rtl[i];
        if (!rare && claims_ends_loop(e->src))
            continue;
        if (!first) {
            first = e;
            continue;
        }
        double one = claims_expected(first->count()), other = claims_expected(e->count());
        if (one <= 0 && other <= 0)
            one = other = 1;
        sum equation = vNULL;
        solve_add_term(equation, claims_edge(e), one);
        solve_add_term(equation, claims_edge(first), -other);
        solve_believe(equation);
        equation.release();
    }
}

/* The count of a switch's default out of range; TAG_NONE where it has none. */
static int out_of_range_tag(const decision &all, const vec<tag> &tags)
{
    for (unsigned j = 0; j < all.gimple.length(); j++)
        for (unsigned i = all.gimple[j];
             i < tags.length() && tags[i].on_edge && tags[i].source == tags[all.gimple[j]].source;
             i++)
            if (tags[i].out_of_range)
                return (int)i;
    return TAG_NONE;
}

/* "The checks of a switch's range fail as often as was counted." */
static void claim_range(const decision &all, const vec<tag> &tags)
{
    int count = out_of_range_tag(all, tags);
    if (count < 0)
        return;
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (any_condjump_p(BB_END(all.rtl[i]->src))) {
            solve_add_term(equation, claims_edge(all.rtl[i]), 1);
            runs += claims_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, claims_given(count), -1);
    claims_add(equation, runs, claims_expected(tags[count].count));
}

template <typename F> static void for_decisions(const vec<tag> &tags, F visit)
{
    for (unsigned i = 1; i < tags.length(); i++) {
        if (places_of(i).is_empty() || tags[i].on_edge || places_edges(i).length() < 2)
            continue;
        decision all;
        find_decision(all, tags, i);
        if (all.rtl.is_empty())
            continue;
        group_edges(all, tags);
        for (unsigned group = 0; group < all.gimple.length(); group++)
            visit(all, (int)group, (int)i);
    }
}

void decisions_claim(const vec<tag> &tags)
{
    for_decisions(tags, [&](const decision &all, int group, int place) {
        unsigned first = claims_count();
        claim_group(all, group, tags);
        claim_twins(all, group, place, tags);
        claims_keep_best(first);
        if (group == 0)
            claim_range(all, tags);
    });
}

void decisions_share(const vec<tag> &tags, bool rare)
{
    for_decisions(tags, [&](const decision &all, int group, int) {
        if (is_rare(all, group) == rare)
            believe_shares(all, group, rare);
    });
}
