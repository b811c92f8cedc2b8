/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copies.cc - claims about how often the RTL blocks of a place run.
 *
 * GCC copies blocks, merges them with others, makes several of one, and moves single instructions.
 * For each of these there is a claim that holds if it happened and nothing else did. Which one is
 * right shows by GCC's expectations.
 */
#include "costs/copies.h"
#include "costs/blocks.h"
#include "costs/claims.h"
#include "costs/origins.h"
#include "costs/places.h"

/* "All blocks with instructions of the place run as often as it, together": GCC copied them. */
static void claim_all(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        solve_add_term(equation, claims_block(bb), 1);
        runs += claims_expected(bb->count);
    }
    solve_add_term(equation, claims_given(place), -1);
    claims_add(equation, runs, claims_expected(tags[place].count));
}

/* "The blocks with mostly instructions of the place do": the others got some of them moved in. */
static void claim_main(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    sum equation = vNULL;
    double runs = 0;
    unsigned blocks = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_main(bb) != place)
            continue;
        solve_add_term(equation, claims_block(bb), 1);
        runs += claims_expected(bb->count);
        blocks++;
    }
    solve_add_term(equation, claims_given(place), -1);
    if (blocks > 0 && blocks < found.length())
        claims_add(equation, runs, claims_expected(tags[place].count));
    else
        equation.release();
}

/* "The place's blocks are entered from elsewhere as often as it": one statement became several
 * blocks. */
static void claim_entries(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    if (found.length() < 2)
        return;
    sum equation = vNULL;
    double runs = 0, place_runs = claims_expected(tags[place].count);
    for (unsigned i = 0; i < found.length(); i++) {
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, BASIC_BLOCK_FOR_FN(cfun, found[i].block)->preds)
            if (!places_in(e->src, place)) {
                solve_add_term(equation, claims_edge(e), 1);
                runs += claims_expected(e->count());
            }
    }
    solve_add_term(equation, claims_given(place), -1);
    int back = tags[place].on_edge ? TAG_NONE : places_edge_back(tags, place);
    if (back >= 0 && tags[back].counted) {
        solve_add_term(equation, claims_given(back), 1);
        place_runs -= claims_expected(tags[back].count);
    }
    claims_add(equation, runs, place_runs);
}
/* "Those of the place's blocks that are entered from elsewhere run as often as it": one statement,
 * or one turn of a loop, became several blocks. */
static void claim_heads(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    sum equation = vNULL;
    double runs = 0;
    unsigned heads = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        bool entered = false;
        FOR_EACH_EDGE (e, ei, bb->preds)
            entered |= !places_in(e->src, place);
        if (!entered)
            continue;
        solve_add_term(equation, claims_block(bb), 1);
        runs += claims_expected(bb->count);
        heads++;
    }
    solve_add_term(equation, claims_given(place), -1);
    if (heads > 0 && heads < found.length())
        claims_add(equation, runs, claims_expected(tags[place].count));
    else
        equation.release();
}

/* "One of the place's blocks runs as often as it", where that is just what GCC expects: others have
 * been merged with something. */
static void claim_equals(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    double runs = claims_expected(tags[place].count);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_main(bb) != place || runs <= 0 ||
            claims_doubt(claims_expected(bb->count), runs) > CLAIMS_CERTAIN)
            continue;
        sum equation = vNULL;
        solve_add_term(equation, claims_block(bb), 1);
        solve_add_term(equation, claims_given(place), -1);
        claims_add(equation, claims_expected(bb->count), runs);
    }
}

/* Copies of one instruction in an RTL block. */
struct copies_in_block {
    unsigned insn, copies;
};

/* The instructions of a place in an RTL block and how many copies of each. What became several
 * instructions, as GCC split it, is one copy. */
static vec<copies_in_block> count_copies(const vec<tag> &tags, int place, int block)
{
    vec<copies_in_block> all = vNULL;
    hash_set<int_hash<int, -1, -2>> seen;
    rtx_insn *at;
    FOR_BB_INSNS (BASIC_BLOCK_FOR_FN(cfun, block), at) {
        const origin *origin = blocks_tag(at) >= 0 ? origins_of(at) : NULL;
        if (!origin || !tags_same_place(tags[origin->tag], tags[place]) ||
            seen.add((int)(origin->insn * 4096 + origin->copy)))
            continue;
        unsigned i = 0;
        while (i < all.length() && all[i].insn != origin->insn)
            i++;
        if (i == all.length())
            all.safe_push({origin->insn, 0});
        all[i].copies++;
    }
    return all;
}

/* An instruction of a place of which all copies are left; -1: none. `unrolled`: whether GCC copied
 * the place's block with its loop. */
static int find_whole(const vec<vec<copies_in_block>> &blocks, bool *unrolled)
{
    hash_map<int_hash<int, -1, -2>, unsigned> left;
    int best = -1;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (unsigned j = 0; j < blocks[i].length(); j++)
            left.get_or_insert((int)blocks[i][j].insn) += blocks[i][j].copies;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (unsigned j = 0; j < blocks[i].length(); j++) {
            int insn = (int)blocks[i][j].insn;
            *unrolled |= origins_copies(insn) > 1;
            if (*left.get(insn) == origins_copies(insn) && (best < 0 || insn < best))
                best = insn;
        }
    return best;
}

/*
 * "The copies of one of the place's instructions run as often as it, together": GCC unrolled the
 * loop around it. One that is left in all copies; others, such as the test for the loop's end, GCC
 * may have dropped in some. Believed whatever GCC expects, as its expectations do not add up.
 * Returns false where the place was not unrolled.
 */
static bool claim_unrolled(const vec<tag> &tags, int place)
{
    const vec<occurrence> &found = places_of(place);
    vec<vec<copies_in_block>> blocks = vNULL;
    for (unsigned i = 0; i < found.length(); i++)
        blocks.safe_push(count_copies(tags, place, found[i].block));
    bool unrolled = false;
    int best = find_whole(blocks, &unrolled);
    sum equation = vNULL;
    for (unsigned i = 0; i < blocks.length(); i++) {
        for (unsigned j = 0; j < blocks[i].length(); j++)
            if ((int)blocks[i][j].insn == best)
                solve_add_term(equation, claims_block(BASIC_BLOCK_FOR_FN(cfun, found[i].block)),
                               blocks[i][j].copies);
        blocks[i].release();
    }
    blocks.release();
    solve_add_term(equation, claims_given(place), -1);
    if (unrolled && best >= 0)
        claims_add(equation, 1, 1);
    else
        equation.release();
    return unrolled;
}

/* GCC copies nothing then: several blocks are what became of one statement. */
static void claim_unoptimised(const vec<tag> &tags, int place)
{
    if (places_of(place).length() == 1)
        claim_all(tags, place);
    else
        claim_entries(tags, place);
}

void copies_claim(const vec<tag> &tags)
{
    for (unsigned i = 1; i < tags.length(); i++)
        if (!places_of(i).is_empty() && tags[i].counted) {
            if (claim_unrolled(tags, i))
                continue;
            if (!optimize) {
                claim_unoptimised(tags, i);
                continue;
            }
            unsigned first = claims_count();
            claim_all(tags, i);
            claim_main(tags, i);
            claim_entries(tags, i);
            claim_heads(tags, i);
            if (places_of(i).length() > 1)
                claim_equals(tags, i);
            claims_keep_best(first);
        }
}
