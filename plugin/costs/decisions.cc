/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decisions.cc - claims about how often the RTL edges out of conditions and switches are taken. */
#include "costs/decisions.h"
#include "costs/insns.h"
#include "costs/joined.h"
#include "costs/jumps.h"

/* "The RTL edges of a group are run over as often as its GIMPLE edges, together." */
static void claim_group(const decision &all, int group, analysis &known)
{
    sum equation = vNULL;
    double left = 0, right = 0;
    bool good = false;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            left += unknowns_expected(all.rtl[i]->count());
            good = true;
        }
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group) {
            solve_add_term(equation, solve_given(all.gimple[j]), -1);
            right += unknowns_expected(known.tags[all.gimple[j]].count);
            good &= known.tags[all.gimple[j]].counted;
        }
    if (good)
        claims_add(known.claims, equation, left, right);
    else
        equation.release();
}

/* "A condition's jump goes either way as often as the condition and its twins do, together." */
static void claim_twins(const decision &all, int group, int place, analysis &known)
{
    const vec<int> &twins = twins_of(known.twins, place);
    int own = TAG_NONE;
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            own = own == TAG_NONE ? all.gimple[j] : TAG_PROBE;
    if (twins.is_empty() || own < 0)
        return;
    sum equation = vNULL;
    double left = 0, right = unknowns_expected(known.tags[own].count);
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            left += unknowns_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, solve_given(own), -1);
    for (unsigned i = 0; i < twins.length(); i++) {
        int same = twins_edge(known.places, known.tags, twins[i], known.tags[own].when_true);
        solve_add_term(equation, solve_given(same), -1);
        right += unknowns_expected(known.tags[same].count);
    }
    if (left > 0)
        claims_add(known.claims, equation, left, right);
    else
        equation.release();
}

static bool is_second_jump(const analysis &known, basic_block bb, int place)
{
    return single_pred_p(bb) && jumps_second(known, single_pred(bb), place) == single_pred_edge(bb);
}

/* Whether a condition became two jumps, in all its copies. */
static bool has_two_jumps(const decision &all, const analysis &known, int place)
{
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        basic_block bb = all.rtl[i]->src;
        bool first = jumps_second(known, bb, place);
        if (first == is_second_jump(known, bb, place) || EDGE_COUNT(bb->succs) != 2)
            return false;
    }
    return true;
}

/* "The RTL edges out of a switch's range check are run over as often as was counted." Of the check
 * of a processor that has a pattern for all of a jump by a table, as AArch64 has, GCC expects
 * nothing.
 */
static void claim_out_of_range(const decision &all, int count, analysis &known)
{
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (any_condjump_p(BB_END(all.rtl[i]->src))) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            runs += unknowns_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, solve_given(count), -1);
    claims_add(known.claims, equation, runs,
               targetm.have_casesi() ? runs : unknowns_expected(known.tags[count].count));
}

/*
 * "The first of two jumps decides alone as often as was counted", for a condition and its twins.
 * GCC makes two even jumps of a condition, whatever it expects of either; so its expectation of the
 * blocks tells whether these are all conditions that have the jumps.
 */
static void claim_first_way(const decision &all, int place, int count, analysis &known)
{
    sum equation = vNULL;
    double left = 0, right = unknowns_expected(known.tags[place].count);
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        edge second = jumps_second(known, all.rtl[i]->src, place);
        if (!second || second == all.rtl[i])
            continue;
        solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
        left += unknowns_expected(all.rtl[i]->src->count);
    }
    solve_add_term(equation, solve_given(count), -1);
    const vec<int> &twins = twins_of(known.twins, place);
    for (unsigned i = 0; i < twins.length(); i++) {
        int same = joined_first_way(known.places, known.tags, twins[i]);
        if (same < 0)
            continue; /* it has one jump, so it is none */
        solve_add_term(equation, solve_given(same), -1);
        right += unknowns_expected(known.tags[twins[i]].count);
    }
    claims_add(known.claims, equation, left, right);
}

static void claim_ways(const decision &all, int place, analysis &known)
{
    int count = joined_first_way(known.places, known.tags, place);
    if (count < 0)
        return;
    if (jumps_count_out_of_range(known, place))
        claim_out_of_range(all, count, known);
    else if (has_two_jumps(all, known, place))
        claim_first_way(all, place, count, known);
}

/*
 * "A condition decides for its twins too, on every side", if that is as good as certain. Where GCC
 * expects that a twin never goes one way, its expectation of that side alone does not tell.
 */
static bool claim_all_twins(const decision &all, int place, analysis &known)
{
    unsigned first = claims_count(known.claims);
    for (unsigned group = 0; group < all.gimple.length(); group++)
        claim_twins(all, (int)group, place, known);
    return claims_keep_certain(known.claims, first);
}

/*
 * "A jump back to its own block is taken as often as the loop was entered and repeated", where GCC
 * merged the loop with the equal code before it:
 *
 *     p = next(p); while (bad(p)) p = next(p);
 *
 * is one block then, whose instructions all come from before the loop.
 */
static void claim_rolled(analysis &known, int place, int entry, int back)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double jumps = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e = find_edge(bb, bb);
        if (!e || places_decided(known.places, bb) != place)
            continue;
        solve_add_term(equation, unknowns_edge(e), 1);
        jumps += unknowns_expected(e->count());
    }
    solve_add_term(equation, solve_given(entry), -1);
    solve_add_term(equation, solve_given(back), -1);
    if (jumps > 0)
        claims_add(known.claims, equation, jumps,
                   unknowns_expected(known.tags[entry].count) +
                       unknowns_expected(known.tags[back].count));
    else
        equation.release();
}

/* The same for each loop of one block whose condition a place decides, and which it enters. */
static void claim_rolled_loops(analysis &known, int place)
{
    const vec<int> &twins = twins_of(known.twins, place);
    const vec<int> &out = places_edges(known.places, place);
    for (unsigned i = 0; i < twins.length(); i++) {
        int back = places_edge_back(known.places, known.tags, twins[i]);
        for (unsigned j = 0; back >= 0 && j < out.length(); j++)
            if (places_edges(known.places, out[j]).contains(twins[i]))
                claim_rolled(known, place, out[j], back);
    }
}

/* "The first jump decides alone as often as was counted", where the second jump was merged. */
static void claim_first_of_merged(analysis &known, int place)
{
    decision all;
    jumps_find(all, known, place);
    int count = joined_first_way(known.places, known.tags, place);
    sum equation = vNULL;
    double runs = 0;
    bool whole = count >= 0;
    for (unsigned i = 0; whole && i < all.rtl.length(); i++) {
        edge e = all.rtl[i];
        if (jumps_is_merged_test(known, e->dest, place))
            continue;
        whole = EDGE_COUNT(e->src->succs) == 2 &&
                jumps_is_merged_test(known, insns_other_edge(e)->dest, place);
        solve_add_term(equation, unknowns_edge(e), 1);
        runs += unknowns_expected(e->count());
    }
    if (whole && runs > 0) {
        solve_add_term(equation, solve_given(count), -1);
        claims_add(known.claims, equation, runs, runs);
    } else {
        equation.release();
    }
}

/* "The first jump decides alone as often as was counted", where the second jump is shared. */
static void claim_first_of_shared(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge second = joined_edge_to_second(known.places, known.tags, bb, place);
        if (!second || EDGE_COUNT(bb->succs) != 2)
            continue;
        edge alone = insns_other_edge(second);
        solve_add_term(equation, unknowns_edge(alone), 1);
        runs += unknowns_expected(alone->count());
    }
    solve_add_term(equation, solve_given(joined_first_way(known.places, known.tags, place)), -1);
    claims_add(known.claims, equation, runs, runs);
}

void decisions_claim(analysis &known)
{
    jumps_for_all(known, [&](const decision &all, int place) {
        bool twins = claim_all_twins(all, place, known);
        for (unsigned group = 0; !twins && group < all.gimple.length(); group++) {
            unsigned first = claims_count(known.claims);
            claim_group(all, (int)group, known);
            claim_twins(all, (int)group, place, known);
            claims_keep_best(known.claims, first);
        }
        claim_ways(all, place, known);
        claim_rolled_loops(known, place);
    });
    for (unsigned i = 1; i < known.tags.length(); i++)
        if (!known.tags[i].on_edge && jumps_have_merged_test(known, i))
            claim_first_of_merged(known, (int)i);
        else if (!known.tags[i].on_edge && jumps_share_second(known, i))
            claim_first_of_shared(known, (int)i);
}

/* The one jump of a condition whose two ways are told apart; NULL: there are more, or fewer. */
static basic_block only_jump(const decision &all)
{
    bool plain = all.rtl.length() == 2 && all.gimple.length() == 2 &&
                 all.rtl[0]->src == all.rtl[1]->src && all.rtl_group[0] != all.rtl_group[1] &&
                 all.gimple_group[0] != all.gimple_group[1];
    return plain ? all.rtl[0]->src : NULL;
}

/* "An edge is run over as often as a tag counts." Returns whether that was not known. */
static bool believe_edge(analysis &known, edge e, int count)
{
    if (!known.tags[count].counted || solve_is_known(known.solver, unknowns_edge(e)))
        return false;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(e), 1);
    solve_add_term(equation, solve_given(count), -1);
    return analysis_believe(known, equation);
}

/*
 * Of two joined conditions the only jump may be the first, where GCC made a value of the second:
 *
 *     if (a && b) flags |= 4;          testl %edi, %edi;  je L1
 *                                      cmpl $1, %esi;  sbbl %eax, %eax;  ...      no jump
 */
static bool follow_first(analysis &known, const decision &all, int place, int count)
{
    bool news = false;
    for (unsigned i = 0; i < 2; i++)
        if (places_in(known.places, all.rtl[1 - i]->dest, place) &&
            !places_in(known.places, all.rtl[i]->dest, place))
            news |= believe_edge(known, all.rtl[i], count);
    return news;
}

/* The edges of a condition's only jump are run over as often as those of GIMPLE. Returns whether
 * that was not known. */
static bool follow(analysis &known, const decision &all, int place)
{
    int first_way = joined_first_way(known.places, known.tags, place);
    if (first_way >= 0)
        return follow_first(known, all, place, first_way);
    bool news = false;
    for (unsigned i = 0; i < 2; i++)
        for (unsigned j = 0; j < 2; j++)
            if (all.rtl_group[i] == all.gimple_group[j])
                news |= believe_edge(known, all.rtl[i], all.gimple[j]);
    return news;
}

void decisions_follow(analysis &known, const shortener &shortener)
{
    bool news = true;
    while (news) {
        news = false;
        jumps_for_all(known, [&](const decision &all, int place) {
            basic_block bb = only_jump(all);
            if (bb && shorten_is_count(
                          shortener, solve_value(known.solver, unknowns_block(known.unknowns, bb)),
                          place))
                news |= follow(known, all, place);
        });
    }
}
