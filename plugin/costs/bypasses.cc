/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bypasses.cc - conditions that some ways to them no longer reach; see bypasses.h. */
#include "costs/bypasses.h"

static double expected_into(basic_block bb)
{
    double runs = 0;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, bb->preds)
        runs += unknowns_expected(e->count());
    return runs;
}

static bool is_same(const analysis &known, double left, double right)
{
    return left > 0 && right > 0 && claims_doubt(known.claims, left, right) <= CLAIMS_CERTAIN;
}

/* Whether one edge from elsewhere into `to`, which follows `jump`, is what `to` has too much of,
 * and `jump` too little. */
static bool takes_bypass(const analysis &known, basic_block jump, basic_block to, double missing)
{
    if (!is_same(known, expected_into(to) - unknowns_expected(to->count), missing))
        return false;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, to->preds)
        if (e->src != jump && is_same(known, unknowns_expected(e->count()), missing))
            return true;
    return false;
}

static bool is_bypassed(const analysis &known, basic_block jump)
{
    double missing = unknowns_expected(jump->count) - expected_into(jump);
    if (missing <= CLAIMS_CERTAIN * unknowns_expected(jump->count))
        return false;
    edge e;
    edge_iterator ei;
    FOR_EACH_EDGE (e, ei, jump->succs)
        if (e->dest->index >= NUM_FIXED_BLOCKS && takes_bypass(known, jump, e->dest, missing))
            return true;
    return false;
}

bool bypasses_pass(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        if (places_decided(known.places, bb) == place && is_bypassed(known, bb))
            return true;
    }
    return false;
}
