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
#include "costs/asm_text.h"
#include "costs/bounds.h"
#include "costs/claims.h"
#include "costs/copies.h"
#include "costs/decisions.h"
#include "costs/places.h"
#include "costs/solve.h"
#include "costs/twins.h"

#include <math.h>

unsigned blocks_instructions(rtx_insn *insn)
{
    if (!NONDEBUG_INSN_P(insn))
        return 0;
    rtx pattern = PATTERN(insn);
    if (GET_CODE(pattern) == USE || GET_CODE(pattern) == CLOBBER)
        return 0;
    if (GET_CODE(pattern) == ASM_INPUT || asm_noperands(pattern) >= 0)
        return asm_text_instructions(
            GET_CODE(pattern) == ASM_INPUT
                ? XSTR(pattern, 0)
                : decode_asm_operands(pattern, NULL, NULL, NULL, NULL, NULL));
    return recog_memoized(insn) >= 0 && get_attr_length(insn) > 0;
}

int blocks_tag(rtx_insn *insn)
{
    return blocks_instructions(insn) > 0 ? tags_of_location(INSN_LOCATION(insn)) : TAG_PROBE;
}

gcov_type blocks_frequency(profile_count count)
{
    return count.initialized_p() ? count.to_gcov_type() : 0;
}

static bool is_setjmp(const rtx_insn *insn)
{
    return CALL_P(insn) && find_reg_note(insn, REG_SETJMP, NULL);
}

/* Whether what stands after a call in its block is of another GIMPLE block, or of none. */
static bool another_follows(rtx_insn *call, basic_block bb, const vec<tag> &tags)
{
    int number = tags_of_location(INSN_LOCATION(call));
    bool any = false;
    for (rtx_insn *insn = call; number >= 0 && insn != BB_END(bb);) {
        insn = NEXT_INSN(insn);
        int next = blocks_tag(insn);
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
                (is_setjmp(insn) || another_follows(insn, bb, tags))) {
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
        if (CALL_P(insn) && !RTL_CONST_OR_PURE_CALL_P(insn))
            return false;
    return true;
}

static void believe_inflow(basic_block bb)
{
    sum equation = vNULL;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        solve_add_term(equation, claims_edge(e), 1);
    solve_add_term(equation, claims_block(bb), -1);
    solve_believe(equation);
    equation.release();
}

static void believe_outflow(basic_block bb)
{
    sum equation = vNULL;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs)
        solve_add_term(equation, claims_edge(e), 1);
    solve_add_term(equation, claims_block(bb), -1);
    if (EDGE_COUNT(bb->succs) > 0 && !is_setjmp(BB_END(bb)))
        solve_believe(equation);
    equation.release();
}
static void believe_entry(function *fun)
{
    sum equation = vNULL;
    solve_add_term(equation, claims_edge(single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(fun))), 1);
    solve_add_term(equation, claims_given(TAG_FUNCTION), -1);
    solve_believe(equation);
    equation.release();
}

/* By GCC's expectation alone: a share of what runs before, or of the place. */
static void guess_edges(basic_block bb, bool of_loops)
{
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds) {
        if (solve_is_known(claims_edge(e)) || !e->probability.initialized_p() ||
            e->src->index < NUM_FIXED_BLOCKS || (!of_loops && claims_ends_loop(e->src)))
            continue;
        sum equation = vNULL;
        solve_add_term(equation, claims_edge(e), 1);
        solve_add_term(equation, claims_block(e->src), -e->probability.to_sreal().to_double());
        solve_believe(equation);
        equation.release();
    }
}

/* The jump that a comparison of floating-point numbers has for NaNs is hardly ever taken. */
static void guess_unordered(basic_block bb)
{
    rtx set = JUMP_P(BB_END(bb)) ? pc_set(BB_END(bb)) : NULL;
    if (!set || GET_CODE(SET_SRC(set)) != IF_THEN_ELSE || EDGE_COUNT(bb->succs) != 2 ||
        GET_CODE(XEXP(SET_SRC(set), 0)) != UNORDERED)
        return;
    sum equation = vNULL;
    solve_add_term(equation, claims_edge(BRANCH_EDGE(bb)), 1);
    solve_believe(equation);
    equation.release();
}

static void guess_block(basic_block bb, const vec<tag> &tags)
{
    int place = places_main(bb);
    if (place < 0)
        place = TAG_FUNCTION;
    double whole = claims_expected(tags[place].count);
    sum equation = vNULL;
    solve_add_term(equation, claims_block(bb), 1);
    solve_add_term(equation, claims_given(place),
                   whole > 0 ? -claims_expected(bb->count) / whole : -1);
    solve_believe(equation);
    equation.release();
}

static vec<part> parts_of(int unknown)
{
    const sum &value = solve_value(unknown);
    vec<part> parts = vNULL;
    for (unsigned i = 0; i < value.length(); i++) {
        int units = value[i].key < 0 ? (int)lround(value[i].factor * COSTS_UNIT) : 0;
        if (units != 0)
            parts.safe_push({~value[i].key, units});
    }
    return parts;
}
part blocks_expected(basic_block bb, const vec<tag> &tags)
{
    int place = places_main(bb) >= 0 ? places_main(bb) : (int)TAG_FUNCTION;
    double whole = claims_expected(tags[place].count);
    double share = whole > 0 ? claims_expected(bb->count) / whole : 1;
    return {place, (int)lround(MIN(share, 1024.0) * COSTS_UNIT)};
}

/* The flow as far as it is certain; the claims as good as certain; what leaves blocks with calls,
 * most of which return; the other claims; and what GCC expects. */
static void believe_all(function *fun, const vec<tag> &tags)
{
    basic_block bb;
    believe_entry(fun);
    FOR_EACH_BB_FN (bb, fun)
        believe_inflow(bb);
    FOR_EACH_BB_FN (bb, fun)
        if (flow_out_is_certain(bb))
            believe_outflow(bb);
    decisions_claim(tags);
    copies_claim(tags);
    claims_believe(CLAIMS_CERTAIN, tags);
    FOR_EACH_BB_FN (bb, fun)
        believe_outflow(bb);
    bounds_keep(claims_unknowns());
    claims_believe(CLAIMS_DOUBTFUL, tags);
    FOR_EACH_BB_FN (bb, fun)
        guess_unordered(bb);
    /* The rare ways first: where one of eight copies of a loop leaves it, and each may, the eight
     * run nearly alike, whatever GCC expects. */
    for (int common = 0; common < 2; common++) {
        decisions_share(tags, !common);
        FOR_EACH_BB_FN (bb, fun)
            if (!solve_is_known(claims_block(bb)))
                guess_edges(bb, common);
    }
    FOR_EACH_BB_FN (bb, fun)
        guess_block(bb, tags);
}

known_blocks blocks_know(function *fun, const vec<tag> &tags)
{
    places_find(fun, tags);
    twins_find(fun, tags);
    claims_begin(fun);
    believe_all(fun, tags);
    known_blocks result = {vNULL, vNULL, vNULL, vNULL};
    result.blocks.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    result.fallthroughs.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    result.block_unknowns.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    result.fallthrough_unknowns.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        result.blocks[bb->index] = parts_of(claims_block(bb));
        result.block_unknowns[bb->index] = claims_block(bb);
        if (edge before = find_fallthru_edge(bb->preds)) {
            result.fallthroughs[bb->index] = parts_of(claims_edge(before));
            result.fallthrough_unknowns[bb->index] = claims_edge(before);
        }
    }
    claims_end();
    return result;
}

void blocks_forget(known_blocks &known)
{
    for (unsigned i = 0; i < known.blocks.length(); i++) {
        known.blocks[i].release();
        known.fallthroughs[i].release();
    }
    known.blocks.release();
    known.fallthroughs.release();
    known.block_unknowns.release();
    known.fallthrough_unknowns.release();
}
