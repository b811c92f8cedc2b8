/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places.cc - where in the final code the GIMPLE graph's blocks and edges are; see places.h. */
#include "costs/places.h"
#include "costs/insns.h"

void places_end(places &places)
{
    for (unsigned i = 0; i < places.by_tag.length(); i++) {
        places.by_tag[i].found.release();
        places.by_tag[i].next.release();
    }
    for (unsigned i = 0; i < places.visible.length(); i++)
        places.visible[i].release();
    places.by_tag.release();
    places.first_tags.release();
    places.visible.release();
    places.mains.release();
    places.decided.release();
}

/* The tags of a block stand together, followed by those of its edges. A block without statements
 * has no tag of its own: the edges into it lead on to the edges out of it. */
static void find_graph(places &places, const vec<tag> &tags)
{
    places.by_tag.safe_grow_cleared(tags.length(), true);
    hash_map<int_hash<int, -1, -2>, int> begins; /* GIMPLE block -> its first tag, or edge's */
    for (unsigned i = 0; i < tags.length(); i++) {
        bool same = i > 0 && tags_same_place(tags[i], tags[i - 1]);
        places.first_tags.safe_push(same ? places.first_tags[i - 1] : (int)i);
        places.by_tag[places.first_tags[i]].last = i;
        if (i > 0 && !begins.get(tags[i].source))
            begins.put(tags[i].source, (int)i);
    }
    for (unsigned i = 1; i < tags.length(); i++) {
        if (!tags[i].on_edge || tags[i].counter || places.first_tags[i] != (int)i)
            continue;
        int source = *begins.get(tags[i].source);
        if (!tags[source].on_edge)
            places.by_tag[source].next.safe_push(i);
        int *target = begins.get(tags[i].target);
        if (!target)
            continue;
        if (!tags[*target].on_edge)
            places.by_tag[i].next.safe_push(*target);
        else
            for (unsigned j = *target;
                 j < tags.length() && tags[j].on_edge && tags[j].source == tags[i].target; j++)
                if (places.first_tags[j] == (int)j && !tags[j].counter)
                    places.by_tag[i].next.safe_push(j);
    }
}

/* Notes an instruction of a place in an RTL block. */
static void note_instruction(places &places, int place, int block)
{
    vec<occurrence> &found = places.by_tag[place].found;
    if (found.is_empty() || found.last().block != block) {
        found.safe_push({place, block, 0});
        places.visible[block].safe_push(place);
    }
    found.last().instructions++;
}

/* The more blocks a place is spread over, the less its instructions weigh. */
static int find_main(const places &places, int block)
{
    int best = TAG_NONE;
    double most = 0;
    for (unsigned i = 0; i < places.visible[block].length(); i++) {
        const vec<occurrence> &found = places.by_tag[places.visible[block][i]].found;
        for (unsigned j = 0; j < found.length(); j++)
            if (found[j].block == block && (double)found[j].instructions / found.length() > most) {
                most = (double)found[j].instructions / found.length();
                best = places.visible[block][i];
            }
    }
    return best;
}

static int find_decided(const places &places, basic_block bb, const vec<tag> &tags,
                        const vec<bool> &seen)
{
    if (EDGE_COUNT(bb->succs) < 2 || !JUMP_P(BB_END(bb)))
        return TAG_NONE;
    int number = insns_tag(BB_END(bb));
    if (number <= TAG_FUNCTION || tags[number].on_edge)
        return TAG_NONE;
    int place = places.first_tags[number];
    /* Without optimisation it has the tag of the first statement at its location (tags.cc). */
    int last = places.by_tag[place].last;
    bool decides = !optimize || number == last || (tags[number].decides && !seen[last]);
    return decides && places.by_tag[place].next.length() > 1 ? place : TAG_NONE;
}

/* Whether an instruction may be one that GCC made for an edge. */
static bool is_of_edge(rtx_insn *insn)
{
    return INSN_CODE(insn) == CODE_FOR_nop || any_uncondjump_p(insn);
}

void places_find(places &places, function *fun, const vec<tag> &tags)
{
    places = {};
    find_graph(places, tags);
    unsigned blocks = last_basic_block_for_fn(fun);
    places.visible.safe_grow_cleared(blocks, true);
    places.mains.safe_grow_cleared(blocks, true);
    places.decided.safe_grow_cleared(blocks, true);
    vec<bool> seen = vNULL;
    seen.safe_grow_cleared(tags.length(), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            int number = insns_tag(insn);
            if (number < 0 || (tags[number].lends && is_of_edge(insn)))
                continue;
            note_instruction(places, places.first_tags[number], bb->index);
            seen[number] = true;
        }
    FOR_EACH_BB_FN (bb, fun) {
        places.decided[bb->index] = find_decided(places, bb, tags, seen);
        places.mains[bb->index] = find_main(places, bb->index);
    }
    seen.release();
}

int places_main(const places &places, basic_block bb)
{
    return places.mains[bb->index];
}

bool places_in(const places &places, basic_block bb, int place)
{
    return bb->index >= NUM_FIXED_BLOCKS && places.visible[bb->index].contains(place);
}

const vec<occurrence> &places_of(const places &places, int place)
{
    return places.by_tag[place].found;
}

int places_decided(const places &places, basic_block bb)
{
    return places.decided[bb->index];
}

const vec<int> &places_edges(const places &places, int place)
{
    return places.by_tag[place].next;
}

int places_edge_back(const places &places, const vec<tag> &tags, int place)
{
    const vec<int> &out = places_edges(places, place);
    for (unsigned i = 0; i < out.length(); i++)
        if (tags[out[i]].on_edge && tags[out[i]].target == tags[place].source)
            return out[i];
    return TAG_NONE;
}

/* So many places are searched for visible ones. Blocks of which no instruction is left come in
 * short rows; a longer search costs time and finds what has little to do with the start. */
static const unsigned SEARCH_MAX = 64;

/* The first visible places from `place` on, itself included. */
static void find_first_visible(const places &places, int place, auto_vec<int> &seen,
                               auto_vec<int> &found)
{
    if (seen.contains(place) || seen.length() > SEARCH_MAX)
        return;
    seen.safe_push(place);
    if (!places.by_tag[place].found.is_empty()) {
        found.safe_push(place);
        return;
    }
    for (unsigned i = 0; i < places.by_tag[place].next.length(); i++)
        find_first_visible(places, places.by_tag[place].next[i], seen, found);
}

static void first_visible_after(const places &places, int place, auto_vec<int> &found)
{
    auto_vec<int> seen;
    for (unsigned i = 0; i < places.by_tag[place].next.length(); i++)
        find_first_visible(places, places.by_tag[place].next[i], seen, found);
}

static bool comes_after(const places &places, int place, int before)
{
    auto_vec<int> after;
    first_visible_after(places, before, after);
    return after.contains(place);
}

/* Whether another place of the RTL block comes right before this one, and not after it as well, as
 * in a loop. */
static bool has_before(const places &places, const vec<int> &all, int place)
{
    for (unsigned i = 0; i < all.length(); i++)
        if (all[i] != place && comes_after(places, place, all[i]) &&
            !comes_after(places, all[i], place))
            return true;
    return false;
}

/* So many RTL blocks without the program's instructions may follow each other: probes, a jump, a
 * landing pad. */
static const unsigned EMPTY_BLOCKS_MAX = 4;

/* Where GCC keeps no instruction of the program's, the way goes on to the only successor. */
static basic_block first_with_tags(const places &places, basic_block bb)
{
    for (unsigned steps = 0; steps < EMPTY_BLOCKS_MAX && bb->index >= NUM_FIXED_BLOCKS; steps++) {
        if (!places.visible[bb->index].is_empty() || !single_succ_p(bb))
            break;
        bb = single_succ(bb);
    }
    return bb;
}

bool places_may_lead(const places &places, int gimple_edge, basic_block bb)
{
    bb = first_with_tags(places, bb);
    if (bb->index < NUM_FIXED_BLOCKS)
        return false;
    if (places.visible[bb->index].contains(gimple_edge))
        return true;
    auto_vec<int> first;
    first_visible_after(places, gimple_edge, first);
    for (unsigned i = 0; i < first.length(); i++)
        if (places.visible[bb->index].contains(first[i]) &&
            !has_before(places, places.visible[bb->index], first[i]))
            return true;
    return false;
}
