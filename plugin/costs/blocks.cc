/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.cc - how often each RTL block of the final code runs.
 *
 * GCC copies blocks, merges equal ends of them, and makes several of one, so a block of the final
 * code is not just one of GIMPLE. What holds for sure is the flow: what runs into a block runs out
 * of it. The rest are claims, such as "the blocks with instructions of this GIMPLE block run as
 * often as it, together".
 *
 * So there are equations (solve.h), in the order of belief: the flow, the claims (claims.h) by
 * their doubt, and in the end GCC's expectation, for what nothing else tells.
 */
#include "costs/blocks.h"
#include "base/target.h"
#include "costs/bounds.h"
#include "costs/callees.h"
#include "costs/copies.h"
#include "costs/decisions.h"
#include "costs/insns.h"
#include "costs/origins.h"
#include "costs/peeled.h"
#include "costs/shares.h"

#include <cinstr/abi.h>

#include <math.h>

/* Whether the instruction after a call in its RTL block belongs to another GIMPLE block, or to
 * none. */
static bool another_follows(rtx_insn *call, basic_block bb, const vec<tag> &tags)
{
    int number = origins_tag(INSN_LOCATION(call));
    bool any = false;
    for (rtx_insn *insn = call; number >= 0 && insn != BB_END(bb);) {
        insn = NEXT_INSN(insn);
        int next = insns_tag(insn);
        if (next >= 0)
            return tags[next].source != tags[number].source;
        any |= next == TAG_NONE;
    }
    return any;
}

void blocks_split_at_jumps(function *fun, const vec<tag> &tags)
{
    basic_block bb;
    rtx_insn *insn;
    if (!fun->calls_setjmp)
        return;
    FOR_EACH_BB_FN (bb, fun)
        FOR_BB_INSNS (bb, insn)
            if (CALL_P(insn) && insn != BB_END(bb) &&
                (insns_is_setjmp(insn) || another_follows(insn, bb, tags))) {
                split_block(bb, insn); /* the rest comes next in this walk */
                break;
            }
}

/* The flow: a block runs as often as it is entered. Returns whether that also holds for what leaves
 * it: where a call may go elsewhere, nobody knows. */
static bool flow_out_is_certain(basic_block bb)
{
    rtx_insn *insn;
    FOR_BB_INSNS (bb, insn)
        if (insns_may_leave(insn))
            return false;
    return true;
}

static void believe_inflow(analysis &known, basic_block bb)
{
    sum equation = vNULL;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        solve_add_term(equation, unknowns_edge(e), 1);
    solve_add_term(equation, unknowns_block(known.unknowns, bb), -1);
    analysis_believe(known, equation);
}

static void believe_outflow(analysis &known, basic_block bb)
{
    if (EDGE_COUNT(bb->succs) == 0 || insns_is_setjmp(BB_END(bb)))
        return;
    sum equation = vNULL;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        solve_add_term(equation, unknowns_edge(e), 1);
    solve_add_term(equation, unknowns_block(known.unknowns, bb), -1);
    analysis_believe(known, equation);
}

static void believe_entry(analysis &known)
{
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(known.fun))), 1);
    solve_add_term(equation, solve_given(TAG_FUNCTION), -1);
    analysis_believe(known, equation);
}

/* A program that finds its stack smashed (-fstack-protector) ends. */
static void believe_unsmashed(analysis &known, basic_block bb)
{
    rtx_insn *last = BB_END(bb);
    const char *name = EDGE_COUNT(bb->succs) == 0 && CALL_P(last) ? callees_name(last) : NULL;
    if (!name || !startswith(name, "__stack_chk_fail"))
        return;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
    analysis_believe(known, equation);
}

/* Edges by how much GCC knows of how often each is taken. */
enum guess { GUESS_SURE, GUESS_COPIES, GUESS_LOOPS };

static guess guess_of(edge e)
{
    if (unknowns_ends_loop(e->src))
        return GUESS_LOOPS;
    return copies_in(e->src) ? GUESS_COPIES : GUESS_SURE;
}

/* By GCC's expectation alone: a share of what runs before, or of the place. */
static void guess_edges_to(analysis &known, basic_block bb, guess last)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds) {
        if (solve_is_known(known.solver, unknowns_edge(e)) || !e->probability.initialized_p() ||
            e->src->index < NUM_FIXED_BLOCKS || guess_of(e) > last)
            continue;
        sum equation = vNULL;
        solve_add_term(equation, unknowns_edge(e), 1);
        solve_add_term(equation, unknowns_block(known.unknowns, e->src),
                       -e->probability.to_sreal().to_double());
        analysis_believe(known, equation);
    }
}

static void guess_edges(analysis &known, guess last)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, known.fun)
        if (!solve_is_known(known.solver, unknowns_block(known.unknowns, bb)))
            guess_edges_to(known, bb, last);
}

/* Of blocks that are known, how often control runs into them from the block before. */
static void guess_fallthroughs(analysis &known)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, known.fun)
        if (find_fallthru_edge(bb->preds))
            guess_edges_to(known, bb, GUESS_LOOPS);
}

/* The jump that a comparison of floating-point numbers has for NaNs is hardly ever taken. */
static void guess_unordered(analysis &known, basic_block bb)
{
    rtx condition = insns_condition(bb);
    if (!condition || GET_CODE(condition) != UNORDERED)
        return;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(BRANCH_EDGE(bb)), 1);
    analysis_believe(known, equation);
}

/* The number that a register has at an instruction, where its block sets it before; NULL. */
static const REAL_VALUE_TYPE *number_of(rtx reg, rtx_insn *insn)
{
    while (REG_P(reg) && insn != BB_HEAD(BLOCK_FOR_INSN(insn))) {
        insn = PREV_INSN(insn);
        if (!NONDEBUG_INSN_P(insn) || !reg_set_p(reg, insn))
            continue;
        rtx set = single_set(insn);
        rtx value = set ? avoid_constant_pool_reference(SET_SRC(set)) : NULL;
        return value && CONST_DOUBLE_AS_FLOAT_P(value) ? CONST_DOUBLE_REAL_VALUE(value) : NULL;
    }
    return NULL;
}

/* Whether from there on all floating-point numbers of a mode are whole. */
static bool is_first_whole(const REAL_VALUE_TYPE *number, machine_mode mode)
{
    if (!number || !SCALAR_FLOAT_MODE_P(mode))
        return false;
    REAL_VALUE_TYPE first;
    real_2expN(&first, REAL_MODE_FORMAT(mode)->p - 1, mode);
    return real_equal(number, &first);
}

/*
 * GCC rounds numbers in place, but for those that are whole as they are so large: these come in
 * hardly ever.
 *
 *     y = floor(x);            ucomisd %xmm1, %xmm3       2^52 against |x|
 *                              ja .L_round
 */
static void guess_rounding(analysis &known, basic_block bb)
{
    rtx condition = insns_condition(bb);
    if (!condition)
        return;
    rtx_insn *test = BB_END(bb);
    do {
        if (test == BB_HEAD(bb))
            return;
        test = PREV_INSN(test);
    } while (!NONDEBUG_INSN_P(test) ||
             !reg_set_p(gen_rtx_REG(CCmode, target_flags_register()), test));
    rtx compare = single_set(test) ? SET_SRC(single_set(test)) : NULL;
    while (compare && GET_CODE(compare) == UNSPEC)
        compare = XVECEXP(compare, 0, 0);
    if (!compare || GET_CODE(compare) != COMPARE ||
        !is_first_whole(number_of(XEXP(compare, 0), test), GET_MODE(XEXP(compare, 0))))
        return;
    rtx_code code = GET_CODE(condition);
    edge to_round = code == GT || code == UNGT ? BRANCH_EDGE(bb) : FALLTHRU_EDGE(bb);
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(to_round), 1);
    solve_add_term(equation, unknowns_block(known.unknowns, bb), -1);
    analysis_believe(known, equation);
}

static void guess_block(analysis &known, basic_block bb)
{
    int place = places_main(known.places, bb);
    if (place < 0)
        place = TAG_FUNCTION;
    double whole = unknowns_expected(known.tags[place].count);
    sum equation = vNULL;
    solve_add_term(equation, unknowns_block(known.unknowns, bb), 1);
    solve_add_term(equation, solve_given(place),
                   whole > 0 ? -unknowns_expected(bb->count) / whole : -1);
    analysis_believe(known, equation);
}

static vec<part> parts_of(const analysis &known, int unknown)
{
    const sum &value = solve_value(known.solver, unknown);
    vec<part> parts = vNULL;
    for (unsigned i = 0; i < value.length(); i++) {
        int units = value[i].key < 0 ? (int)lround(value[i].factor * CINSTR_COST_UNIT) : 0;
        if (units != 0)
            parts.safe_push({~value[i].key, units});
    }
    return parts;
}
/* Where GCC expects a block that many times as often as its place, it expects nothing sensible. */
static const double SHARE_MAX = 1024;

part blocks_expected(const analysis &known, basic_block bb)
{
    int place =
        places_main(known.places, bb) >= 0 ? places_main(known.places, bb) : (int)TAG_FUNCTION;
    double whole = unknowns_expected(known.tags[place].count);
    double share = whole > 0 ? unknowns_expected(bb->count) / whole : 1;
    return {place, (int)lround(MIN(share, SHARE_MAX) * CINSTR_COST_UNIT)};
}

static void dump_term(const analysis &known, const term &term)
{
    const unknowns &unknowns = known.unknowns;
    fprintf(dump_file, " %+g*", term.factor);
    if (term.key >= (int)unknowns.first_block) {
        fprintf(dump_file, "block %u", term.key - unknowns.first_block);
    } else if (term.key >= 0) {
        edge e = unknowns.edges[term.key];
        fprintf(dump_file, "edge %d->%d", e->src->index, e->dest->index);
    } else {
        const tag &tag = known.tags[~term.key];
        if (tag.on_edge)
            fprintf(dump_file, "(%d->%d)", tag.source, tag.target);
        else
            fprintf(dump_file, "(%d)", tag.source);
    }
}

/* For -fdump-rtl-cinstr_costs. */
static void dump_claim(const claim &claim, claim_fate fate, void *data)
{
    fprintf(dump_file, ";; %s, doubt %.3f:",
            fate == CLAIM_BELIEVED      ? "believed"
            : fate == CLAIM_NOTHING_NEW ? "nothing new"
                                        : "doubtful",
            claim.doubt);
    for (unsigned i = 0; i < claim.equation.length(); i++)
        dump_term(*(const analysis *)data, claim.equation[i]);
    fputc('\n', dump_file);
}

static void believe_claims(analysis &known, double doubt)
{
    claims_believe(known.claims, known.solver, doubt, dump_file ? dump_claim : NULL, &known);
}

/* The flow as far as it is certain; the claims as good as certain; what leaves blocks with calls,
 * most of which return; the other claims; and what GCC expects. */
static void believe_all(analysis &known, const shortener &shortener)
{
    function *fun = known.fun;
    basic_block bb;
    believe_entry(known);
    FOR_EACH_BB_FN (bb, fun)
        believe_inflow(known, bb);
    FOR_EACH_BB_FN (bb, fun)
        believe_unsmashed(known, bb);
    FOR_EACH_BB_FN (bb, fun)
        if (flow_out_is_certain(bb))
            believe_outflow(known, bb);
    peeled_claim(known);
    copies_claim_unrolled(known);
    decisions_claim(known);
    copies_claim(known);
    /* In a function with setjmp, calls are likely to jump instead of to return. */
    believe_claims(known, fun->calls_setjmp ? CLAIMS_COLD : CLAIMS_CERTAIN);
    FOR_EACH_BB_FN (bb, fun)
        believe_outflow(known, bb);
    decisions_follow(known, shortener);
    bounds_keep(known);
    believe_claims(known, CLAIMS_DOUBTFUL);
    FOR_EACH_BB_FN (bb, fun)
        guess_unordered(known, bb);
    FOR_EACH_BB_FN (bb, fun)
        guess_rounding(known, bb);
    /* The rare ways first: where one of eight copies of a loop leaves it, and each may, the eight
     * run nearly alike, whatever GCC expects. How often they do follows from what is known of all
     * copies together, rather than from how often GCC expects that one leaves. */
    shares_believe(known, true);
    guess_edges(known, GUESS_SURE);
    guess_edges(known, GUESS_COPIES);
    shares_believe(known, false);
    guess_edges(known, GUESS_LOOPS);
    FOR_EACH_BB_FN (bb, fun)
        guess_block(known, bb);
    guess_fallthroughs(known);
}

/* Whether claims may be doubtful: where GCC expects something, and where it optimises without
 * (-fno-guess-branch-probability), but not where all is expected never to run. */
static bool may_doubt(profile_count entry)
{
    return unknowns_expected(entry) > 0 || (optimize && !entry.initialized_p());
}

void blocks_know(analysis &known, const shortener &shortener)
{
    function *fun = known.fun;
    places_find(known.places, fun, known.tags);
    twins_find(known.twins, known.places, fun, known.tags);
    solve_begin(known.solver, unknowns_begin(known.unknowns, fun));
    claims_begin(known.claims, may_doubt(ENTRY_BLOCK_PTR_FOR_FN(fun)->count));
    believe_all(known, shortener);
    known.blocks.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    known.fallthroughs.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        known.blocks[bb->index] = parts_of(known, unknowns_block(known.unknowns, bb));
        if (edge before = find_fallthru_edge(bb->preds))
            known.fallthroughs[bb->index] = parts_of(known, unknowns_edge(before));
    }
    claims_end(known.claims);
    solve_end(known.solver);
}

void blocks_forget(analysis &known)
{
    for (unsigned i = 0; i < known.blocks.length(); i++) {
        known.blocks[i].release();
        known.fallthroughs[i].release();
    }
    known.blocks.release();
    known.fallthroughs.release();
    unknowns_end(known.unknowns);
    bounds_forget(known);
    twins_end(known.twins);
    places_end(known.places);
}
