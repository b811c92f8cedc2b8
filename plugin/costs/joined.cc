/* SPDX-License-Identifier: GPL-3.0-or-later */
/* joined.cc - the two jumps of two joined conditions; see joined.h. */
#include "costs/joined.h"
#include "costs/insns.h"
#include "costs/origins.h"

int joined_first_way(const places &places, const vec<tag> &tags, int place)
{
    const vec<int> &out = places_edges(places, place);
    for (unsigned j = 0; j < out.length(); j++)
        for (unsigned i = out[j];
             i < tags.length() && tags[i].on_edge && tags[i].source == tags[out[j]].source; i++)
            if (tags[i].counter)
                return (int)i;
    return TAG_NONE;
}

/* Whether the jump at the end of an RTL block, which decides for a place, is not the first of those
 * that the place's condition became. GCC made it after the first, wherever it puts them. */
static bool is_later_jump(const places &places, basic_block bb, int place)
{
    const origin *jump = origins_of(BB_END(bb));
    const vec<occurrence> &found = places_of(places, place);
    for (unsigned i = 0; jump && i < found.length(); i++) {
        basic_block other = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        const origin *before = origins_of(BB_END(other));
        if (places_decided(places, other) == place && before && before->uid < jump->uid)
            return true;
    }
    return false;
}

static rtx_insn *first_insn_of(basic_block bb)
{
    rtx_insn *insn = BB_HEAD(bb);
    while (insn != BB_END(bb) && !NONDEBUG_INSN_P(insn))
        insn = NEXT_INSN(insn);
    return insn;
}

/* So many blocks that only jump are followed; those of an endless loop follow themselves. */
static const unsigned JUMPS_MAX = 4;

/* The block after those that only jump. */
static basic_block after_jumps(basic_block bb)
{
    for (unsigned i = 0; i < JUMPS_MAX && single_succ_p(bb) && JUMP_P(BB_END(bb)) &&
                         BB_END(bb) == first_insn_of(bb);
         i++)
        bb = single_succ(bb);
    return bb;
}

basic_block joined_neither(edge to_second)
{
    basic_block first = to_second->src, second = to_second->dest;
    if (EDGE_COUNT(first->succs) != 2 || EDGE_COUNT(second->succs) != 2)
        return NULL;
    basic_block both = after_jumps(insns_other_edge(to_second)->dest);
    for (unsigned i = 0; i < 2; i++)
        if (after_jumps(EDGE_SUCC(second, i)->dest) == both)
            return EDGE_SUCC(second, 1 - i)->dest;
    return NULL;
}

edge joined_edge_to_second(const places &places, const vec<tag> &tags, basic_block bb, int place)
{
    if (places_decided(places, bb) != place || joined_first_way(places, tags, place) < 0 ||
        is_later_jump(places, bb, place))
        return NULL;
    edge e, found = NULL;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs) {
        int next =
            e->dest->index < NUM_FIXED_BLOCKS ? (int)TAG_NONE : places_decided(places, e->dest);
        if (next < 0 || joined_first_way(places, tags, next) < 0 ||
            !is_later_jump(places, e->dest, next))
            continue;
        if (next == place)
            return e;
        /* A jump may lead to another condition's second one because GCC knows how the first one
         * goes there; only where both lead to one place it is this one's. */
        if (joined_neither(e))
            found = e;
    }
    return found;
}
