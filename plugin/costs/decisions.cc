/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decisions.cc - claims about how often the RTL edges out of conditions and switches are taken.
 *
 *     if (p) a(); else b();          jump.if.not p -> L2;  call a;  ...  L2: call b
 *
 * The jump carries the tag of the condition, and what it leads to tells which way is which.
 */
#include "costs/decisions.h"
#include "costs/copies.h"
#include "costs/joined.h"
#include "costs/origins.h"

namespace
{
/* The RTL edges and the GIMPLE edges that one condition or switch may have led to. Those that can
 * be told apart have different groups. */
struct decision {
    auto_vec<edge> rtl;
    auto_vec<int> gimple;       /* places */
    auto_vec<int> rtl_group;    /* by index in `rtl` */
    auto_vec<int> gimple_group; /* by index in `gimple` */
};
} // namespace

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

/* The edge to the second of the two jumps that one condition, or switch, became; NULL. GCC made the
 * second one after the first, wherever it puts them; the copies of a loop follow each other, too,
 * but are of one jump. */
static edge find_second_jump(const analysis &known, basic_block bb, int place)
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

static void find_decision(decision &all, const analysis &known, int place)
{
    const vec<int> &out = places_edges(known.places, place);
    for (unsigned i = 0; i < out.length(); i++) {
        all.gimple.safe_push(out[i]);
        all.gimple_group.safe_push((int)i);
    }
    bool repeats = places_edge_back(known.places, known.tags, place) >= 0;
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e;
        edge_iterator ei;
        if (places_decided(known.places, bb) == place)
            FOR_EACH_EDGE (e, ei, bb->succs)
                if (!is_within(known, e, place) ||
                    (repeats && find_second_jump(known, bb, place) != e)) {
                    all.rtl.safe_push(e);
                    all.rtl_group.safe_push(-1);
                }
    }
}

static void join_groups(decision &all, int from, int to)
{
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == from)
            all.rtl_group[i] = to;
    for (unsigned i = 0; i < all.gimple.length(); i++)
        if (all.gimple_group[i] == from)
            all.gimple_group[i] = to;
}

/* What GCC expects of a group: more RTL flow than GIMPLE flow when equal ends were merged. */
static bool has_surplus(const decision &all, int group, const analysis &known)
{
    double left = 0, right = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group)
            left += unknowns_expected(all.rtl[i]->count());
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            right += unknowns_expected(known.tags[all.gimple[j]].count);
    return left > right && claims_doubt(known.claims, left, right) > CLAIMS_CERTAIN;
}

/*
 * What leads nowhere that is known, on both sides, belongs together. GIMPLE edges alone may have
 * got lost where GCC merged the block that they led to with another: they belong to the groups that
 * have more than they should.
 */
static void group_rest(decision &all, const analysis &known)
{
    int rest = -1;
    for (unsigned j = 0; j < all.gimple.length(); j++) {
        if (all.rtl_group.contains(all.gimple_group[j]))
            continue;
        if (rest >= 0)
            join_groups(all, all.gimple_group[j], rest);
        rest = all.gimple_group[j];
    }
    bool any = false;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] < 0) {
            all.rtl_group[i] = rest;
            any = true;
        }
    if (rest < 0 || any)
        return;
    auto_vec<int> surplus;
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] != rest && !surplus.contains(all.gimple_group[j]) &&
            has_surplus(all, all.gimple_group[j], known))
            surplus.safe_push(all.gimple_group[j]);
    for (unsigned i = 0; i < surplus.length(); i++)
        join_groups(all, surplus[i], rest);
}

static void group_edges(decision &all, const analysis &known)
{
    for (unsigned i = 0; i < all.rtl.length(); i++)
        for (unsigned j = 0; j < all.gimple.length(); j++) {
            if (!places_may_lead(known.places, all.gimple[j], all.rtl[i]->dest))
                continue;
            if (all.rtl_group[i] < 0)
                all.rtl_group[i] = all.gimple_group[j];
            else if (all.rtl_group[i] != all.gimple_group[j])
                join_groups(all, all.gimple_group[j], all.rtl_group[i]);
        }
    group_rest(all, known);
}

/* "The RTL edges of a group are run over as often as its GIMPLE edges, together." */
static void claim_group(const decision &all, int group, analysis &known)
{
    sum equation = vNULL;
    double left = 0, right = 0;
    bool good = false;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            left += unknowns_expected(all.rtl[i]->count());
            good = true;
        }
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group) {
            solve_add_term(equation, solve_given(all.gimple[j]), -1);
            right += unknowns_expected(known.tags[all.gimple[j]].count);
            good &= known.tags[all.gimple[j]].counted;
        }
    if (good)
        claims_add(known.claims, equation, left, right);
    else
        equation.release();
}

/* "A condition's jump goes either way as often as the condition and its twins do, together." */
static void claim_twins(const decision &all, int group, int place, analysis &known)
{
    const vec<int> &twins = twins_of(known.twins, place);
    int own = TAG_NONE;
    for (unsigned j = 0; j < all.gimple.length(); j++)
        if (all.gimple_group[j] == group)
            own = own == TAG_NONE ? all.gimple[j] : TAG_PROBE;
    if (twins.is_empty() || own < 0)
        return;
    sum equation = vNULL;
    double left = 0, right = unknowns_expected(known.tags[own].count);
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (all.rtl_group[i] == group) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            left += unknowns_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, solve_given(own), -1);
    for (unsigned i = 0; i < twins.length(); i++) {
        int same = twins_edge(known.places, known.tags, twins[i], known.tags[own].when_true);
        solve_add_term(equation, solve_given(same), -1);
        right += unknowns_expected(known.tags[same].count);
    }
    if (left > 0)
        claims_add(known.claims, equation, left, right);
    else
        equation.release();
}

/* A group is rare that GCC expects in less than one of four runs. */
static const double RARE = 0.25;

/* Whether GCC expects that a group is taken much less often than the others together, or nothing
 * returns from where it leads: GCC 12 expects a third of all for an error that a program reports by
 * longjmp. */
static bool is_rare(const decision &all, int group)
{
    double own = 0, whole = 0;
    bool returns = false;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        double runs = unknowns_expected(all.rtl[i]->count());
        whole += runs;
        if (all.rtl_group[i] != group)
            continue;
        own += runs;
        returns |= EDGE_COUNT(all.rtl[i]->dest->succs) > 0;
    }
    return own < whole * RARE || !returns;
}

/* How much less often a copy of a loop's end is taken after another copy, as against where control
 * comes from elsewhere. */
static const double AFTER_OTHERS = 0.1;

/*
 * How often an edge is taken, relative to others of its group: as GCC expects it. But where GCC
 * unrolled a loop, control leaves one copy as it leaves any other by GCC's expectation. In a loop
 * of few turns it leaves the first copy that it comes to, as there are no others:
 *
 *     switch (n % 8) {                     7/8 of all calls end at the copies that the switch
 *     case 7: if (*p++ == c) return;       leads to, if turns are few; if they are many, what
 *     case 6: if (*p++ == c) return;       copies run as often as the loop has turns, less
 *     ...                                  these, whatever the shares are
 */
static double share_of(edge e)
{
    double expected = unknowns_expected(e->count()), entered = 0, whole = 0;
    if (!copies_in(e->src))
        return expected;
    edge in;
    edge_iterator ei;
    FOR_EACH_EDGE (in, ei, e->src->preds) {
        double runs = unknowns_expected(in->count());
        whole += runs;
        entered += copies_in(in->src) ? 0 : runs;
    }
    return whole > 0 ? expected * (AFTER_OTHERS + entered / whole) : expected;
}

static void believe_share(analysis &known, edge first, edge e)
{
    double one = share_of(first), other = share_of(e);
    if (one <= 0 && other <= 0)
        one = other = 1;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(e), one);
    solve_add_term(equation, unknowns_edge(first), -other);
    solve_believe(known.solver, equation);
    equation.release();
}

/* A share of the group as GCC expects it, for an edge of several; not of those back to a loop's
 * start, and of what is not rare only where no loop ends. */
static void believe_shares(analysis &known, const decision &all, int group, bool rare)
{
    edge first = NULL;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        if (all.rtl_group[i] != group)
            continue;
        edge e = all.rtl[i];
        if (e->flags & EDGE_DFS_BACK || (!rare && unknowns_ends_loop(e->src)))
            continue;
        if (first)
            believe_share(known, first, e);
        else
            first = e;
    }
}

static bool is_second_jump(const analysis &known, basic_block bb, int place)
{
    return single_pred_p(bb) &&
           find_second_jump(known, single_pred(bb), place) == single_pred_edge(bb);
}

/* Whether a condition became two jumps, in all its copies. */
static bool has_two_jumps(const decision &all, const analysis &known, int place)
{
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        basic_block bb = all.rtl[i]->src;
        bool first = find_second_jump(known, bb, place);
        if (first == is_second_jump(known, bb, place) || EDGE_COUNT(bb->succs) != 2)
            return false;
    }
    return true;
}

/* "The RTL edges out of a switch's range check are run over as often as was counted." Of the check
 * of a processor that has a pattern for all of a jump by a table, as AArch64 has, GCC expects
 * nothing.
 */
static void claim_out_of_range(const decision &all, int count, analysis &known)
{
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < all.rtl.length(); i++)
        if (any_condjump_p(BB_END(all.rtl[i]->src))) {
            solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
            runs += unknowns_expected(all.rtl[i]->count());
        }
    solve_add_term(equation, solve_given(count), -1);
    claims_add(known.claims, equation, runs,
               targetm.have_casesi() ? runs : unknowns_expected(known.tags[count].count));
}

/*
 * "The first of two jumps decides alone as often as was counted", for a condition and its twins.
 * GCC makes two even jumps of a condition, whatever it expects of either; so its expectation of the
 * blocks tells whether these are all conditions that have the jumps.
 */
static void claim_first_way(const decision &all, int place, int count, analysis &known)
{
    sum equation = vNULL;
    double left = 0, right = unknowns_expected(known.tags[place].count);
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        edge second = find_second_jump(known, all.rtl[i]->src, place);
        if (!second || second == all.rtl[i])
            continue;
        solve_add_term(equation, unknowns_edge(all.rtl[i]), 1);
        left += unknowns_expected(all.rtl[i]->src->count);
    }
    solve_add_term(equation, solve_given(count), -1);
    const vec<int> &twins = twins_of(known.twins, place);
    for (unsigned i = 0; i < twins.length(); i++) {
        int same = joined_first_way(known.places, known.tags, twins[i]);
        if (same < 0)
            continue; /* it has one jump, so it is none */
        solve_add_term(equation, solve_given(same), -1);
        right += unknowns_expected(known.tags[twins[i]].count);
    }
    claims_add(known.claims, equation, left, right);
}

/* Whether a place ends with a switch of which the values out of its range are counted. */
static bool counts_out_of_range(const analysis &known, int place)
{
    return joined_first_way(known.places, known.tags, place) >= 0 &&
           twins_edge(known.places, known.tags, place, true) < 0;
}

static void claim_ways(const decision &all, int place, analysis &known)
{
    int count = joined_first_way(known.places, known.tags, place);
    if (count < 0)
        return;
    if (counts_out_of_range(known, place))
        claim_out_of_range(all, count, known);
    else if (has_two_jumps(all, known, place))
        claim_first_way(all, place, count, known);
}

/*
 * "A condition decides for its twins too, on every side", if that is as good as certain. Where GCC
 * expects that a twin never goes one way, its expectation of that side alone does not tell.
 */
static bool claim_all_twins(const decision &all, int place, analysis &known)
{
    unsigned first = claims_count(known.claims);
    for (unsigned group = 0; group < all.gimple.length(); group++)
        claim_twins(all, (int)group, place, known);
    return claims_keep_certain(known.claims, first);
}

/*
 * "A jump back to its own block is taken as often as the loop was entered and repeated", where GCC
 * merged the loop with the equal code before it:
 *
 *     p = next(p); while (bad(p)) p = next(p);
 *
 * is one block then, whose instructions all come from before the loop.
 */
static void claim_rolled(analysis &known, int place, int entry, int back)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double jumps = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge e = find_edge(bb, bb);
        if (!e || places_decided(known.places, bb) != place)
            continue;
        solve_add_term(equation, unknowns_edge(e), 1);
        jumps += unknowns_expected(e->count());
    }
    solve_add_term(equation, solve_given(entry), -1);
    solve_add_term(equation, solve_given(back), -1);
    if (jumps > 0)
        claims_add(known.claims, equation, jumps,
                   unknowns_expected(known.tags[entry].count) +
                       unknowns_expected(known.tags[back].count));
    else
        equation.release();
}

/* The same for each loop of one block whose condition a place decides, and which it enters. */
static void claim_rolled_loops(analysis &known, int place)
{
    const vec<int> &twins = twins_of(known.twins, place);
    const vec<int> &out = places_edges(known.places, place);
    for (unsigned i = 0; i < twins.length(); i++) {
        int back = places_edge_back(known.places, known.tags, twins[i]);
        for (unsigned j = 0; back >= 0 && j < out.length(); j++)
            if (places_edges(known.places, out[j]).contains(twins[i]))
                claim_rolled(known, place, out[j], back);
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

/* Whether a block has the second test of a place's condition, whose jump GCC merged with another:
 *
 *     cmp a, b;  jne L1;  cmp c, d;  jmp L2;  ...  L2: je L3
 *
 * What the first jump leads to is then no side of the condition. */
static bool is_merged_test(const analysis &known, basic_block bb, int place)
{
    return bb->index >= NUM_FIXED_BLOCKS && places_main(known.places, bb) == place &&
           places_decided(known.places, bb) != place && ends_with_test(bb);
}

static bool has_merged_test(const analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    for (unsigned i = 0; i < found.length(); i++)
        if (is_merged_test(known, BASIC_BLOCK_FOR_FN(cfun, found[i].block), place))
            return true;
    return false;
}

/* "The first jump decides alone as often as was counted", where the second jump was merged. */
static void claim_first_of_merged(analysis &known, int place)
{
    decision all;
    find_decision(all, known, place);
    int count = joined_first_way(known.places, known.tags, place);
    sum equation = vNULL;
    double runs = 0;
    bool whole = count >= 0;
    for (unsigned i = 0; whole && i < all.rtl.length(); i++) {
        edge e = all.rtl[i];
        if (is_merged_test(known, e->dest, place))
            continue;
        basic_block from = e->src;
        whole = EDGE_COUNT(from->succs) == 2 &&
                is_merged_test(known, EDGE_SUCC(from, e == EDGE_SUCC(from, 0))->dest, place);
        solve_add_term(equation, unknowns_edge(e), 1);
        runs += unknowns_expected(e->count());
    }
    if (whole && runs > 0) {
        solve_add_term(equation, solve_given(count), -1);
        claims_add(known.claims, equation, runs, runs);
    } else {
        equation.release();
    }
}

/* Whether a joined condition shares its second jump with another. */
static bool has_shared_second(const analysis &known, int place)
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

/* "The first jump decides alone as often as was counted", where the second jump is shared. */
static void claim_first_of_shared(analysis &known, int place)
{
    const vec<occurrence> &found = places_of(known.places, place);
    sum equation = vNULL;
    double runs = 0;
    for (unsigned i = 0; i < found.length(); i++) {
        basic_block bb = BASIC_BLOCK_FOR_FN(cfun, found[i].block);
        edge second = joined_edge_to_second(known.places, known.tags, bb, place);
        if (!second || EDGE_COUNT(bb->succs) != 2)
            continue;
        edge alone = EDGE_SUCC(bb, second == EDGE_SUCC(bb, 0));
        solve_add_term(equation, unknowns_edge(alone), 1);
        runs += unknowns_expected(alone->count());
    }
    solve_add_term(equation, solve_given(joined_first_way(known.places, known.tags, place)), -1);
    claims_add(known.claims, equation, runs, runs);
}

template <typename F> static void for_decisions(analysis &known, F visit)
{
    for (unsigned i = 1; i < known.tags.length(); i++) {
        if (places_of(known.places, i).is_empty() || known.tags[i].on_edge ||
            places_edges(known.places, i).length() < 2 || has_lost_jumps(known, i) ||
            has_merged_test(known, i) || has_shared_second(known, i))
            continue;
        decision all;
        find_decision(all, known, i);
        if (all.rtl.is_empty())
            continue;
        group_edges(all, known);
        visit(all, (int)i);
    }
}

void decisions_claim(analysis &known)
{
    for_decisions(known, [&](const decision &all, int place) {
        bool twins = claim_all_twins(all, place, known);
        for (unsigned group = 0; !twins && group < all.gimple.length(); group++) {
            unsigned first = claims_count(known.claims);
            claim_group(all, (int)group, known);
            claim_twins(all, (int)group, place, known);
            claims_keep_best(known.claims, first);
        }
        claim_ways(all, place, known);
        claim_rolled_loops(known, place);
    });
    for (unsigned i = 1; i < known.tags.length(); i++)
        if (!known.tags[i].on_edge && has_merged_test(known, i))
            claim_first_of_merged(known, (int)i);
        else if (!known.tags[i].on_edge && has_shared_second(known, i))
            claim_first_of_shared(known, (int)i);
}

/* The one jump of a condition whose two ways are told apart; NULL: there are more, or fewer. */
static basic_block only_jump(const decision &all)
{
    bool plain = all.rtl.length() == 2 && all.gimple.length() == 2 &&
                 all.rtl[0]->src == all.rtl[1]->src && all.rtl_group[0] != all.rtl_group[1] &&
                 all.gimple_group[0] != all.gimple_group[1];
    return plain ? all.rtl[0]->src : NULL;
}

/* "An edge is run over as often as a tag counts." Returns whether that was not known. */
static bool believe_edge(analysis &known, edge e, int count)
{
    if (!known.tags[count].counted || solve_is_known(known.solver, unknowns_edge(e)))
        return false;
    sum equation = vNULL;
    solve_add_term(equation, unknowns_edge(e), 1);
    solve_add_term(equation, solve_given(count), -1);
    bool news = solve_believe(known.solver, equation);
    equation.release();
    return news;
}

/*
 * Of two joined conditions the only jump may be the first, where GCC made a value of the second:
 *
 *     if (a && b) flags |= 4;          testl %edi, %edi;  je L1
 *                                      cmpl $1, %esi;  sbbl %eax, %eax;  ...      no jump
 */
static bool follow_first(analysis &known, const decision &all, int place, int count)
{
    bool news = false;
    for (unsigned i = 0; i < 2; i++)
        if (places_in(known.places, all.rtl[1 - i]->dest, place) &&
            !places_in(known.places, all.rtl[i]->dest, place))
            news |= believe_edge(known, all.rtl[i], count);
    return news;
}

/* The edges of a condition's only jump are run over as often as those of GIMPLE. Returns whether
 * that was not known. */
static bool follow(analysis &known, const decision &all, int place)
{
    int first_way = joined_first_way(known.places, known.tags, place);
    if (first_way >= 0)
        return follow_first(known, all, place, first_way);
    bool news = false;
    for (unsigned i = 0; i < 2; i++)
        for (unsigned j = 0; j < 2; j++)
            if (all.rtl_group[i] == all.gimple_group[j])
                news |= believe_edge(known, all.rtl[i], all.gimple[j]);
    return news;
}

void decisions_follow(analysis &known, const shortener &shortener)
{
    bool news = true;
    while (news) {
        news = false;
        for_decisions(known, [&](const decision &all, int place) {
            basic_block bb = only_jump(all);
            if (bb && shorten_is_count(
                          shortener, solve_value(known.solver, unknowns_block(known.unknowns, bb)),
                          place))
                news |= follow(known, all, place);
        });
    }
}

/* The groups by how often GCC expects them: where a share is wrong, it is of less. */
static void order_groups(const decision &all, const analysis &known, auto_vec<int> &groups)
{
    auto_vec<double> expected;
    for (unsigned group = 0; group < all.gimple.length(); group++) {
        double runs = 0;
        for (unsigned j = 0; j < all.gimple.length(); j++)
            if (all.gimple_group[j] == (int)group)
                runs += unknowns_expected(known.tags[all.gimple[j]].count);
        unsigned at = 0;
        while (at < groups.length() && expected[at] <= runs)
            at++;
        groups.safe_insert(at, (int)group);
        expected.safe_insert(at, runs);
    }
}

/* The jumps out of a switch's range, where GCC copied its dispatch, as GCC expects them: how often
 * they are taken together is counted. */
static void share_out_of_range(analysis &known, const decision &all)
{
    edge first = NULL;
    for (unsigned i = 0; i < all.rtl.length(); i++) {
        edge e = all.rtl[i];
        if (!any_condjump_p(BB_END(e->src)))
            continue;
        if (first)
            believe_share(known, first, e);
        else
            first = e;
    }
}

void decisions_share(analysis &known, bool rare)
{
    for_decisions(known, [&](const decision &all, int place) {
        if (rare && counts_out_of_range(known, place))
            share_out_of_range(known, all);
        auto_vec<int> groups;
        order_groups(all, known, groups);
        for (unsigned i = 0; i < groups.length(); i++)
            if (is_rare(all, groups[i]) == rare)
                believe_shares(known, all, groups[i], rare);
    });
}
