/* SPDX-License-Identifier: GPL-3.0-or-later */
/* flow.cc - the flow graph, its spanning tree and its equations; see flow.h. */
#include "costs/flow.h"
#include "base/code.h"
#include "base/eligible.h"
#include "costs/cases.h"

namespace
{
/* One arc. Invariant: `variable` is 0 until it is known which one the arc has; only the entry arc
 * has 0 for good. */
struct arc {
    int from, to;       /* vertices */
    int source, target; /* CFG indices; equal for a block arc */
    gcov_type weight;   /* expected frequency, adjusted; larger ones are kept free of counters */
    bool in_tree, is_entry;
    unsigned variable;
    edge cfg_edge; /* NULL for a block arc */
};
} // namespace

static vec<arc> arcs;
static vec<int> parent_of;       /* union-find over vertices */
static vec<unsigned> equations;  /* see flow_equations */
static vec<unsigned> block_arcs; /* CFG block index -> arc, for blocks that exist */
static unsigned counters, variables, checksum;

static const int OUTSIDE = 0;

static int vertex_in(int block)
{
    return block < NUM_FIXED_BLOCKS ? OUTSIDE : 2 * block;
}

static int vertex_out(int block)
{
    return block < NUM_FIXED_BLOCKS ? OUTSIDE : 2 * block + 1;
}

static int find(int vertex)
{
    while (parent_of[vertex] != vertex) {
        parent_of[vertex] = parent_of[parent_of[vertex]];
        vertex = parent_of[vertex];
    }
    return vertex;
}

/* Merges two vertices; false when they are one already. */
static bool unite(int a, int b)
{
    a = find(a);
    b = find(b);
    if (a == b)
        return false;
    /* OUTSIDE stays its set's representative: it is the root of the tree. */
    if (a == OUTSIDE)
        parent_of[b] = a;
    else
        parent_of[a] = b;
    return true;
}

static gcov_type frequency(profile_count count)
{
    return count.initialized_p() ? count.to_frequency(cfun) : 0;
}

static void add_arc(int from, int to, basic_block source, basic_block target, edge cfg_edge,
                    gcov_type weight)
{
    arc arc = {};
    arc.from = from;
    arc.to = to;
    arc.source = source->index;
    arc.target = target->index;
    arc.weight = weight;
    arc.cfg_edge = cfg_edge;
    arc.is_entry = source == ENTRY_BLOCK_PTR_FOR_FN(cfun);
    arcs.safe_push(arc);
}

/* Whether a statement is a call that may exit, jump or throw out of here. */
static bool is_leaving_call(gimple *stmt)
{
    gcall *call = dyn_cast<gcall *>(stmt);
    return call && eligible_call(call) && !eligible_callee_is_library_leaf(call);
}

/* Whether flow may leave the block in mid-way. */
static bool may_leave(basic_block bb)
{
    for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
        if (is_leaving_call(gsi_stmt(gsi)))
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
    return is_leaving_call(stmt);
}

void flow_split_at_calls(function *fun)
{
    basic_block bb;
    FOR_EACH_BB_FN (bb, fun)
        for (gimple_stmt_iterator gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi))
            if (ends_block(gsi_stmt(gsi)) && more_follows(gsi)) {
                split_block(bb, gsi_stmt(gsi)); /* the rest comes next in this walk */
                break;
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

static void add_arcs(function *fun)
{
    basic_block bb;
    edge e;
    edge_iterator ei;
    edge entry = single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(fun));
    add_arc(OUTSIDE, vertex_in(entry->dest->index), entry->src, entry->dest, entry, 0);
    FOR_EACH_BB_FN (bb, fun) {
        block_arcs[bb->index] = arcs.length();
        add_arc(vertex_in(bb->index), vertex_out(bb->index), bb, bb, NULL,
                4 * frequency(bb->count));
        if (may_leave(bb))
            unite(vertex_out(bb->index), OUTSIDE);
        FOR_EACH_EDGE (e, ei, bb->succs)
            if (is_unseen(e) || e->dest == EXIT_BLOCK_PTR_FOR_FN(fun))
                unite(vertex_out(bb->index), vertex_in(e->dest->index));
            else
                add_arc(vertex_out(bb->index), vertex_in(e->dest->index), bb, e->dest, e,
                        edge_weight(e));
    }
}

static int compare_weight(const void *left, const void *right)
{
    const arc &a = arcs[*(const unsigned *)left], &b = arcs[*(const unsigned *)right];
    if (a.weight != b.weight)
        return a.weight < b.weight ? 1 : -1;
    if (a.source != b.source)
        return a.source - b.source;
    return a.target - b.target;
}

/* Kruskal's algorithm; every arc that closes a cycle gets a counter, but for the entry's. */
static void choose_tree(void)
{
    auto_vec<unsigned> order;
    for (unsigned i = 0; i < arcs.length(); i++)
        if (!arcs[i].is_entry)
            order.safe_push(i);
    order.qsort(compare_weight);
    /* The sets of the contraction are needed again for the equations. */
    auto_vec<int> contracted;
    for (unsigned i = 0; i < parent_of.length(); i++)
        contracted.safe_push(find(i));
    for (unsigned i = 0; i < order.length(); i++)
        arcs[order[i]].in_tree = unite(arcs[order[i]].from, arcs[order[i]].to);
    for (unsigned i = 0; i < parent_of.length(); i++)
        parent_of[i] = contracted[i];
    for (unsigned i = 0; i < arcs.length(); i++)
        if (!arcs[i].in_tree && !arcs[i].is_entry)
            arcs[i].variable = ++counters;
    counters += cases_find(cfun, counters + 1);
    variables = counters + 1;
}

/* The arcs at each (merged) vertex. */
static vec<vec<unsigned>> incident;

static void list_incident(void)
{
    for (unsigned i = 0; i < incident.length(); i++)
        incident[i].release();
    incident.truncate(0);
    incident.safe_grow_cleared(parent_of.length(), true);
    for (unsigned i = 0; i < arcs.length(); i++) {
        int from = find(arcs[i].from), to = find(arcs[i].to);
        if (from == to)
            continue; /* a loop neither feeds nor drains its vertex */
        incident[from].safe_push(i);
        incident[to].safe_push(i);
    }
}

/* variable of `unknown` = flow through `vertex` that the other arcs leave over */
static void add_equation(int vertex, unsigned unknown)
{
    bool unknown_enters = find(arcs[unknown].to) == vertex;
    unsigned count_at = equations.length();
    equations.safe_push(0);
    for (unsigned i = 0; i < incident[vertex].length(); i++) {
        unsigned other = incident[vertex][i];
        if (other == unknown)
            continue;
        bool enters = find(arcs[other].to) == vertex;
        equations.safe_push(arcs[other].variable * 2 + (enters == unknown_enters));
        equations[count_at]++;
    }
    arcs[unknown].variable = variables++;
}

/* The tree arc at `vertex` that no equation has solved yet, when there is exactly one; else -1. */
static int only_unsolved(int vertex)
{
    int found = -1;
    for (unsigned i = 0; i < incident[vertex].length(); i++) {
        const arc &arc = arcs[incident[vertex][i]];
        if (arc.variable != 0 || arc.is_entry)
            continue;
        if (found >= 0)
            return -1;
        found = incident[vertex][i];
    }
    return found;
}

/* Solves tree arcs from the leaves of the tree towards OUTSIDE. */
static void solve(void)
{
    list_incident();
    auto_vec<int> work;
    for (unsigned v = 0; v < parent_of.length(); v++)
        if (find(v) == (int)v && v != OUTSIDE)
            work.safe_push(v);
    while (!work.is_empty()) {
        int vertex = work.pop();
        int unknown = only_unsolved(vertex);
        if (unknown < 0)
            continue;
        add_equation(vertex, unknown);
        int from = find(arcs[unknown].from), to = find(arcs[unknown].to);
        int next = from == vertex ? to : from;
        if (next != OUTSIDE)
            work.safe_push(next);
    }
    for (unsigned i = 0; i < arcs.length(); i++)
        gcc_assert(arcs[i].variable != 0 || arcs[i].is_entry);
}

void flow_analyse(function *fun)
{
    arcs.truncate(0);
    equations.truncate(0);
    counters = variables = 0;
    int vertices = 2 * last_basic_block_for_fn(fun);
    parent_of.truncate(0);
    for (int i = 0; i < vertices; i++)
        parent_of.safe_push(i);
    block_arcs.truncate(0);
    block_arcs.safe_grow_cleared(last_basic_block_for_fn(fun), true);
    add_arcs(fun);
    checksum = arcs.length();
    for (unsigned i = 0; i < arcs.length(); i++)
        checksum = (checksum ^ (arcs[i].source * 65599u + arcs[i].target)) * 16777619u;
    choose_tree();
    checksum ^= counters;
    solve();
}

unsigned flow_counters(void)
{
    return counters;
}

unsigned flow_block_variable(int block)
{
    return arcs[block_arcs[block]].variable;
}

unsigned flow_edge_variable(int source, int destination)
{
    for (unsigned i = 0; i < arcs.length(); i++)
        if (arcs[i].cfg_edge && arcs[i].source == source && arcs[i].target == destination)
            return arcs[i].variable;
    return flow_block_variable(destination >= NUM_FIXED_BLOCKS ? destination : source);
}

bool flow_edge_is_counted(edge e)
{
    return !is_unseen(e);
}

const vec<unsigned> &flow_equations(void)
{
    return equations;
}

unsigned flow_variables(void)
{
    return variables;
}

unsigned flow_checksum(void)
{
    return checksum;
}

namespace
{
/* A counter of a block that is yet to be inserted. */
struct counter {
    gimple_seq (*increment)(unsigned counter, tree amount, void *data);
    unsigned number;
    void *data;
};
} // namespace

static gimple_seq make_increment(void *data)
{
    const counter *counter = (const struct counter *)data;
    return counter->increment(counter->number, NULL_TREE, counter->data);
}

void flow_insert_counters(gimple_seq (*increment)(unsigned counter, tree amount, void *data),
                          void *data)
{
    for (unsigned i = 0; i < arcs.length(); i++) {
        if (arcs[i].in_tree || arcs[i].is_entry)
            continue;
        if (arcs[i].cfg_edge) {
            gsi_insert_seq_on_edge(arcs[i].cfg_edge,
                                   increment(arcs[i].variable - 1, NULL_TREE, data));
        } else {
            gimple_stmt_iterator gsi = gsi_after_labels(BASIC_BLOCK_FOR_FN(cfun, arcs[i].source));
            counter counter = {increment, arcs[i].variable - 1, data};
            code_insert_made_before(&gsi, make_increment, &counter);
        }
    }
    cases_insert_counters(increment, data);
    gsi_commit_edge_inserts();
}
