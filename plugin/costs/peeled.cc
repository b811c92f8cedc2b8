/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peeled.cc - claims about the copies that GCC peels off before an unrolled loop; see peeled.h. */
#include "costs/peeled.h"
#include "base/mark.h"
#include "costs/insns.h"
#include "costs/origins.h"

namespace
{
/* A test, while those of a loop are being found. */
struct found_test {
    basic_block bb;
    unsigned value;    /* that it compares with */
    bool follows_copy; /* of the loop */
};
} // namespace

/* Whether a block has nothing but such a test, and what with. */
static bool is_test(basic_block bb, unsigned *value)
{
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn)
        if (NONDEBUG_INSN_P(insn) && (origins_of(insn) || !origins_are_later(insn)))
            return false;
    if (!JUMP_P(BB_END(bb)) || !any_condjump_p(BB_END(bb)) || EDGE_COUNT(bb->succs) != 2)
        return false;
    rtx condition = get_condition(BB_END(bb), NULL, false, false);
    if (!condition || GET_CODE(condition) != EQ || !CONST_INT_P(XEXP(condition, 1)) ||
        !IN_RANGE(INTVAL(XEXP(condition, 1)), 0, REMAINDERS - 1))
        return false;
    *value = (unsigned)INTVAL(XEXP(condition, 1));
    return true;
}

static bool is_empty(basic_block bb)
{
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn)
        if (NONDEBUG_INSN_P(insn) && !simplejump_p(insn))
            return false;
    return true;
}

typedef hash_set<int_hash<int, -1, -2>> numbers;

/* The blocks, before GCC copied any, of what is in a loop. */
static void find_origins(const class loop *loop, numbers &blocks)
{
    basic_block *body = get_loop_body(loop);
    rtx_insn *insn;
    for (unsigned i = 0; i < loop->num_nodes; i++)
        FOR_BB_INSNS (body[i], insn)
            if (const origin *origin = origins_of(insn))
                if (!origin->moved)
                    blocks.add(origin->block);
    free(body);
}

/* Whether a block before a loop is a copy of one in it. */
static bool is_copy_of_any(basic_block bb, numbers &blocks)
{
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn)
        if (const origin *origin = origins_of(insn))
            if (origin->copy > 0 || origins_is_repeated(*origin))
                if (blocks.contains(origin->block))
                    return true;
    return false;
}

/* Whether control gets from a copy to a block without passing another test. */
static bool follows_copy(basic_block bb, numbers &blocks)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds) {
        basic_block before = e->src;
        if (before->index >= NUM_FIXED_BLOCKS && is_empty(before) && single_pred_p(before))
            before = single_pred(before);
        if (before->index >= NUM_FIXED_BLOCKS && is_copy_of_any(before, blocks))
            return true;
    }
    return false;
}

/* Goes back from a loop through the copies before it, and finds the tests among them. */
static void find_tests(const class loop *loop, numbers &blocks, vec<found_test> &found)
{
    auto_vec<basic_block> pending;
    hash_set<basic_block> seen;
    pending.safe_push(loop_preheader_edge(loop)->src);
    while (!pending.is_empty()) {
        basic_block bb = pending.pop();
        unsigned value;
        if (bb->index < NUM_FIXED_BLOCKS || flow_bb_inside_loop_p(loop, bb) || seen.add(bb))
            continue;
        if (is_test(bb, &value))
            found.safe_push({bb, value, follows_copy(bb, blocks)});
        else if (!is_empty(bb) && !is_copy_of_any(bb, blocks))
            continue;
        edge e;
        edge_iterator ei;
        FOR_EACH_EDGE (e, ei, bb->preds)
            pending.safe_push(e->src);
    }
}

/* The modulus of a loop's tests, one for each remainder but the greatest; 0: they are no such. */
static unsigned modulus_of(const vec<found_test> &found)
{
    unsigned modulus = found.length() + 1, values = 0;
    for (unsigned i = 0; i < found.length(); i++)
        values |= 1u << found[i].value;
    return modulus > 1 && modulus <= REMAINDERS && REMAINDERS % modulus == 0 &&
                   values == (1u << (modulus - 1)) - 1
               ? modulus
               : 0;
}

/* Whether a loop is left from its end, as loop_exit_at_end_p of GCC's loop-unroll.cc has it. */
static bool is_left_at_end(const class loop *loop)
{
    if (!is_empty(loop->latch) || !single_pred_p(loop->latch))
        return false;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, single_pred(loop->latch)->succs)
        if (!flow_bb_inside_loop_p(loop, e->dest))
            return true;
    return false;
}

/* A tag of what is in a loop; TAG_NONE. */
static int tag_of(const class loop *loop)
{
    rtx_insn *insn;
    FOR_BB_INSNS (loop->header, insn)
        if (const origin *origin = origins_of(insn))
            if (!origin->moved)
                return origin->tag;
    return TAG_NONE;
}

static void add_test(vec<peeled_test> &all, basic_block bb, const peeled_test &test)
{
    rtx_insn *jump = BB_END(bb);
    INSN_LOCATION(jump) = mark_location(INSN_LOCATION(jump), LOCATION_BLOCK(INSN_LOCATION(jump)),
                                        MARK_FIRST_PEELED + all.length());
    all.safe_push(test);
    if (dump_file)
        fprintf(dump_file, ";; block %d: trip count %% %u is %d, otherwise %d\n", bb->index,
                test.modulus, test.remainder, test.otherwise);
}

/* What a test tells of the trip count. `before`: its loop's tests come before all copies. */
static peeled_test make_test(int tag, unsigned modulus, const found_test &found, bool at_end,
                             bool before)
{
    int value = (int)found.value, more = at_end && before ? 1 : 0;
    peeled_test test = {tag, modulus, (value + (int)modulus - more) % (int)modulus,
                        -1,  !before, value == 0};
    if (!at_end)
        test.after_copy = value > 0; /* the first copy comes after the first test */
    if (value + 2 == (int)modulus)
        test.otherwise = value + 1 - more;
    return test;
}

/*
 * GCC takes the remainder of how often the loop goes back. Where the test for the end is the last
 * thing in it, that is one less than its turns, and GCC adds one; where these may be too many to
 * add one it does not, but peels off a copy before the tests. A loop that takes no trip then
 * leaves before the tests.
 */
static void find_tests_of(const class loop *loop, vec<peeled_test> &all)
{
    numbers blocks;
    auto_vec<found_test> found;
    find_origins(loop, blocks);
    find_tests(loop, blocks, found);
    unsigned modulus = modulus_of(found);
    int tag = tag_of(loop);
    if (modulus == 0 || tag < 0)
        return;
    bool at_end = is_left_at_end(loop), before = true;
    for (unsigned i = 0; i < found.length(); i++)
        before &= found[i].value != 0 || !found[i].follows_copy;
    for (unsigned i = 0; i < found.length(); i++)
        add_test(all, found[i].bb, make_test(tag, modulus, found[i], at_end, before));
}

void peeled_find(vec<peeled_test> &found, function *fun)
{
    for (unsigned i = 1; i < number_of_loops(fun); i++) {
        const class loop *loop = get_loop(fun, i);
        if (loop && !loop->inner)
            find_tests_of(loop, found);
    }
}

/* The edge that control takes where a test holds, or else where it does not; NULL: it is no test
 * any more. */
static edge edge_of(basic_block bb, bool holds)
{
    rtx condition = insns_condition(bb);
    rtx_code code = condition ? GET_CODE(condition) : UNKNOWN;
    if (code != EQ && code != NE)
        return NULL;
    return (code == EQ) == holds ? BRANCH_EDGE(bb) : FALLTHRU_EDGE(bb);
}

/* The blocks that end with a test: GCC may have copied its block. */
static void find_blocks(const analysis &known, unsigned number, vec<basic_block> &found)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, known.fun)
        if (JUMP_P(BB_END(bb)) &&
            mark_of(INSN_LOCATION(BB_END(bb))) == MARK_FIRST_PEELED + (int)number)
            found.safe_push(bb);
}

/* Takes off how often control comes to a test with a remainder. */
static void take_off(sum &equation, const analysis &known, const peeled_test &test,
                     unsigned remainder)
{
    int first = known.tags[test.tag].remainders;
    for (unsigned i = remainder; i < REMAINDERS; i += test.modulus)
        solve_add_term(equation, solve_given(first + (int)i), -1);
    if (remainder == 0 && !test.after_copy)
        solve_add_term(equation, solve_given(first + REMAINDERS_NO_TRIP), -1);
}

/* "A test holds, or does not, as often as the loop is entered with that remainder." */
static void claim_remainder(analysis &known, const peeled_test &test,
                            const vec<basic_block> &blocks, bool holds)
{
    int remainder = holds ? test.remainder : test.otherwise;
    sum equation = vNULL;
    bool all = remainder >= 0;
    for (unsigned i = 0; all && i < blocks.length(); i++) {
        edge e = edge_of(blocks[i], holds);
        all = e != NULL;
        if (e)
            solve_add_term(equation, unknowns_edge(e), 1);
    }
    if (!all) {
        equation.release();
        return;
    }
    take_off(equation, known, test, remainder);
    claims_add(known.claims, equation, 1, 1);
}

/* "The first test is made as often as the loop is entered", with whatever remainder. */
static void claim_entries(analysis &known, const peeled_test &test, const vec<basic_block> &blocks)
{
    sum equation = vNULL;
    for (unsigned i = 0; i < blocks.length(); i++)
        solve_add_term(equation, unknowns_block(known.unknowns, blocks[i]), 1);
    for (unsigned remainder = 0; remainder < test.modulus; remainder++)
        take_off(equation, known, test, remainder);
    claims_add(known.claims, equation, 1, 1);
}

static void claim_test(analysis &known, unsigned number)
{
    const peeled_test &test = known.peeled[number];
    auto_vec<basic_block> blocks;
    find_blocks(known, number, blocks);
    if (blocks.is_empty())
        return;
    const tag &tag = known.tags[test.tag];
    if (tag.remainders < 0 || (test.after_copy && tag.may_leave))
        return;
    /* By a trip count that is not one, where there is none. */
    if (!test.is_first || test.after_copy || !tag.may_skip)
        claim_remainder(known, test, blocks, true);
    claim_remainder(known, test, blocks, false);
    if (test.is_first)
        claim_entries(known, test, blocks);
}

void peeled_claim(analysis &known)
{
    for (unsigned i = 0; i < known.peeled.length(); i++)
        claim_test(known, i);
}
