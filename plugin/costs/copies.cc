/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * copies.cc - claims about how often the RTL blocks of a place run.
 *
 * GCC copies blocks, merges them with others, makes several of one, and moves single instructions.
 * For each of these there is a claim that holds if it happened and nothing else did. Which one is
 * right shows by GCC's expectations.
 */
#include "costs/copies.h"
#include "costs/bypasses.h"
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

/* Whether a block is entered from one in which the place is; with `other`, from one in which it is
 * not. */
static bool is_entered(const analysis &known, int place, basic_block bb, bool other)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        if (places_in(known.places, e->src, place) != other)
            return true;
    return false;
}

/*
 * "The place's blocks that follow no other of it run as often as it, together", where GCC expects
 * nothing to run, and so copies no loop: it made one statement several blocks, some of which it may
 * have merged with others. It splits landing pads:
 *
 *     .L8: movq %rax, %rbx           reached by an exception
 *     .L5: call __cxa_end_catch      and from the landing pad in the other partition
 *
 * Returns whether there is such a claim.
 */
static bool claim_starts(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    if (found.length() < 2 || unknowns_expected(known.tags[place].count) > 0)
        return false;
    sum equation = vNULL;
    unsigned starts = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (is_entered(known, place, bb, false))
            continue;
        solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
        starts++;
    }
    solve_add_term(equation, solve_given(place), -1);
    bool claims = starts > 0 && starts < found.length();
    if (claims)
        claims_add(known.claims, equation, 0, 0);
    else
        equation.release();
    return claims;
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
        if (!is_entered(known, place, bb, true))
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
/* A copy of an instruction, in an RTL block. */
struct copy_in_block {
    unsigned insn, copy;
    int from; /* the block that GCC copied */
    int block;
    int code; /* of the instruction that it is now, see INSN_CODE */
};

/* What is left of an instruction's copies. */
struct copies_left {
    unsigned different;
    bool again;           /* one is in several blocks */
    bool different_codes; /* and it is not the same instruction in all of them */
};
} // namespace

/* GCC makes far fewer copies of a loop (--param=max-unroll-times is 8). */
static const unsigned COPIES_MAX = 4096;

static int copy_key(unsigned insn, unsigned copy)
{
    return (int)(insn * COPIES_MAX + copy);
}

/* Finds the copies of a place's instructions in an RTL block. What became several instructions, as
 * GCC split it, is one copy. What GCC moved before the loop is no copy. */
static void find_copies(const analysis &known, int place, int block, vec<copy_in_block> &all)
{
    hash_set<int_hash<int, -1, -2>> seen;
    rtx_insn *at;
    FOR_BB_INSNS (BASIC_BLOCK_FOR_FN(cfun, block), at) {
        const origin *origin = insns_tag(at) >= 0 ? origins_of(at) : NULL;
        if (origin && !origin->moved &&
            tags_same_place(known.tags[origin->tag], known.tags[place]) &&
            !seen.add(copy_key(origin->insn, origin->copy)))
            all.safe_push({origin->insn, origin->copy, origin->block, block, INSN_CODE(at)});
    }
}

/* The origin of an instruction whose block GCC copied with its loop; NULL for another. */
static const origin *repeated_origin(rtx_insn *insn)
{
    const origin *origin = insns_tag(insn) >= 0 ? origins_of(insn) : NULL;
    return origin && origins_is_repeated(*origin) ? origin : NULL;
}

bool copies_in(basic_block bb)
{
    rtx_insn *at;
    FOR_BB_INSNS (bb, at)
        if (repeated_origin(at))
            return true;
    return false;
}

/* Whether GCC copied a place's block with its loop. */
static bool is_unrolled(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    rtx_insn *at;
    for (unsigned i = 0; i < found.length(); i++)
        FOR_BB_INSNS (BASIC_BLOCK_FOR_FN(cfun, found[i].block), at) {
            const origin *origin = repeated_origin(at);
            if (origin && tags_same_place(known.tags[origin->tag], known.tags[place]))
                return true;
        }
    return false;
}

/* What is left of each instruction's copies, by its number. */
static void count_copies(const vec<copy_in_block> &all,
                         hash_map<int_hash<int, -1, -2>, copies_left> &left)
{
    hash_map<int_hash<int, -1, -2>, int> codes; /* by copy: of the first one */
    for (unsigned i = 0; i < all.length(); i++) {
        bool again;
        int &code = codes.get_or_insert(copy_key(all[i].insn, all[i].copy), &again);
        copies_left &of_insn = left.get_or_insert((int)all[i].insn);
        if (!again) {
            code = all[i].code;
            of_insn.different++;
            continue;
        }
        of_insn.again = true;
        of_insn.different_codes |= code != all[i].code;
    }
}

/* Whether more of an instruction's copies are left than of another's, or as many, and each of them
 * in one block. */
static bool is_better(const copies_left &own, unsigned insn, const copies_left &other,
                      unsigned than)
{
    unsigned mine = own.different * origins_copies(than);
    unsigned yours = other.different * origins_copies(insn);
    if (mine != yours)
        return mine > yours;
    return own.again != other.again ? other.again : insn < than;
}

/*
 * The instruction of a place of which most copies are left; -1: none has copies. One copy in two
 * blocks is what GCC copied again, where it laid out the code. It may also be an instruction that
 * GCC split into two in a row, but these are hardly ever the same.
 */
static int find_best(const vec<copy_in_block> &all,
                     hash_map<int_hash<int, -1, -2>, copies_left> &left)
{
    int best = -1;
    for (unsigned i = 0; i < all.length(); i++) {
        unsigned insn = all[i].insn;
        const copies_left &own = *left.get((int)insn);
        if (own.different <= origins_copies(insn) && !own.different_codes &&
            (best < 0 || is_better(own, insn, *left.get(best), best)))
            best = (int)insn;
    }
    return best;
}

/*
 * Adds the copies of which GCC left the instruction `best`, and for those of which it left another
 * of the same block, that one. Returns how many there are.
 *
 *     t = *p; sum += t;      ->      sum += *p
 *
 * is the first in some copies, the second in others.
 */
static unsigned add_copies(const analysis &known, const vec<copy_in_block> &all, int best,
                           sum &equation)
{
    hash_map<int_hash<int, -1, -2>, int> told; /* by copy: the instruction that tells of it */
    int from = -1;
    for (unsigned i = 0; i < all.length(); i++)
        if ((int)all[i].insn == best) {
            told.put((int)all[i].copy, best);
            from = all[i].from;
        }
    for (unsigned i = 0; i < all.length(); i++) {
        bool is_told;
        if (all[i].from != from || !origins_has_all(best) || !origins_has_all(all[i].insn))
            continue;
        int &insn = told.get_or_insert((int)all[i].copy, &is_told);
        if (!is_told)
            insn = (int)all[i].insn;
    }
    for (unsigned i = 0; i < all.length(); i++) {
        const int *insn = told.get((int)all[i].copy);
        if (insn && *insn == (int)all[i].insn)
            solve_add_term(equation,
                           unknowns_block(known.unknowns, BASIC_BLOCK_FOR_FN(cfun, all[i].block)),
                           1);
    }
    return told.elements();
}

/*
 * "The copies of one of the place's instructions run as often as it, together": GCC unrolled the
 * loop around it. Where all copies are left, that is believed whatever GCC expects, as its
 * expectations do not add up. It is the more doubtful, the more are missing: GCC may have merged
 * the ends of two copies, which run as often as before, or dropped some, such as the test for the
 * loop's end where it knows how that ends.
 */
static void claim_unrolled(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    auto_vec<copy_in_block> all;
    for (unsigned i = 0; i < found.length(); i++)
        find_copies(known, place, found[i].block, all);
    hash_map<int_hash<int, -1, -2>, copies_left> left;
    count_copies(all, left);
    int best = find_best(all, left);
    if (best < 0)
        return;
    sum equation = vNULL;
    unsigned copies = add_copies(known, all, best, equation);
    solve_add_term(equation, solve_given(place), -1);
    claims_add(known.claims, equation, copies, origins_copies(best));
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
        if (insns_may_leave(insn))
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
        if ((GCC_MERGES_BEHIND_CALLS && is_behind_calls(known, place)) ||
            bypasses_pass(known, place))
            return;
        unsigned first = claims_count(known.claims);
        bool starts = claim_starts(known, place);
        if (!starts)
            claim_all(known, place);
        claim_main(known, place);
        if (!starts) /* an entry may be where GCC merged a block with another place's */
            claim_entries(known, place);
        claim_heads(known, place);
        if (places_of(known.places, place).length() > 1)
            claim_equals(known, place);
        claims_keep_best(known.claims, first);
    });
}
