/* SPDX-License-Identifier: GPL-3.0-or-later */
/* places.cc - where in the final code the GIMPLE graph's blocks and edges are; see places.h. */
#include "costs/places.h"
#include "costs/blocks.h"

namespace
{
/* What is known of one tag's place, at the place's first tag. */
struct place_in_code {
    vec<occurrence> found;
    vec<int>
        next; /* GIMPLE edges out of a block; for an edge its destination, where that has a place */
    int last; /* the place's last tag */
};
} // namespace

static vec<place_in_code> places; /* by tag; empty but for first tags */
static vec<int> first_tags;       /* of the place of each tag */
static vec<vec<int>> visible;     /* by RTL block: its places */
static vec<int> main_places;      /* by RTL block */
static vec<int> decided;          /* by RTL block */

static void forget(void)
{
    for (unsigned i = 0; i < places.length(); i++) {
        places[i].found.release();
        places[i].next.release();
    }
    for (unsigned i = 0; i < visible.length(); i++)
        visible[i].release();
    places.truncate(0);
    first_tags.truncate(0);
    visible.truncate(0);
    main_places.truncate(0);
    decided.truncate(0);
}

/* Every block's tags stand together, its edges' behind them. A block without statements has no tag
 * of its own: the edges into it lead on to the edges out of it. */
static void find_graph(const vec<tag> &tags)
{
    places.safe_grow_cleared(tags.length(), true);
    hash_map<int_hash<int, -1, -2>, int> begins; /* GIMPLE block -> its first tag, or edge's */
    for (unsigned i = 0; i < tags.length(); i++) {
        bool same = i > 0 && tags_same_place(tags[i], tags[i - 1]);
        first_tags.safe_push(same ? first_tags[i - 1] : (int)i);
        places[first_tags[i]].last = i;
        if (i > 0 && !begins.get(tags[i].source))
            begins.put(tags[i].source, (int)i);
    }
    for (unsigned i = 1; i < tags.length(); i++) {
        if (!tags[i].on_edge || tags[i].out_of_range || first_tags[i] != (int)i)
            continue;
        int source = *begins.get(tags[i].source);
        if (!tags[source].on_edge)
            places[source].next.safe_push(i);
        int *target = begins.get(tags[i].target);
        if (!target)
            continue;
        if (!tags[*target].on_edge)
            places[i].next.safe_push(*target);
        else
            for (unsigned j = *target;
                 j < tags.length() && tags[j].on_edge && tags[j].source == tags[i].target; j++)
                if (first_tags[j] == (int)j && !tags[j].out_of_range)
                    places[i].next.safe_push(j);
    }
}

/* Notes an instruction of a place in an RTL block. */
static void note_instruction(int place, int block)
{
    vec<occurrence> &found = places[place].found;
    if (found.is_empty() || found.last().block != block) {
        found.safe_push({place, block, 0});
        visible[block].safe_push(place);
    }
    found.last().instructions++;
}

/* Instructions of a place that is spread over many blocks weigh the less. */
static int find_main(int block)
{
    int best = TAG_NONE;
    double most = 0;
    for (unsigned i = 0; i < visible[block].length(); i++) {
        const vec<occurrence> &found = places[visible[block][i]].found;
        for (unsigned j = 0; j < found.length(); j++)
            if (found[j].block == block && (double)found[j].instructions / found.length() > most) {
                most = (double)found[j].instructions / found.length();
                best = visible[block][i];
            }
    }
    return best;
}

static int find_decided(basic_block bb, const vec<tag> &tags)
{
    if (EDGE_COUNT(bb->succs) < 2 || !JUMP_P(BB_END(bb)))
        return TAG_NONE;
    int number = blocks_tag(BB_END(bb));
    if (number <= TAG_FUNCTION || tags[number].on_edge)
        return TAG_NONE;
    int place = first_tags[number];
    /* Without optimisation it has the tag of the first statement at its location (tags.cc). */
    bool decides = !optimize || number == places[place].last;
    return decides && places[place].next.length() > 1 ? place : TAG_NONE;
}

void places_find(function *fun, const vec<tag> &tags)
{
    forget();
    find_graph(tags);
    unsigned blocks = last_basic_block_for_fn(fun);
    visible.safe_grow_cleared(blocks, true);
    main_places.safe_grow_cleared(blocks, true);
    decided.safe_grow_cleared(blocks, true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun) {
        FOR_BB_INSNS (bb, insn) {
            int number = blocks_tag(insn);
            if (number >= 0)
                note_instruction(first_tags[number], bb->index);
        }
        decided[bb->index] = find_decided(bb, tags);
    }
    FOR_EACH_BB_FN (bb, fun)
        main_places[bb->index] = find_main(bb->index);
}

int places_main(basic_block bb)
{
    return main_places[bb->index];
}

bool places_in(basic_block bb, int place)
{
    return bb->index >= NUM_FIXED_BLOCKS && visible[bb->index].contains(place);
}

const vec<occurrence> &places_of(int place)
{
    return places[place].found;
}

int places_decided(basic_block bb)
{
    return decided[bb->index];
}

const vec<int> &places_edges(int place)
{
    return places[place].next;
}

int places_edge_back(const vec<tag> &tags, int place)
{
    const vec<int> &out = places_edges(place);
    for (unsigned i = 0; i < out.length(); i++)
        if (tags[out[i]].on_edge && tags[out[i]].target == tags[place].source)
            return out[i];
    return TAG_NONE;
}

/* The first visible places from `place` on, itself included. */
static void find_first_visible(int place, auto_vec<int> &seen, auto_vec<int> &found)
{
    if (seen.contains(place) || seen.length() > 64)
        return;
    seen.safe_push(place);
    if (!places[place].found.is_empty()) {
        found.safe_push(place);
        return;
    }
    for (unsigned i = 0; i < places[place].next.length(); i++)
        find_first_visible(places[place].next[i], seen, found);
}

static void first_visible_behind(int place, auto_vec<int> &found)
{
    auto_vec<int> seen;
    for (unsigned i = 0; i < places[place].next.length(); i++)
        find_first_visible(places[place].next[i], seen, found);
}

static bool comes_behind(int place, int before)
{
    auto_vec<int> behind;
    first_visible_behind(before, behind);
    return behind.contains(place);
}

/* Whether another place of the RTL block comes right before this one, and not behind it as well, as
 * in a loop. */
static bool has_before(const vec<int> &all, int place)
{
    for (unsigned i = 0; i < all.length(); i++)
        if (all[i] != place && comes_behind(place, all[i]) && !comes_behind(all[i], place))
            return true;
    return false;
}

/* Where GCC keeps no instruction of the program's, the way goes on to the only block behind. */
static basic_block first_with_tags(basic_block bb)
{
    for (unsigned steps = 0; steps < 4 && bb->index >= NUM_FIXED_BLOCKS; steps++) {
        if (!visible[bb->index].is_empty() || !single_succ_p(bb))
            break;
        bb = single_succ(bb);
    }
    return bb;
}

bool places_may_lead(int gimple_edge, basic_block bb)
{
    bb = first_with_tags(bb);
    if (bb->index < NUM_FIXED_BLOCKS)
        return false;
    if (visible[bb->index].contains(gimple_edge))
        return true;
    auto_vec<int> first;
    first_visible_behind(gimple_edge, first);
    for (unsigned i = 0; i < first.length(); i++)
        if (visible[bb->index].contains(first[i]) && !has_before(visible[bb->index], first[i]))
            return true;
    return false;
}
