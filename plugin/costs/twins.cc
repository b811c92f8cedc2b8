/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twins.cc - conditions that GCC merged with others; see twins.h. */
#include "costs/twins.h"
#include "costs/places.h"

static vec<vec<int>> twins;    /* by place: those whose conditions it decides */
static vec<int> decides_for;   /* by place: the place that decides its condition; TAG_NONE */
static vec<vec<int>> edges_to; /* by place of a block: GIMPLE edges that lead to it */

/* The condition that comes next behind an RTL block where nothing else is decided before. */
static int next_decided(basic_block bb)
{
    for (unsigned steps = 0; steps < 8 && bb->index >= NUM_FIXED_BLOCKS; steps++) {
        if (places_decided(bb) >= 0)
            return places_decided(bb);
        if (!single_succ_p(bb))
            break;
        bb = single_succ(bb);
    }
    return TAG_NONE;
}

int twins_edge(const vec<tag> &tags, int place, bool when_true)
{
    const vec<int> &out = places_edges(place);
    if (out.length() != 2 || tags[out[0]].when_true == tags[out[1]].when_true)
        return TAG_NONE;
    return out[tags[out[0]].when_true == when_true ? 0 : 1];
}

static void find_decided(function *fun, const vec<tag> &tags)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        if (places_decided(bb) >= 0)
            decides_for[places_decided(bb)] = places_decided(bb);
    for (unsigned i = 0; i < tags.length(); i++) {
        if (!tags[i].on_edge)
            continue;
        const vec<int> &next = places_edges(i);
        for (unsigned j = 0; j < next.length(); j++)
            if (!tags[next[j]].on_edge)
                edges_to[next[j]].safe_push(i);
    }
}

/* Where what is left of a block runs into what decides. */
static int decided_behind(int place)
{
    const vec<occurrence> &found = places_of(place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        int next = next_decided(bb);
        if (places_main(bb) == place && next >= 0 && next != place)
            return next;
    }
    return TAG_NONE;
}

/* Where the jump of a condition goes when it does not go the other way that is known. */
static int decided_over(int from, int other)
{
    const vec<occurrence> &found = places_of(from);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        if (places_decided(bb) != from)
            continue;
        FOR_EACH_EDGE (e, ei, bb->succs)
            if (!places_may_lead(other, e->dest))
                return next_decided(e->dest);
    }
    return TAG_NONE;
}

/* What decides for the block that a GIMPLE edge leads to, as its condition has no jump. */
static int decided_behind_edge(const vec<tag> &tags, int gimple_edge, int from)
{
    bool when_true = tags[gimple_edge].when_true;
    if (places_edges(from).length() == 1)
        return decided_behind(from);
    if (twins_edge(tags, from, when_true) != gimple_edge || decides_for[from] < 0)
        return TAG_NONE;
    if (decides_for[from] == from)
        return decided_over(from, twins_edge(tags, from, !when_true));
    int same = twins_edge(tags, decides_for[from], when_true);
    if (same < 0 || places_edges(same).length() != 1)
        return TAG_NONE;
    int target = places_edges(same)[0];
    return tags[target].on_edge ? TAG_NONE : decides_for[target];
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

static int find_twin(const vec<tag> &tags, int place)
{
    int twin = decided_behind(place);
    for (unsigned i = 0; twin < 0 && i < edges_to[place].length(); i++) {
        int from = block_place(tags, edges_to[place][i]);
        if (from >= 0)
            twin = decided_behind_edge(tags, edges_to[place][i], from);
    }
    return twin == place ? TAG_NONE : twin;
}

void twins_find(function *fun, const vec<tag> &tags)
{
    for (unsigned i = 0; i < twins.length(); i++) {
        twins[i].release();
        edges_to[i].release();
    }
    twins.truncate(0);
    edges_to.truncate(0);
    decides_for.truncate(0);
    twins.safe_grow_cleared(tags.length(), true);
    edges_to.safe_grow_cleared(tags.length(), true);
    for (unsigned i = 0; i < tags.length(); i++)
        decides_for.safe_push(TAG_NONE);
    find_decided(fun, tags);
    for (bool more = true; more;) {
        more = false;
        for (unsigned i = 1; i < tags.length(); i++) {
            if (tags[i].on_edge || decides_for[i] >= 0 || twins_edge(tags, i, true) < 0)
                continue;
            int twin = find_twin(tags, i);
            if (twin < 0 || twins_edge(tags, twin, true) < 0)
                continue;
            decides_for[i] = twin;
            twins[twin].safe_push(i);
            more = true;
        }
    }
}

const vec<int> &twins_of(int place)
{
    return twins[place];
}
