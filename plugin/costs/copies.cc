/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copies.cc - claims about how often the RTL blocks of a place run.
 *
 * GCC copies blocks, merges them with others, makes several of one, and moves single instructions.
 * For each of these there is a claim that holds if it happened and nothing else did. Which one is
 * right shows by GCC's expectations.
 */
#include "costs/copies.h"
#include "costs/insns.h"
#include "costs/origins.h"

/* "All blocks with instructions of the place run as often as it, together": GCC copied them. */
static void claim_all(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
        runs += unknowns_expected(bb->count);
    }
    solve_add_term(equation, solve_given(place), -1);
    claims_add(known.claims, equation, runs, unknowns_expected(known.tags[place].count));
}

/* "The blocks with mostly instructions of the place do": the others got some of them moved in. */
static void claim_main(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double runs = 0;
    unsigned blocks = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_main(known.places, bb) != place)
            continue;
        solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
        runs += unknowns_expected(bb->count);
        blocks++;
    }
    solve_add_term(equation, solve_given(place), -1);
    if (blocks > 0 && blocks < found.length())
        claims_add(known.claims, equation, runs, unknowns_expected(known.tags[place].count));
    else
        equation.release();
}

/* "The place's blocks are entered from elsewhere as often as it": one statement became several
 * blocks. */
static void claim_entries(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    if (found.length() < 2)
        return;
    sum equation = vNULL;
    double runs = 0, place_runs = unknowns_expected(known.tags[place].count);
    for (unsigned i = 0; i < found.length(); i++) {
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, BASIC_BLOCK_FOR_FN(cfun, found[i].block)->preds)
            if (!places_in(known.places, e->src, place)) {
                solve_add_term(equation, unknowns_edge(e), 1);
                runs += unknowns_expected(e->count());
            }
    }
    solve_add_term(equation, solve_given(place), -1);
    int back =
        known.tags[place].on_edge ? TAG_NONE : places_edge_back(known.places, known.tags, place);
    if (back >= 0 && known.tags[back].counted) {
        solve_add_term(equation, solve_given(back), 1);
        place_runs -= unknowns_expected(known.tags[back].count);
    }
    claims_add(known.claims, equation, runs, place_runs);
}
/* "Those of the place's blocks that are entered from elsewhere run as often as it": one statement,
 * or one turn of a loop, became several blocks. */
static void claim_heads(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double runs = 0;
    unsigned heads = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        bool entered = false;
        FOR_EACH_EDGE (e, ei, bb->preds)
            entered |= !places_in(known.places, e->src, place);
        if (!entered)
            continue;
        solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
        runs += unknowns_expected(bb->count);
        heads++;
    }
    solve_add_term(equation, solve_given(place), -1);
    if (heads > 0 && heads < found.length())
        claims_add(known.claims, equation, runs, unknowns_expected(known.tags[place].count));
    else
        equation.release();
}

/* "One of the place's blocks runs as often as it", where that is just what GCC expects: others have
 * been merged with something. */
static void claim_equals(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    double runs = unknowns_expected(known.tags[place].count);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_main(known.places, bb) != place || runs <= 0 ||
            claims_doubt(known.claims, unknowns_expected(bb->count), runs) > CLAIMS_CERTAIN)
            continue;
        sum equation = vNULL;
        solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
        solve_add_term(equation, solve_given(place), -1);
        claims_add(known.claims, equation, unknowns_expected(bb->count), runs);
    }
}

namespace
{
/* Copies of one instruction in an RTL block. */
struct copies_in_block {
    unsigned insn, copies;
};
} // namespace

/* GCC makes far fewer copies of a loop (--param=max-unroll-times is 8). */
static const unsigned COPIES_MAX = 4096;

/* The instructions of a place in an RTL block and how many copies of each. What became several
 * instructions, as GCC split it, is one copy. What GCC moved before the loop is no copy. */
static vec<copies_in_block> count_copies(const analysis &known, int place, int block)
{
    vec<copies_in_block> all = vNULL;
    hash_set<int_hash<int, -1, -2>> seen;
    rtx_insn *at;
    FOR_BB_INSNS (BASIC_BLOCK_FOR_FN(cfun, block), at) {
        const origin *origin = insns_tag(at) >= 0 ? origins_of(at) : NULL;
        if (!origin || origin->moved ||
            !tags_same_place(known.tags[origin->tag], known.tags[place]) ||
            seen.add((int)(origin->insn * COPIES_MAX + origin->copy)))
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

/* Whether GCC copied a place's block with its loop. */
static bool is_unrolled(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    rtx_insn *at;
    for (unsigned i = 0; i < found.length(); i++)
        FOR_BB_INSNS (BASIC_BLOCK_FOR_FN(cfun, found[i].block), at) {
            const origin *origin = insns_tag(at) >= 0 ? origins_of(at) : NULL;
            if (origin && tags_same_place(known.tags[origin->tag], known.tags[place]) &&
                origins_copies(origin->insn) > 1)
                return true;
        }
    return false;
}

/* An instruction of a place of which all copies are left; -1: none. */
static int find_whole(const vec<vec<copies_in_block>> &blocks)
{
    hash_map<int_hash<int, -1, -2>, unsigned> left;
    int best = -1;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (unsigned j = 0; j < blocks[i].length(); j++)
            left.get_or_insert((int)blocks[i][j].insn) += blocks[i][j].copies;
    for (unsigned i = 0; i < blocks.length(); i++)
        for (unsigned j = 0; j < blocks[i].length(); j++) {
            int insn = (int)blocks[i][j].insn;
            if (*left.get(insn) == origins_copies(insn) && (best < 0 || insn < best))
                best = insn;
        }
    return best;
}

/*
 * "The copies of one of the place's instructions run as often as it, together": GCC unrolled the
 * loop around it. One that is left in all copies; others, such as the test for the loop's end, GCC
 * may have dropped in some. Believed whatever GCC expects, as its expectations do not add up.
 */
static void claim_unrolled(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    vec<vec<copies_in_block>> blocks = vNULL;
    for (unsigned i = 0; i < found.length(); i++)
        blocks.safe_push(count_copies(known, place, found[i].block));
    int best = find_whole(blocks);
    sum equation = vNULL;
    for (unsigned i = 0; i < blocks.length(); i++) {
        for (unsigned j = 0; j < blocks[i].length(); j++)
            if ((int)blocks[i][j].insn == best)
                solve_add_term(
                    equation,
                    unknowns_block(known.unknowns, BASIC_BLOCK_FOR_FN(cfun, found[i].block)),
                    blocks[i][j].copies);
        blocks[i].release();
    }
    blocks.release();
    solve_add_term(equation, solve_given(place), -1);
    if (best >= 0)
        claims_add(known.claims, equation, 1, 1);
    else
        equation.release();
}

/*
 * Whether a place's instructions follow, in an RTL block, a call of another place. Where the call
 * does not return, the block runs more often than the place:
 *
 *     f(x);                    call f
 *     goto end;                xorl %edx, %edx     of the edge to the end, which GCC merged
 *     end: y = 0;
 */
static bool follows_call(const analysis &known, int place, basic_block bb)
{
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn) {
        int number = insns_tag(insn);
        if (number >= 0 && tags_same_place(known.tags[number], known.tags[place]))
            return false;
        if (CALL_P(insn) && !RTL_CONST_OR_PURE_CALL_P(insn))
            return true;
    }
    return false;
}

/* Whether nothing follows of how often the place runs, as a call may keep control from it. */
static bool is_behind_calls(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++)
        if (follows_call(known, place, BASIC_BLOCK_FOR_FN(cfun, found[i].block)))
            return true;
    return false;
}

/* GCC copies nothing then: several blocks are what became of one statement. */
static void claim_unoptimised(analysis &known, int place)
{
    if (places_of(known.places, place).length() == 1)
        claim_all(known, place);
    else
        claim_entries(known, place);
}

template <typename F> static void for_places(analysis &known, bool unrolled, F visit)
{
    for (unsigned i = 1; i < known.tags.length(); i++)
        if (!places_of(known.places, i).is_empty() && known.tags[i].counted &&
            is_unrolled(known, i) == unrolled)
            visit((int)i);
}

void copies_claim_unrolled(analysis &known)
{
    for_places(known, true, [&](int place) { claim_unrolled(known, place); });
}

void copies_claim(analysis &known)
{
    for_places(known, false, [&](int place) {
        if (!optimize) {
            claim_unoptimised(known, place);
            return;
        }
        if (GCC_MERGES_BEHIND_CALLS && is_behind_calls(known, place))
            return;
        unsigned first = claims_count(known.claims);
        claim_all(known, place);
        claim_main(known, place);
        claim_entries(known, place);
        claim_heads(known, place);
        if (places_of(known.places, place).length() > 1)
            claim_equals(known, place);
        claims_keep_best(known.claims, first);
    });
}
