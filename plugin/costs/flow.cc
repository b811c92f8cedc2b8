/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow.cc - a function as a flow graph (spanning.h), and its counters; see flow.h. */
#include "costs/flow.h"
#include "base/code.h"
#include "base/eligible.h"

static int vertex_in(int block)
{
    return block < NUM_FIXED_BLOCKS ? FLOW_OUTSIDE : 2 * block;
}

static int vertex_out(int block)
{
    return block < NUM_FIXED_BLOCKS ? FLOW_OUTSIDE : 2 * block + 1;
}

static gcov_type frequency(profile_count count)
{
    return count.initialized_p() ? count.to_frequency(cfun) : 0;
}

static void add_arc(flow &flow, int from, int to, basic_block source, basic_block target,
                    edge cfg_edge, gcov_type weight)
{
    flow_arc arc = {};
    arc.from = from;
    arc.to = to;
    arc.source = source->index;
    arc.target = target->index;
    arc.weight = weight;
    arc.is_entry = source == ENTRY_BLOCK_PTR_FOR_FN(cfun);
    flow.graph.arcs.safe_push(arc);
    flow.edges.safe_push(cfg_edge);
}

/* Whether flow may leave the block in mid-way. */
static bool may_leave(basic_block bb)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
        if (eligible_may_leave(gsi_stmt(gsi)))
            return true;
    return EDGE_COUNT(bb->succs) == 0;
}

/* Whether something of the program's follows that is not the end of the block anyway. */
static bool more_follows(gimple_stmt_iterator gsi)
{
    gsi_next_nondebug(&gsi);
    return !gsi_end_p(gsi);
}

static bool ends_block(gimple *stmt)
{
    if (optimize)
        return is_gimple_call(stmt) && gimple_call_flags(stmt) & ECF_RETURNS_TWICE;
    return eligible_may_leave(stmt);
}

vec<basic_block> flow_split_at_calls(function *fun)
{
    vec<basic_block> rests = vNULL;
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (ends_block(gsi_stmt(gsi)) && more_follows(gsi)) {
                /* The rest comes next in this walk. */
                rests.safe_push(split_block(bb, gsi_stmt(gsi))->dest);
                break;
            }
    return rests;
}

void flow_join(const vec<basic_block> &rests)
{
    for (int i = (int)rests.length() - 1; i >= 0; i--) {
        basic_block before = single_pred_p(rests[i]) ? single_pred(rests[i]) : NULL;
        if (before && can_merge_blocks_p(before, rests[i]))
            merge_blocks(before, rests[i]);
    }
}

static bool is_unseen(edge e)
{
    return e->flags & (EDGE_ABNORMAL | EDGE_EH);
}

/*
 * Weights prefer counters in blocks over those on edges, and those on edges that can take them
 * without a block of their own over critical ones, which cost a jump more.
 */
static gcov_type edge_weight(edge e)
{
    gcov_type weight = 4 * frequency(e->count()) + 1;
    return EDGE_CRITICAL_P(e) ? weight * 3 / 2 + 1 : weight;
}

/*
 * Where control comes back from a longjmp or a nonlocal goto, GCC has a block between all calls
 * that may jump and what they may jump to. It has no code, so a counter there would count nothing.
 */
static bool is_dispatcher(basic_block bb)
{
    gimple_stmt_iterator gsi = gsi_start_nondebug_after_labels_bb(bb);
    return !gsi_end_p(gsi) && gimple_call_internal_p(gsi_stmt(gsi), IFN_ABNORMAL_DISPATCHER);
}

/* More than any other arc's: it gets no counter. */
static const gcov_type WEIGHT_MOST = (gcov_type)1 << 62;

static void add_arcs(flow &flow, function *fun)
{
    basic_block bb;
    edge e;
    edge_iterator ei;
    edge entry = single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(fun));
    add_arc(flow, FLOW_OUTSIDE, vertex_in(entry->dest->index), entry->src, entry->dest, entry, 0);
    FOR_EACH_BB_FN (bb, fun) {
        flow.block_arcs[bb->index] = flow.graph.arcs.length();
        add_arc(flow, vertex_in(bb->index), vertex_out(bb->index), bb, bb, NULL,
                is_dispatcher(bb) ? WEIGHT_MOST : 4 * frequency(bb->count));
        if (may_leave(bb))
            spanning_merge(flow.graph, vertex_out(bb->index), FLOW_OUTSIDE);
        FOR_EACH_EDGE (e, ei, bb->succs)
            if (is_unseen(e) || e->dest == EXIT_BLOCK_PTR_FOR_FN(fun))
                spanning_merge(flow.graph, vertex_out(bb->index), vertex_in(e->dest->index));
            else
                add_arc(flow, vertex_out(bb->index), vertex_in(e->dest->index), bb, e->dest, e,
                        edge_weight(e));
    }
}

/* The loop that an edge leads back in, if its trip count is known; else NULL. */
static const counted_loop *counted_by_trips(const flow &flow, edge back)
{
    for (unsigned i = 0; back && i < flow.loops.length(); i++)
        if (flow.loops[i].back == back)
            return &flow.loops[i];
    return NULL;
}

/* The counter of a back edge costs what it takes before the loop, if that is less. */
static void weigh_trips(flow &flow)
{
    for (unsigned i = 0; i < flow.graph.arcs.length(); i++)
        if (const counted_loop *loop = counted_by_trips(flow, flow.edges[i])) {
            gcov_type weight = edge_weight(loop->entry) * (1 + loop->operations);
            flow.graph.arcs[i].weight = MIN(flow.graph.arcs[i].weight, weight);
        }
}

static unsigned find_checksum(const flow_graph &graph)
{
    unsigned checksum = graph.arcs.length();
    for (unsigned i = 0; i < graph.arcs.length(); i++)
        checksum = (checksum ^ (graph.arcs[i].source * 65599u + graph.arcs[i].target)) * 16777619u;
    return checksum ^ graph.counters;
}

void flow_analyse(flow &flow, function *fun)
{
    flow = {};
    spanning_begin(flow.graph, 2 * last_basic_block_for_fn(fun));
    flow.block_arcs.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    add_arcs(flow, fun);
    trips_find(&flow.loops, fun, may_leave);
    weigh_trips(flow);
    spanning_choose(flow.graph);
    cases_find(flow.cases, fun, flow.graph.counters + 1);
    flow.graph.counters += flow.cases.length();
    repeats_find(flow.repeats, fun, flow.graph.counters + 1);
    flow.graph.counters += flow.repeats.length();
    remainders_find(flow.remainders, fun, flow.graph.counters + 1);
    flow.graph.counters += REMAINDERS_COUNTERS * flow.remainders.length();
    flow.checksum = find_checksum(flow.graph);
    spanning_solve(flow.graph);
    for (unsigned i = 0; i < flow.graph.arcs.length(); i++)
        gcc_assert(flow.graph.arcs[i].variable != 0 || flow.graph.arcs[i].is_entry);
}

void flow_end(flow &flow)
{
    spanning_end(flow.graph);
    flow.edges.release();
    flow.block_arcs.release();
    flow.cases.release();
    flow.repeats.release();
    remainders_release(flow.remainders);
    flow.loops.release();
}

unsigned flow_block_variable(const flow &flow, int block)
{
    return flow.graph.arcs[flow.block_arcs[block]].variable;
}

unsigned flow_edge_variable(const flow &flow, int source, int destination)
{
    for (unsigned i = 0; i < flow.graph.arcs.length(); i++) {
        const flow_arc &arc = flow.graph.arcs[i];
        if (flow.edges[i] && arc.source == source && arc.target == destination)
            return arc.variable;
    }
    return flow_block_variable(flow, destination >= NUM_FIXED_BLOCKS ? destination : source);
}

bool flow_edge_is_counted(edge e)
{
    return !is_unseen(e);
}

namespace
{
/* A counter of a block that is yet to be inserted. */
struct counter {
    make_step increment;
    unsigned number;
    void *data;
};
} // namespace

static gimple_seq make_increment(void *data)
{
    const counter *counter = (const struct counter *)data;
    return counter->increment(counter->number, {}, counter->data);
}

void flow_insert_counters(const flow &flow, make_step increment, void *data)
{
    for (unsigned i = 0; i < flow.graph.arcs.length(); i++) {
        const flow_arc &arc = flow.graph.arcs[i];
        if (arc.in_tree || arc.is_entry)
            continue;
        unsigned number = arc.variable - 1;
        if (const counted_loop *loop = counted_by_trips(flow, flow.edges[i])) {
            gimple_seq code = NULL;
            tree trips = trips_compute(&code, *loop);
            gimple_seq_add_seq(&code, increment(number, {trips, NULL_TREE}, data));
            gsi_insert_seq_on_edge(loop->entry, code);
        } else if (flow.edges[i]) {
            gsi_insert_seq_on_edge(flow.edges[i], increment(number, {}, data));
        } else {
            gimple_stmt_iterator gsi = gsi_after_labels(BASIC_BLOCK_FOR_FN(cfun, arc.source));
            counter counter = {increment, number, data};
            code_insert_made_before(&gsi, make_increment, &counter);
        }
    }
    cases_insert_counters(flow.cases, increment, data);
    repeats_insert_counters(flow.repeats, increment, data);
    remainders_insert_counters(flow.remainders, increment, data);
    gsi_commit_edge_inserts();
}
