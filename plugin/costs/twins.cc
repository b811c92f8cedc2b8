/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twins.cc - conditions that GCC merged with others; see twins.h. */
#include "costs/twins.h"
#include "costs/joined.h"

/* So many blocks are followed from equal ends to the jump that they share. */
static const unsigned FOLLOWED_MAX = 8;

/* The condition that comes next after an RTL block where nothing else is decided before. */
static int next_decided(const places &places, basic_block bb)
{
    for (unsigned steps = 0; steps < FOLLOWED_MAX && bb->index >= NUM_FIXED_BLOCKS; steps++) {
        if (places_decided(places, bb) >= 0)
            return places_decided(places, bb);
        if (!single_succ_p(bb))
            break;
        bb = single_succ(bb);
    }
    return TAG_NONE;
}

/* Of two blocks that a block leads to, the one that the other leads to as well; NULL. */
static basic_block reached_around(basic_block bb)
{
    for (unsigned i = 0; EDGE_COUNT(bb->succs) == 2 && i < 2; i++) {
        basic_block first = EDGE_SUCC(bb, i)->dest, second = EDGE_SUCC(bb, 1 - i)->dest;
        if (single_succ_p(first) && single_succ(first) == second)
            return second;
    }
    return NULL;
}

/* Where an RTL block's jump goes when it does not go the other way; NULL. Instructions of the other
 * way may stand where both meet, too, if those of this way were merged with them:
 *
 *     if (c) p += 8, free(p); else free(p);    je L1;  addq $8, %rdi;  L1: call free
 */
static basic_block not_over(const places &places, basic_block bb, int other)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        if (!places_may_lead(places, other, e->dest))
            return e->dest;
    return reached_around(bb);
}

int twins_edge(const places &places, const vec<tag> &tags, int place, bool when_true)
{
    const vec<int> &out = places_edges(places, place);
    if (out.length() != 2 || tags[out[0]].when_true == tags[out[1]].when_true)
        return TAG_NONE;
    return out[tags[out[0]].when_true == when_true ? 0 : 1];
}

static void find_decided(twins &twins, const places &places, function *fun, const vec<tag> &tags)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        if (places_decided(places, bb) >= 0)
            twins.deciders[places_decided(places, bb)] = places_decided(places, bb);
    for (unsigned i = 0; i < tags.length(); i++) {
        if (!tags[i].on_edge)
            continue;
        const vec<int> &next = places_edges(places, i);
        for (unsigned j = 0; j < next.length(); j++)
            if (!tags[next[j]].on_edge)
                twins.edges_to[next[j]].safe_push(i);
    }
}

/* Where what is left of a block runs into what decides. */
static int decided_after(const places &places, int place)
{
    const vec<occurrence> &found = places_of(places, place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        int next = next_decided(places, bb);
        if (places_main(places, bb) == place && next >= 0 && next != place)
            return next;
    }
    return TAG_NONE;
}

/* What is decided next when the jump of a condition does not go the other way that is known. A
 * second jump of it does not either, which may be of another condition with an equal end. */
static int decided_over(const places &places, const vec<tag> &tags, int from, int other)
{
    const vec<occurrence> &found = places_of(places, from);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_decided(places, bb) != from)
            continue;
        edge to_second = joined_edge_to_second(places, tags, bb, from);
        basic_block next = to_second ? joined_neither(to_second) : not_over(places, bb, other);
        if (next)
            return next_decided(places, next);
    }
    return TAG_NONE;
}

/* What decides for the block that a GIMPLE edge leads to, as its condition has no jump. */
static int decided_after_edge(const twins &twins, const places &places, const vec<tag> &tags,
                              int gimple_edge, int from)
{
    bool when_true = tags[gimple_edge].when_true;
    if (places_edges(places, from).length() == 1)
        return decided_after(places, from);
    if (twins_edge(places, tags, from, when_true) != gimple_edge || twins.deciders[from] < 0)
        return TAG_NONE;
    if (twins.deciders[from] == from)
        return decided_over(places, tags, from, twins_edge(places, tags, from, !when_true));
    int same = twins_edge(places, tags, twins.deciders[from], when_true);
    if (same < 0 || places_edges(places, same).length() != 1)
        return TAG_NONE;
    int target = places_edges(places, same)[0];
    return tags[target].on_edge ? TAG_NONE : twins.deciders[target];
}

static int block_place(const vec<tag> &tags, int gimple_edge)
{
    int at = gimple_edge;
    while (at > 0 && tags[at].source == tags[gimple_edge].source && tags[at].on_edge)
        at--;
    while (at > 0 && tags_same_place(tags[at], tags[at - 1]))
        at--;
    return !tags[at].on_edge && tags[at].source == tags[gimple_edge].source ? at : TAG_NONE;
}

static int find_twin(const twins &twins, const places &places, const vec<tag> &tags, int place)
{
    int twin = decided_after(places, place);
    for (unsigned i = 0; twin < 0 && i < twins.edges_to[place].length(); i++) {
        int from = block_place(tags, twins.edges_to[place][i]);
        if (from >= 0)
            twin = decided_after_edge(twins, places, tags, twins.edges_to[place][i], from);
    }
    return twin == place ? TAG_NONE : twin;
}

void twins_find(twins &twins, const places &places, function *fun, const vec<tag> &tags)
{
    twins = {};
    twins.by_place.safe_grow_cleared(tags.length(), true);
    twins.edges_to.safe_grow_cleared(tags.length(), true);
    for (unsigned i = 0; i < tags.length(); i++)
        twins.deciders.safe_push(TAG_NONE);
    find_decided(twins, places, fun, tags);
    for (bool more = true; more;) {
        more = false;
        for (unsigned i = 1; i < tags.length(); i++) {
            if (tags[i].on_edge || twins.deciders[i] >= 0 || twins_edge(places, tags, i, true) < 0)
                continue;
            int twin = find_twin(twins, places, tags, i);
            if (twin < 0 || twins_edge(places, tags, twin, true) < 0)
                continue;
            twins.deciders[i] = twin;
            twins.by_place[twin].safe_push(i);
            more = true;
        }
    }
}

const vec<int> &twins_of(const twins &twins, int place)
{
    return twins.by_place[place];
}

void twins_end(twins &twins)
{
    for (unsigned i = 0; i < twins.by_place.length(); i++) {
        twins.by_place[i].release();
        twins.edges_to[i].release();
    }
    twins.by_place.release();
    twins.edges_to.release();
    twins.deciders.release();
}
