/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * elision/check.cc - what is left of each inventory after the last pass over GIMPLE.
 *
 * Blocks that can reach each other make a cycle (elision/cycles.h); one with a statement of a
 * measured loop is what became of that loop (or a part or copy of it: GCC splits, unrolls and
 * duplicates loops). A cycle none of whose statements has a place may be any loop's.
 */
#include "elision/check.h"
#include "base/options.h"
#include "elision/cycles.h"
#include "elision/measuring.h"
#include "elision/rest.h"
#include "guard/sink.h"

namespace
{
/* A statement's way through the inventory of one loop. */
struct sighting {
    inventory *loop;
    gimple *stmt;
    bool repeated;   /* is done in each iteration */
    bool present;    /* has code of the loop's function */
    bool own, other; /* has a place of the loop; any other place */
};
} // namespace

/* Whether one of the loop's works at a place is the call of `callee`. */
static bool is_known_callee(const inventory &loop, const source_place &where, const char *callee)
{
    for (unsigned i = 0; i < loop.works.length(); i++)
        if (loop.works[i].callee && same_place(loop.works[i].where, where) &&
            strcmp(loop.works[i].callee, callee) == 0)
            return true;
    return false;
}

/*
 * Whether code at a work's place may be what the work became. Code of an inlined function, and a
 * call, are its callee's, unless GCC put another function there. Other code at the place of a call
 * may be what GCC made of a function that it knows.
 */
static bool may_be(const work &work, const inventory &loop, gimple *stmt, tree inlined)
{
    if (!work.callee)
        return true;
    bool calls = !inlined && is_gimple_call(stmt) && !gimple_call_internal_p(stmt);
    if (!inlined && !calls)
        return work.library;
    const char *name = name_of_function(inlined ? inlined : gimple_call_fndecl(stmt));
    return !name || strcmp(name, work.callee) == 0 || !is_known_callee(loop, work.where, name);
}

static void note_place(tree function, location_t location, tree inlined, void *data)
{
    sighting *sighting = (struct sighting *)data;
    inventory *loop = sighting->loop;
    if (DECL_UID(function) != loop->function) {
        sighting->other |= LOCATION_LOCUS(location) >= RESERVED_LOCATION_COUNT;
        return; /* of all code in the unit most is this: it must be quick */
    }
    sighting->present = true;
    source_place where = place_of(location);
    if (!where.file)
        return;
    bool own = has_place(loop->places, where);
    sighting->own |= own;
    sighting->other |= !own;
    if (!inlined && sink_is(sighting->stmt))
        return; /* the guard's, or written in the loop: it uses work and is none */
    for (unsigned i = 0; own && i < loop->works.length(); i++) {
        work &work = loop->works[i];
        if (!same_place(work.where, where) || !may_be(work, *loop, sighting->stmt, inlined))
            continue;
        work.in_loop |= sighting->repeated;
        work.outside |= !sighting->repeated;
        work.called_outside |= !sighting->repeated && !inlined && is_gimple_call(sighting->stmt);
    }
}

/* Whether a statement makes no code. -g leaves notes of a function whose code is gone. */
static bool is_note(gimple *stmt)
{
    return is_gimple_debug(stmt) || gimple_clobber_p(stmt) || gimple_nop_p(stmt) ||
           gimple_code(stmt) == GIMPLE_PREDICT || gimple_code(stmt) == GIMPLE_LABEL;
}

/* `repeated`: whether the block is gone through in each iteration. */
static sighting look_at_block(inventory *loop, basic_block bb, bool repeated)
{
    sighting all = {loop, NULL, repeated, false, false, false};
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
        if (is_note(gsi_stmt(gsi)))
            continue;
        all.stmt = gsi_stmt(gsi);
        rest_for_each_place(gimple_location(all.stmt), note_place, &all);
    }
    return all;
}

/* A function that a harness calls: what is in the harness's loop, where it was inlined there; else
 * all of its code. */
static void check_called(inventory *loop, function *fun, const measuring &measuring)
{
    bool present = loop->function == DECL_UID(DECL_ORIGIN(fun->decl));
    auto_vec<bool> own;
    own.safe_grow_cleared(measuring.cycles.length(), true);
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        int cycle = measuring.is_host ? measuring.cycle_of[bb->index] : -1;
        bool repeated = !measuring.is_host || cycle >= 0;
        sighting seen = look_at_block(loop, bb, repeated);
        present |= seen.present;
        if (seen.own && !measuring.is_host)
            loop->rest = REST_WORK;
        if (cycle >= 0)
            own[cycle] |= seen.own;
    }
    for (unsigned i = 0; i < measuring.cycles.length(); i++)
        if (own[i])
            loop->rest = MAX(loop->rest, rest_of_cycle(measuring.cycles[i], *loop));
    loop->compiled |= present;
}

static void check_loop(inventory *loop, function *fun, const function_cycles &cycles)
{
    auto_vec<bool> own, other;
    own.safe_grow_cleared(cycles.found.length(), true);
    other.safe_grow_cleared(cycles.found.length(), true);
    bool present = loop->function == DECL_UID(DECL_ORIGIN(fun->decl)), any = false;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun) {
        int cycle = cycles.state[bb->index].cycle;
        sighting seen = look_at_block(loop, bb, cycle >= 0 || loop->whole);
        present |= seen.present;
        any |= seen.own;
        if (cycle >= 0) {
            own[cycle] |= seen.own;
            other[cycle] |= seen.other;
        }
    }
    if (!present)
        return;
    loop->compiled = true;
    if (loop->whole && any)
        loop->rest = REST_WORK; /* there need be no cycle */
    for (unsigned i = 0; i < cycles.found.length(); i++)
        if (own[i])
            loop->rest = MAX(loop->rest, rest_of_cycle(cycles.found[i], *loop));
        else if (!other[i])
            loop->rest = REST_WORK;
}

static bool any_called(const vec<inventory *> &loops)
{
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->called)
            return true;
    return false;
}

static void check_loops(function *fun, const vec<inventory *> &loops, const function_cycles &cycles)
{
    measuring measuring;
    if (any_called(loops))
        measuring_find(&measuring, fun);
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->called)
            check_called(loops[i], fun, measuring);
        else
            check_loop(loops[i], fun, cycles);
}

/* Forgets what was seen early, when code comes to be seen late. */
static void forget_early(inventory *loop)
{
    loop->early = false;
    loop->rest = REST_NO_LOOP;
    for (unsigned i = 0; i < loop->works.length(); i++) {
        work &work = loop->works[i];
        work.in_loop = has_place(loop->control, work.where);
        work.outside = work.called_outside = false;
    }
}

/* ---- Functions that were merged ---- */

static inventory *inventory_of(unsigned function, const vec<inventory *> &loops)
{
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->function == function)
            return loops[i];
    return NULL;
}

namespace
{
/* Looks for the function whose code, or a call of which, a merged function is. GCC gives code that
 * it copies for this reason the places of the other function, and does not call it inlined. */
struct stand_in {
    const vec<inventory *> *loops;
    unsigned own, found;
};
} // namespace

static void note_stand_in(tree, location_t location, tree, void *data)
{
    stand_in *stand_in = (struct stand_in *)data;
    source_place where = place_of(location);
    for (unsigned i = 0; i < stand_in->loops->length(); i++) {
        const inventory &loop = *(*stand_in->loops)[i];
        if (loop.function != stand_in->own && has_place(loop.places, where))
            stand_in->found = loop.function;
    }
}

static unsigned find_stand_in(function *fun, const vec<inventory *> &loops)
{
    stand_in stand_in = {&loops, DECL_UID(DECL_ORIGIN(fun->decl)), 0};
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
            gimple *stmt = gsi_stmt(gsi);
            if (is_note(stmt))
                continue;
            rest_for_each_place(gimple_location(stmt), note_stand_in, &stand_in);
            tree called = is_gimple_call(stmt) ? gimple_call_fndecl(stmt) : NULL_TREE;
            if (called && inventory_of(DECL_UID(DECL_ORIGIN(called)), loops))
                stand_in.found = DECL_UID(DECL_ORIGIN(called));
        }
    return stand_in.found;
}

static bool has_places(function *fun, inventory *loop, const function_cycles &cycles)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        if (look_at_block(loop, bb, cycles.state[bb->index].cycle >= 0).own)
            return true;
    return false;
}

/* `fun` became a call of a function equal to it. */
static void check_wrapper(function *fun, const vec<inventory *> &loops,
                          const function_cycles &cycles)
{
    cgraph_node *node = cgraph_node::get(fun->decl);
    if (!node || !node->icf_merged)
        return;
    unsigned other = find_stand_in(fun, loops);
    for (unsigned i = 0; other && i < loops.length(); i++)
        if (loops[i]->function == DECL_UID(fun->decl) && !has_places(fun, loops[i], cycles))
            loops[i]->merged_with = other;
}

/* Functions became other names of `fun`. */
static void check_aliases(function *fun, const vec<inventory *> &loops)
{
    cgraph_node *node = cgraph_node::get(fun->decl);
    ipa_ref *ref;
    if (!node)
        return;
    FOR_EACH_ALIAS (node, ref)
        for (unsigned i = 0; i < loops.length(); i++)
            if (loops[i]->function == DECL_UID(ref->referring->decl)) {
                loops[i]->merged_with = DECL_UID(DECL_ORIGIN(fun->decl));
                loops[i]->compiled = true;
            }
}

/* Whether the function has code of the loop's function. */
static void note_presence(tree function, location_t, tree, void *data)
{
    inventory **loop = (inventory **)data;
    if (*loop && DECL_UID(function) == (*loop)->function)
        *loop = NULL;
}

static bool is_present(inventory *loop, function *fun)
{
    inventory *missing = loop;
    basic_block bb;
    note_presence(DECL_ORIGIN(fun->decl), UNKNOWN_LOCATION, NULL_TREE, &missing);
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); missing && !gsi_end_p(gsi);
             gsi_next(&gsi))
            if (!is_note(gsi_stmt(gsi)))
                rest_for_each_place(gimple_location(gsi_stmt(gsi)), note_presence, &missing);
    return !missing;
}

void check_function(function *fun, const vec<inventory *> &loops)
{
    if (loops.length() == 0)
        return;
    function_cycles cycles;
    cycles_find(&cycles, fun, NULL);
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->early && is_present(loops[i], fun))
            forget_early(loops[i]);
    check_wrapper(fun, loops, cycles);
    check_aliases(fun, loops);
    check_loops(fun, loops, cycles);
}

static bool has_sink(function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (sink_is(gsi_stmt(gsi)))
                return true;
    return false;
}

void check_early(function *fun, const vec<inventory *> &loops)
{
    bool kept = has_sink(fun);
    function_cycles cycles;
    cycles_find(&cycles, fun, NULL);
    check_loops(fun, loops, cycles);
    for (unsigned i = 0; i < loops.length(); i++) {
        loops[i]->early = true;
        loops[i]->compiled = false;
        loops[i]->guarded &= kept;
    }
}

/* Whether two loops do the same, as far as inventories tell. */
static bool does_the_same(const inventory &a, const inventory &b)
{
    if (a.works.length() != b.works.length() || a.inner != b.inner)
        return false;
    for (unsigned i = 0; i < a.works.length(); i++) {
        const work &one = a.works[i], &other = b.works[i];
        if (one.kind != other.kind || one.folded != other.folded || one.unused != other.unused ||
            one.outlives != other.outlives || one.constant != other.constant ||
            !one.callee != !other.callee || (one.callee && strcmp(one.callee, other.callee) != 0))
            return false;
    }
    return true;
}

/* GCC made two functions the same and calls, or inlines, the other one in place of this one. What
 * became of the other one's work became of this one's. */
static void take_over(inventory *loop, const inventory &other)
{
    loop->early = false;
    loop->compiled = true;
    loop->rest = other.rest;
    for (unsigned i = 0; i < loop->works.length(); i++) {
        work &work = loop->works[i];
        work.in_loop = other.works[i].in_loop;
        work.outside = other.works[i].outside;
        work.called_outside = other.works[i].called_outside;
    }
}

/* A function that a harness calls, of which no code was seen because GCC merged it with an equal
 * one, or what it was inlined into. */
static void check_merged(inventory *loop, const vec<inventory *> &loops)
{
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->called && !loops[i]->early && does_the_same(*loop, *loops[i])) {
            take_over(loop, *loops[i]);
            return;
        }
}

/* GCC merges a function into another that was merged itself, and so on; this ends a circle. */
static const int MERGES_MAX = 8;

/* Whether control never gets to a loop that is gone without a trace, so that nothing of it was
 * lost. A trial believes the guard alone: a guard that was not needed does no harm. */
static bool is_unreachable(const inventory &loop)
{
    return loop.guarded || (options.guard == GUARD_CHECK && loop.steadfast);
}

/* The function of a loop that was there early may leave no code where it was inlined. Calls by a
 * harness of one that does nothing are removed before that. */
static void check_vanished(inventory *loop, inlining_hosts *hosts)
{
    if (!loop->early || loop->merged_with || is_unreachable(*loop) ||
        !(loop->called || hosts_has_compiled(hosts, loop->function)))
        return;
    forget_early(loop);
    loop->compiled = true;
}

void check_end(const vec<inventory *> &loops, inlining_hosts *hosts)
{
    for (unsigned i = 0; i < loops.length(); i++)
        if (loops[i]->called && loops[i]->early && hosts_has_merged(hosts, loops[i]->function))
            check_merged(loops[i], loops);
    for (unsigned i = 0; i < loops.length(); i++)
        check_vanished(loops[i], hosts);
    for (unsigned i = 0; i < loops.length(); i++) {
        unsigned other = loops[i]->merged_with;
        for (int depth = 0; other && depth < MERGES_MAX; depth++) {
            inventory *target = inventory_of(other, loops);
            /* Without an inventory nothing is known of what the function became. */
            loops[i]->rest = target ? target->rest : REST_WORK;
            other = target ? target->merged_with : 0;
        }
    }
}
