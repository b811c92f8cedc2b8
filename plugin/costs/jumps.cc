/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jumps.cc - the jumps that a condition or a switch became; see jumps.h. */
#include "costs/jumps.h"
#include "costs/bypasses.h"
#include "costs/copies.h"
#include "costs/joined.h"
#include "costs/origins.h"

/* An edge within what one switch became: a check of the range, and a jump through a table. The
 * second of two jumps may stand with what the edges out of its place have. */
static bool is_within(const analysis &known, edge e, int place)
{
    if (e->dest->index < NUM_FIXED_BLOCKS || places_decided(known.places, e->dest) != place)
        return false;
    int main = places_main(known.places, e->dest);
    return main == place ||
           (known.tags[main].on_edge && known.tags[main].source == known.tags[place].source);
}

/* GCC made the second jump after the first, wherever it puts them; the copies of a loop follow each
 * other, too, but are of one jump. */
edge jumps_second(const analysis &known, basic_block bb, int place)
{
    if (bb->index < NUM_FIXED_BLOCKS || places_decided(known.places, bb) != place)
        return NULL;
    const origin *first = origins_of(BB_END(bb));
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->succs) {
        if (!is_within(known, e, place) || !single_pred_p(e->dest))
            continue;
        const origin *second = origins_of(BB_END(e->dest));
        if (!first || !second || first->uid < second->uid)
            return e;
    }
    return NULL;
}

void jumps_find(decision &all, const analysis &known, int place)
{
    const vec<int> &out = places_edges(known.places, place);
    for (unsigned i = 0; i < out.length(); i++) {
        all.gimple.safe_push(out[i]);
        all.gimple_group.safe_push((int)i);
    }
    bool returns = places_edge_back(known.places, known.tags, place) >= 0;
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        bool repeats = returns || copies_in(bb);
        if (places_decided(known.places, bb) == place)
            FOR_EACH_EDGE (e, ei, bb->succs)
                if (!is_within(known, e, place) ||
                    (repeats && jumps_second(known, bb, place) != e)) {
                    all.rtl.safe_push(e);
                    all.rtl_group.safe_push(-1);
                }
    }
}

/* Whether copies of a condition's jump are gone: GCC unrolled the loop around it, and knew of some
 * copies where they go. What the others do is not all that the condition does. */
static bool has_lost_jumps(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    unsigned left = 0, made = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_decided(known.places, bb) != place)
            continue;
        left++;
        if (const origin *origin = origins_of(BB_END(bb)))
            made = MAX(made, origins_copies(origin->insn));
    }
    return left < made;
}

/* Whether a block ends with a comparison, before it goes to the one block that follows. */
static bool ends_with_test(basic_block bb)
{
    rtx_insn *insn = BB_END(bb);
    while (insn != BB_HEAD(bb) && (!NONDEBUG_INSN_P(insn) || simplejump_p(insn)))
        insn = PREV_INSN(insn);
    rtx set = NONDEBUG_INSN_P(insn) && !JUMP_P(insn) ? single_set(insn) : NULL;
    return set && single_succ_p(bb) && REG_P(SET_DEST(set)) &&
           GET_MODE_CLASS(GET_MODE(SET_DEST(set))) == MODE_CC;
}

/* Such a block is where the `cmp c, d` stands:
 *
 *     cmp a, b;  jne L1;  cmp c, d;  jmp L2;  ...  L2: je L3
 *
 * What the first jump leads to is then no side of the condition. */
bool jumps_is_merged_test(const analysis &known, basic_block bb, int place)
{
    return bb->index >= NUM_FIXED_BLOCKS && places_main(known.places, bb) == place &&
           places_decided(known.places, bb) != place && ends_with_test(bb);
}

bool jumps_have_merged_test(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++)
        if (jumps_is_merged_test(known, BASIC_BLOCK_FOR_FN(cfun, found[i].block), place))
            return true;
    return false;
}

bool jumps_share_second(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e = joined_edge_to_second(known.places, known.tags, bb, place);
        if (e && !single_pred_p(e->dest))
            return true;
    }
    return false;
}

bool jumps_count_out_of_range(const analysis &known, int place)
{
    return joined_first_way(known.places, known.tags, place) >= 0 &&
           twins_edge(known.places, known.tags, place, true) < 0;
}

bool jumps_decide(decision &all, const analysis &known, int place)
{
    if (places_of(known.places, place).is_empty() || known.tags[place].on_edge ||
        places_edges(known.places, place).length() < 2 || bypasses_pass(known, place) ||
        has_lost_jumps(known, place) || jumps_have_merged_test(known, place) ||
        jumps_share_second(known, place))
        return false;
    jumps_find(all, known, place);
    if (all.rtl.is_empty())
        return false;
    ways_group(all, known, place);
    return true;
}
