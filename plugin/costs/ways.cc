/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ways.cc - which way of its condition or switch each edge of a jump goes; see ways.h. */
#include "costs/ways.h"

/* Whether a condition's two ways are told apart. */
static bool has_two_groups(const decision &all)
{
    return all.gimple.length() == 2 && all.gimple_group[0] != all.gimple_group[1];
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
static bool has_surplus(const decision &all, int group, const analysis &known)
{
    double left = 0, right = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group)
            left += unknowns_expected(all.rtl[i]->count());
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            right += unknowns_expected(known.tags[all.gimple[j]].count);
    return left > right && claims_doubt(known.claims, left, right) > CLAIMS_CERTAIN;
}

/*
 * What leads nowhere that is known, on both sides, belongs together. GIMPLE edges alone may have
 * got lost where GCC merged the block that they led to with another: they belong to the groups that
 * have more than they should.
 */
static void group_rest(decision &all, const analysis &known)
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
            has_surplus(all, all.gimple_group[j], known))
            surplus.safe_push(all.gimple_group[j]);
    for (unsigned i = 0; i < surplus.length(); i++)
        join_groups(all, surplus[i], rest);
}

/* The way of a place's condition that leads to a block as one of its twins does; TAG_NONE. Where
 * GCC merged the jumps of twins, it may have kept the code after one and the jump of the other. */
static int group_of_twin(const decision &all, const analysis &known, int place, basic_block to)
{
    const vec<int> &twins = twins_of(known.twins, place);
    for (unsigned i = 0; i < twins.length(); i++)
        for (unsigned j = 0; j < all.gimple.length(); j++) {
            bool when_true = known.tags[all.gimple[j]].when_true;
            int same = twins_edge(known.places, known.tags, twins[i], when_true);
            if (same >= 0 && places_may_lead(known.places, same, to))
                return all.gimple_group[j];
        }
    return TAG_NONE;
}

static void group_by_twins(decision &all, const analysis &known, int place)
{
    if (twins_edge(known.places, known.tags, place, true) < 0)
        return;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] < 0)
            all.rtl_group[i] = group_of_twin(all, known, place, all.rtl[i]->dest);
}

/* How often GCC expects that an edge is taken, of all times that its jump is reached. */
static double taken(double edge, double other)
{
    return edge + other > 0 ? edge / (edge + other) : 0.5;
}

/* Probabilities may differ by so much where they are the same. */
static const double SAME_PROBABILITY = 0.01;
/* A condition that goes both ways about as often tells nothing. */
static const double EVEN_PROBABILITY = 10 * SAME_PROBABILITY;

/* Where nothing tells which way of a condition the edges of a jump go, as GCC merged what they lead
 * to with other code: the way that GCC expects as often, if it expects the other way more often or
 * less. */
static void group_by_probability(decision &all, const analysis &known)
{
    if (!has_two_groups(all))
        return;
    double way = taken(unknowns_expected(known.tags[all.gimple[0]].count),
                       unknowns_expected(known.tags[all.gimple[1]].count));
    if (__builtin_fabs(2 * way - 1) < EVEN_PROBABILITY)
        return;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        for (unsigned j = i + 1; j < all.rtl.length(); j++) {
            if (all.rtl[i]->src != all.rtl[j]->src || all.rtl_group[i] >= 0 ||
                all.rtl_group[j] >= 0)
                continue;
            double here = taken(unknowns_expected(all.rtl[i]->count()),
                                unknowns_expected(all.rtl[j]->count()));
            bool same = __builtin_fabs(here - way) < SAME_PROBABILITY;
            if (!same && __builtin_fabs(1 - here - way) >= SAME_PROBABILITY)
                continue;
            all.rtl_group[i] = all.gimple_group[same ? 0 : 1];
            all.rtl_group[j] = all.gimple_group[same ? 1 : 0];
        }
}

/* The group of another edge with the same source, or the same destination; TAG_NONE. */
static int group_beside(const decision &all, unsigned edge, bool same_source)
{
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (i != edge && all.rtl_group[i] >= 0 &&
            (same_source ? all.rtl[i]->src == all.rtl[edge]->src
                         : all.rtl[i]->dest == all.rtl[edge]->dest))
            return all.rtl_group[i];
    return TAG_NONE;
}

/* A jump's other edge goes the other way of the condition. What leads to the same block goes the
 * same way. So ways into the next copy of an unrolled loop are known. */
static void group_others(decision &all)
{
    if (!has_two_groups(all))
        return;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        int beside = all.rtl_group[i] < 0 ? group_beside(all, i, true) : TAG_NONE;
        if (beside >= 0)
            all.rtl_group[i] = all.gimple_group[beside == all.gimple_group[0]];
    }
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] < 0)
            all.rtl_group[i] = group_beside(all, i, false);
}

/* Which of two ways an edge may go by what it leads to: bit 0 for the first. */
static int ways_of(const decision &all, const analysis &known, edge e)
{
    int ways = 0;
    for (int j = 0; j < 2; j++)
        ways |= places_may_lead(known.places, all.gimple[j], e->dest) << j;
    return ways ? ways : 3;
}

/*
 * A condition's jump goes one way by one edge and the other by the other, so one edge may tell for
 * both:
 *
 *     if (c && d) x++; y();        c: jump to y() if it is false; else the value of d is added,
 *                                  and what this leads to is y(), too, if d left no instruction
 */
static void group_pairs(decision &all, const analysis &known)
{
    if (all.gimple.length() != 2)
        return;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        for (unsigned j = i + 1; j < all.rtl.length(); j++) {
            if (all.rtl[i]->src != all.rtl[j]->src)
                continue;
            int one = ways_of(all, known, all.rtl[i]), other = ways_of(all, known, all.rtl[j]);
            bool straight = (one & 1) && (other & 2), crossed = (one & 2) && (other & 1);
            if (straight == crossed)
                continue;
            all.rtl_group[i] = all.gimple_group[straight ? 0 : 1];
            all.rtl_group[j] = all.gimple_group[straight ? 1 : 0];
        }
}

void ways_group(decision &all, const analysis &known, int place)
{
    group_pairs(all, known);
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        bool settled = all.rtl_group[i] >= 0;
        for (unsigned j = 0; !settled && j < all.gimple.length(); j++) {
            if (!places_may_lead(known.places, all.gimple[j], all.rtl[i]->dest))
                continue;
            if (all.rtl_group[i] < 0)
                all.rtl_group[i] = all.gimple_group[j];
            else if (all.rtl_group[i] != all.gimple_group[j])
                join_groups(all, all.gimple_group[j], all.rtl_group[i]);
        }
    }
    group_by_twins(all, known, place);
    group_by_probability(all, known);
    group_others(all);
    group_rest(all, known);
}
