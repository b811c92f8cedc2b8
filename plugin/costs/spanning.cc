/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spanning.cc - the spanning tree of a flow graph and its equations; see spanning.h. */
#include "costs/spanning.h"

void spanning_begin(flow_graph &graph, unsigned vertices)
{
    graph.arcs.truncate(0);
    graph.equations.truncate(0);
    graph.parent_of.truncate(0);
    for (unsigned i = 0; i < vertices; i++)
        graph.parent_of.safe_push((int)i);
    graph.counters = graph.variables = 0;
}

void spanning_end(flow_graph &graph)
{
    graph.arcs.release();
    graph.equations.release();
    graph.parent_of.release();
}

static int find(flow_graph &graph, int vertex)
{
    vec<int> &parent_of = graph.parent_of;
    while (parent_of[vertex] != vertex) {
        parent_of[vertex] = parent_of[parent_of[vertex]];
        vertex = parent_of[vertex];
    }
    return vertex;
}

/* Merges two vertices; false when they are one already. */
static bool unite(flow_graph &graph, int a, int b)
{
    a = find(graph, a);
    b = find(graph, b);
    if (a == b)
        return false;
    /* FLOW_OUTSIDE stays its set's representative: it is the root of the tree. */
    if (a == FLOW_OUTSIDE)
        graph.parent_of[b] = a;
    else
        graph.parent_of[a] = b;
    return true;
}

void spanning_merge(flow_graph &graph, int a, int b)
{
    unite(graph, a, b);
}

namespace
{
/* An arc in the order of choice. */
struct candidate {
    const flow_arc *arc;
    unsigned number;
};
} // namespace

static int compare_weight(const void *left, const void *right)
{
    const flow_arc *a = ((const candidate *)left)->arc, *b = ((const candidate *)right)->arc;
    if (a->weight != b->weight)
        return a->weight < b->weight ? 1 : -1;
    if (a->source != b->source)
        return a->source - b->source;
    return a->target - b->target;
}

/* Kruskal's algorithm; every arc that closes a cycle gets a counter, but for the entry's. */
void spanning_choose(flow_graph &graph)
{
    vec<flow_arc> &arcs = graph.arcs;
    auto_vec<candidate> order;
    for (unsigned i = 0; i < arcs.length(); i++)
        if (!arcs[i].is_entry)
            order.safe_push({&arcs[i], i});
    order.qsort(compare_weight);
    /* The sets of the contraction are needed again for the equations. */
    auto_vec<int> contracted;
    for (unsigned i = 0; i < graph.parent_of.length(); i++)
        contracted.safe_push(find(graph, (int)i));
    for (unsigned i = 0; i < order.length(); i++) {
        flow_arc &arc = arcs[order[i].number];
        arc.in_tree = unite(graph, arc.from, arc.to);
    }
    for (unsigned i = 0; i < graph.parent_of.length(); i++)
        graph.parent_of[i] = contracted[i];
    for (unsigned i = 0; i < arcs.length(); i++)
        if (!arcs[i].in_tree && !arcs[i].is_entry)
            arcs[i].variable = ++graph.counters;
}

/* The arcs at each (merged) vertex, which the caller releases. */
static vec<vec<unsigned>> list_incident(flow_graph &graph)
{
    vec<vec<unsigned>> incident = vNULL;
    incident.safe_grow_cleared(graph.parent_of.length(), true);
    for (unsigned i = 0; i < graph.arcs.length(); i++) {
        int from = find(graph, graph.arcs[i].from), to = find(graph, graph.arcs[i].to);
        if (from == to)
            continue; /* a loop neither feeds nor drains its vertex */
        incident[from].safe_push(i);
        incident[to].safe_push(i);
    }
    return incident;
}

/* variable of `unknown` = flow through `vertex` that its other arcs leave over */
static void add_equation(flow_graph &graph, const vec<unsigned> &incident, int vertex,
                         unsigned unknown)
{
    vec<flow_arc> &arcs = graph.arcs;
    bool unknown_enters = find(graph, arcs[unknown].to) == vertex;
    unsigned count_at = graph.equations.length();
    graph.equations.safe_push(0);
    for (unsigned i = 0; i < incident.length(); i++) {
        unsigned other = incident[i];
        if (other == unknown)
            continue;
        bool enters = find(graph, arcs[other].to) == vertex;
        graph.equations.safe_push(arcs[other].variable * 2 + (enters == unknown_enters));
        graph.equations[count_at]++;
    }
    arcs[unknown].variable = graph.variables++;
}

/* The tree arc among `incident` that no equation has solved yet, when there is exactly one; else
 * -1. */
static int only_unsolved(const flow_graph &graph, const vec<unsigned> &incident)
{
    int found = -1;
    for (unsigned i = 0; i < incident.length(); i++) {
        const flow_arc &arc = graph.arcs[incident[i]];
        if (arc.variable != 0 || arc.is_entry)
            continue;
        if (found >= 0)
            return -1;
        found = (int)incident[i];
    }
    return found;
}

/* From the leaves of the tree towards FLOW_OUTSIDE. */
void spanning_solve(flow_graph &graph)
{
    graph.variables = graph.counters + 1;
    vec<vec<unsigned>> incident = list_incident(graph);
    auto_vec<int> work;
    for (unsigned v = 0; v < graph.parent_of.length(); v++)
        if (find(graph, (int)v) == (int)v && v != FLOW_OUTSIDE)
            work.safe_push((int)v);
    while (!work.is_empty()) {
        int vertex = work.pop();
        int unknown = only_unsolved(graph, incident[vertex]);
        if (unknown < 0)
            continue;
        add_equation(graph, incident[vertex], vertex, (unsigned)unknown);
        int from = find(graph, graph.arcs[unknown].from), to = find(graph, graph.arcs[unknown].to);
        int next = from == vertex ? to : from;
        if (next != FLOW_OUTSIDE)
            work.safe_push(next);
    }
    for (unsigned i = 0; i < incident.length(); i++)
        incident[i].release();
    incident.release();
}
