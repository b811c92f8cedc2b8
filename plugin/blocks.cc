/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.cc - how often each RTL block of the final code runs.
 *
 * Most RTL blocks are a GIMPLE block or edge, a "place", and run as often. The rest GCC made later:
 * it split a statement into branches, merged equal ends of blocks, copied a computed goto. How
 * often those run follows from the blocks that lead to them, and only where that is not known
 * either from GCC's own expectation.
 */
#include "blocks.h"

unsigned blocks_instructions(rtx_insn *insn)
{
    if (!NONDEBUG_INSN_P(insn))
        return 0;
    rtx pattern = PATTERN(insn);
    if (GET_CODE(pattern) == USE || GET_CODE(pattern) == CLOBBER)
        return 0;
    if (GET_CODE(pattern) == ASM_INPUT || asm_noperands(pattern) >= 0)
        return asm_str_count(GET_CODE(pattern) == ASM_INPUT
                                 ? XSTR(pattern, 0)
                                 : decode_asm_operands(pattern, NULL, NULL, NULL, NULL, NULL));
    return recog_memoized(insn) >= 0 && get_attr_length(insn) > 0;
}

/*
 * The RTL blocks in which a place (a GIMPLE block or edge) has instructions, and their expected
 * frequency together. Kept at the place's first tag: the tags of a place stand together.
 */
struct spread {
    unsigned blocks;
    int last_block;
    gcov_type count;
};

static int first_tag_of_place(const vec<tag> &tags, int number)
{
    while (number > 0 && tags_same_place(tags[number], tags[number - 1]))
        number--;
    return number;
}

int blocks_tag(rtx_insn *insn)
{
    return blocks_instructions(insn) > 0 ? tags_of_location(INSN_LOCATION(insn)) : TAG_PROBE;
}

gcov_type blocks_frequency(profile_count count)
{
    return count.initialized_p() ? count.to_gcov_type() : 0;
}

static vec<spread> find_spreads(function *fun, const vec<tag> &tags)
{
    vec<spread> spreads = vNULL;
    spreads.safe_grow_cleared(tags.length(), true);
    basic_block bb;
    rtx_insn *insn;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn) {
            int number = blocks_tag(insn);
            if (number < 0)
                continue;
            spread &spread = spreads[first_tag_of_place(tags, number)];
            if (spread.last_block == bb->index)
                continue;
            spread.last_block = bb->index;
            spread.blocks++;
            spread.count += blocks_frequency(bb->count);
        }
    return spreads;
}

/*
 * All instructions of an RTL block run equally often, so one place must speak for all: the one
 * with most instructions there, each worth the less the more RTL blocks the place is spread over.
 * GCC merges equal ends of blocks and copies them again, or moves an instruction out of a loop;
 * what has moved in is outvoted. Returns the place's first tag, TAG_NONE when no tag is found.
 */
static int place_of_block(basic_block bb, const vec<tag> &tags, const vec<spread> &spreads)
{
    auto_vec<int, 16> places;
    auto_vec<double, 16> votes;
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn) {
        int number = blocks_tag(insn);
        if (number < 0)
            continue;
        number = first_tag_of_place(tags, number);
        unsigned at = 0;
        while (at < places.length() && places[at] != number)
            at++;
        if (at == places.length()) {
            places.safe_push(number);
            votes.safe_push(0);
        }
        votes[at] += 1.0 / spreads[number].blocks;
    }
    int best = TAG_NONE;
    double most = 0;
    for (unsigned i = 0; i < places.length(); i++)
        if (votes[i] > most) {
            most = votes[i];
            best = places[i];
        }
    return best;
}

/*
 * The place of an RTL block without any tag. `sure` when it is plain: the function's entry, or the
 * edge between two places. Else a neighbour's, which is no more than a hint.
 */
static int neighbours_place(basic_block bb, const vec<int> &places, const vec<tag> &tags,
                            bool *sure)
{
    *sure = true;
    if (single_pred_p(bb) && single_pred(bb) == ENTRY_BLOCK_PTR_FOR_FN(cfun))
        return TAG_FUNCTION;
    int before = single_pred_p(bb) ? places[single_pred(bb)->index] : TAG_NONE;
    int after = single_succ_p(bb) ? places[single_succ(bb)->index] : TAG_NONE;
    if (before >= 0 && after >= 0)
        for (unsigned i = 0; i < tags.length(); i++)
            if (tags[i].on_edge && tags[i].source == tags[before].source &&
                tags[i].target == tags[after].source)
                return i;
    *sure = false;
    return before >= 0 ? before : after >= 0 ? after : TAG_FUNCTION;
}

/*
 * Whether a place's runs are the block's: they are when the place has no other block, or GCC
 * expects the two to run equally often. Else the block is a branch of a statement that became
 * several blocks, or equal ends of several blocks that were merged into one.
 */
static bool runs_with(basic_block bb, const tag &place, const spread &spread)
{
    double runs = blocks_frequency(bb->count), expected = blocks_frequency(place.count);
    if (runs <= 0 || expected <= 0)
        return spread.blocks <= 1;
    double ratio = runs / expected;
    return spread.blocks <= 1 ? ratio > 0.6 && ratio < 1.6 : ratio > 0.97 && ratio < 1.03;
}

/* How far a block's runs are from its place's, as GCC expects them: 1 is not at all. */
static double distance(basic_block bb, const tag &tag)
{
    double runs = blocks_frequency(bb->count), expected = blocks_frequency(tag.count);
    if (runs <= 0 || expected <= 0)
        return 1e30;
    return runs > expected ? runs / expected : expected / runs;
}

/* The last resort: a share of the place's runs as GCC expects it. All of a place's blocks together
 * run at least as often as the place, whatever GCC lost of the counts. */
static part expected_part(basic_block bb, int place, const tag &tag, const spread &spread)
{
    gcov_type whole = MIN(blocks_frequency(tag.count), spread.count);
    double share = whole > 0 ? (double)blocks_frequency(bb->count) / (double)whole : 1.0;
    return {place, (unsigned)(MIN(share, 1024.0) * COSTS_UNIT + 0.5)};
}

static void add_part(vec<part> &parts, const part &more)
{
    for (unsigned i = 0; i < parts.length(); i++)
        if (parts[i].place == more.place) {
            parts[i].units += more.units;
            return;
        }
    parts.safe_push(more);
}

/* Calls `visit` for the tags of the GIMPLE edges out of a place's block. */
template <typename F> static void for_edges_of(const vec<tag> &tags, int place, F visit)
{
    for (unsigned i = place; i < tags.length() && !tags[place].on_edge; i++) {
        if (tags[i].on_edge)
            visit((int)i);
        else if (!tags_same_place(tags[i], tags[place]))
            break;
    }
}

/* The tag of the GIMPLE edge from one place's block to another's; TAG_NONE when there is none. */
static int edge_tag(const vec<tag> &tags, int from, int to)
{
    int found = TAG_NONE;
    for_edges_of(tags, from, [&](int i) {
        if (to >= 0 && !tags[to].on_edge && tags[i].target == tags[to].source)
            found = i;
    });
    return found;
}

/*
 * The GIMPLE edge that an RTL edge is: the one between their blocks' places; or, where the
 * destination is not plainly a place, the one that no other RTL edge out of there is. TAG_NONE: not
 * known.
 */
static int gimple_edge(edge e, const vec<int> &places, const vec<tag> &tags)
{
    int from = places[e->src->index];
    int number = edge_tag(tags, from, places[e->dest->index]);
    if (number >= 0)
        return number;
    auto_vec<int> matched;
    unsigned unmatched = 0;
    edge other;
    edge_iterator ei;
    FOR_EACH_EDGE (other, ei, e->src->succs) {
        int place = other->dest->index < NUM_FIXED_BLOCKS ? TAG_NONE : places[other->dest->index];
        int tag = edge_tag(tags, from, place);
        if (tag >= 0)
            matched.safe_push(tag);
        else if (place != from)
            unmatched++;
    }
    unsigned left = 0;
    for_edges_of(tags, from, [&](int i) {
        if (!matched.contains(i)) {
            number = i;
            left++;
        }
    });
    return left == 1 && unmatched == 1 ? number : TAG_NONE;
}

/* Whether a block runs for its place alone, or for a part of that one's runs. */
static bool runs_for_place(const rtl_block &block, int place, const vec<tag> &tags)
{
    for (unsigned i = 0; i < block.parts.length(); i++)
        if (tags[block.parts[i].place].source != tags[place].source ||
            block.parts[i].units != COSTS_UNIT)
            return false;
    return true;
}

static void add_flow(edge e, vec<rtl_block> &blocks, const vec<int> &places, const vec<tag> &tags)
{
    const vec<part> &from = blocks[e->src->index].parts;
    vec<part> &to = blocks[e->dest->index].parts;
    double share = 1;
    if (!single_succ_p(e->src)) {
        int place = places[e->src->index];
        int number = runs_for_place(blocks[e->src->index], place, tags)
                         ? gimple_edge(e, places, tags)
                         : TAG_NONE;
        if (number >= 0) {
            add_part(to, {number, COSTS_UNIT});
            return;
        }
        if (e->probability.initialized_p())
            share = e->probability.to_sreal().to_double();
    }
    for (unsigned i = 0; i < from.length(); i++) {
        part part = {from[i].place, (unsigned)(from[i].units * share + 0.5)};
        if (part.units > 0)
            add_part(to, part);
    }
}

/*
 * The jump through a table that a switch became, behind its check of the range: what flows from the
 * switch to all cases but the one that the check leads to when it fails. False when the block is no
 * such jump.
 */
static bool add_cases(basic_block bb, vec<rtl_block> &blocks, const vec<int> &places,
                      const vec<tag> &tags)
{
    if (!single_pred_p(bb) || single_pred(bb) == ENTRY_BLOCK_PTR_FOR_FN(cfun) ||
        EDGE_COUNT(bb->succs) < 3 || EDGE_COUNT(single_pred(bb)->succs) != 2)
        return false;
    basic_block check = single_pred(bb);
    int place = places[bb->index];
    edge failed = EDGE_SUCC(check, EDGE_SUCC(check, 0)->dest == bb);
    if (places[check->index] != place || tags[place].on_edge ||
        failed->dest->index < NUM_FIXED_BLOCKS)
        return false;
    int otherwise = edge_tag(tags, place, places[failed->dest->index]);
    if (otherwise < 0)
        return false;
    for_edges_of(tags, place, [&](int i) {
        if (i != otherwise)
            add_part(blocks[bb->index].parts, {i, COSTS_UNIT});
    });
    return blocks[bb->index].parts.length() > 0;
}

/* What flows into a block from its predecessors; false while one of them is not known, or where the
 * flow is none that an edge tells. */
static bool add_inflow(basic_block bb, vec<rtl_block> &blocks, const vec<int> &places,
                       const vec<tag> &tags)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        if (e->src == ENTRY_BLOCK_PTR_FOR_FN(cfun) || e->flags & (EDGE_ABNORMAL | EDGE_EH) ||
            !blocks[e->src->index].known || e->src == bb)
            return false;
    FOR_EACH_EDGE (e, ei, bb->preds)
        add_flow(e, blocks, places, tags);
    return EDGE_COUNT(bb->preds) > 0;
}

/* Believes GCC's expectation for one block that nothing is known of, the likeliest one, so that
 * others can follow from it. False when all are known. */
static bool guess_block(function *fun, vec<rtl_block> &blocks, const vec<int> &places,
                        const vec<tag> &tags, const vec<spread> &spreads)
{
    basic_block bb, best = NULL;
    FOR_EACH_BB_FN (bb, fun)
        if (!blocks[bb->index].known && (!best || distance(bb, tags[places[bb->index]]) <
                                                      distance(best, tags[places[best->index]])))
            best = bb;
    if (!best)
        return false;
    int place = places[best->index];
    blocks[best->index].known = true;
    blocks[best->index].parts.safe_push(expected_part(best, place, tags[place], spreads[place]));
    return true;
}

/* Finds out how often each RTL block runs: by its place where that is plain, by what flows into it,
 * by what GCC expects, in this order. */
vec<rtl_block> blocks_know(function *fun, const vec<tag> &tags)
{
    vec<spread> spreads = find_spreads(fun, tags);
    vec<rtl_block> blocks = vNULL;
    auto_vec<int> places;
    blocks.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    places.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        places[bb->index] = place_of_block(bb, tags, spreads);
    FOR_EACH_BB_FN (bb, fun) {
        int &place = places[bb->index];
        rtl_block &block = blocks[bb->index];
        if (place < 0)
            place = neighbours_place(bb, places, tags, &block.known);
        else
            block.known = runs_with(bb, tags[place], spreads[place]);
        if (block.known)
            block.parts.safe_push({place, COSTS_UNIT});
    }
    do {
        for (bool more = true; more;) {
            more = false;
            FOR_EACH_BB_FN (bb, fun)
                if (!blocks[bb->index].known &&
                    (add_cases(bb, blocks, places, tags) || add_inflow(bb, blocks, places, tags)))
                    more = blocks[bb->index].known = true;
        }
    } while (guess_block(fun, blocks, places, tags, spreads));
    spreads.release();
    return blocks;
}
