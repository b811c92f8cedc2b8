/* SPDX-License-Identifier: MIT */
/* check_spanning.cc - counters and equations of flow graphs, checked against walks through them. */
#include "costs/spanning.h"
#include "plugin_tests.h"

/*
 *     if (a) b(); else c();        0 entry, 1 the condition, 2 b, 3 c, 4 the end
 *
 * Block i has the vertices 2i and 2i + 1, as flow.cc numbers them.
 */
static const int BLOCKS = 8;

static void add(flow_graph &graph, int from, int to, int source, int target, long weight,
                bool is_entry)
{
    flow_arc arc = {from, to, source, target, weight, false, is_entry, 0};
    graph.arcs.safe_push(arc);
}

static void add_block(flow_graph &graph, int block, long weight)
{
    add(graph, 2 * block, 2 * block + 1, block, block, weight, false);
}

static void add_edge(flow_graph &graph, int source, int target, long weight)
{
    add(graph, 2 * source + 1, 2 * target, source, target, weight, false);
}

static void add_entry(flow_graph &graph, int block)
{
    add(graph, FLOW_OUTSIDE, 2 * block, 0, block, 0, true);
}

/* A random walk from block `first` along the arcs until block `last`, `runs` times; how often each
 * arc was gone along. */
static void walk(const flow_graph &graph, int first, int last, int runs, long *counts)
{
    unsigned seed = 1;
    for (unsigned i = 0; i < graph.arcs.length(); i++)
        counts[i] = graph.arcs[i].is_entry ? runs : 0;
    for (int run = 0; run < runs; run++)
        for (int block = first;;) {
            unsigned ways[16], count = 0;
            for (unsigned i = 0; i < graph.arcs.length(); i++) {
                const flow_arc &arc = graph.arcs[i];
                if (arc.is_entry || arc.source != block)
                    continue;
                if (arc.target == block && arc.to == arc.from + 1)
                    counts[i]++; /* the block itself */
                else
                    ways[count++] = i;
            }
            if (block == last || count == 0)
                break;
            seed = seed * 1103515245 + 12345;
            unsigned way = ways[(seed >> 16) % count];
            counts[way]++;
            block = graph.arcs[way].target;
        }
}

/* Solves the equations from the counters and the entry, and compares each arc's count. */
static void check_counts(const flow_graph &graph, const long *counts, int runs)
{
    long values[128] = {runs};
    for (unsigned i = 0; i < graph.arcs.length(); i++)
        if (graph.arcs[i].variable >= 1 && graph.arcs[i].variable <= graph.counters)
            values[graph.arcs[i].variable] = counts[i];
    unsigned variable = graph.counters + 1;
    for (unsigned i = 0; i < graph.equations.length();) {
        long value = 0;
        for (unsigned terms = graph.equations[i++]; terms > 0; terms--, i++) {
            unsigned word = graph.equations[i];
            ck_assert_uint_lt(word >> 1, variable); /* only what is known before */
            value += word & 1 ? -values[word >> 1] : values[word >> 1];
        }
        values[variable++] = value;
    }
    ck_assert_uint_eq(variable, graph.variables);
    for (unsigned i = 0; i < graph.arcs.length(); i++) {
        ck_assert(graph.arcs[i].variable != 0 || graph.arcs[i].is_entry);
        ck_assert_int_eq(values[graph.arcs[i].variable], counts[i]);
    }
}

static void solve_and_check(flow_graph &graph, int first, int last, unsigned counters)
{
    spanning_choose(graph);
    ck_assert_uint_eq(graph.counters, counters);
    spanning_solve(graph);
    long counts[64];
    walk(graph, first, last, 100, counts);
    check_counts(graph, counts, 100);
    spanning_end(graph);
}

START_TEST(branch)
{
    flow_graph graph = {};
    spanning_begin(graph, 2 * BLOCKS);
    add_entry(graph, 1);
    for (int block = 1; block <= 4; block++)
        add_block(graph, block, 40);
    add_edge(graph, 1, 2, 21);
    add_edge(graph, 1, 3, 21);
    add_edge(graph, 2, 4, 21);
    add_edge(graph, 3, 4, 21);
    spanning_merge(graph, 2 * 4 + 1, FLOW_OUTSIDE);
    solve_and_check(graph, 1, 4, 1);
}
END_TEST

/* The counter is where the loop is entered, not on the hot way round. */
START_TEST(loop_is_free_of_counters)
{
    flow_graph graph = {};
    spanning_begin(graph, 2 * BLOCKS);
    add_entry(graph, 1);
    add_block(graph, 1, 4);
    add_block(graph, 2, 4000);
    add_block(graph, 3, 4000);
    add_block(graph, 4, 4);
    add_edge(graph, 1, 2, 5);
    add_edge(graph, 2, 3, 4001);
    add_edge(graph, 3, 2, 3997);
    add_edge(graph, 3, 4, 5);
    spanning_merge(graph, 2 * 4 + 1, FLOW_OUTSIDE);
    spanning_choose(graph);
    ck_assert_uint_eq(graph.counters, 1);
    for (unsigned i = 0; i < graph.arcs.length(); i++)
        if (graph.arcs[i].variable != 0)
            ck_assert_int_le(graph.arcs[i].weight, 3997);
    spanning_solve(graph);
    long counts[64];
    walk(graph, 1, 4, 100, counts);
    check_counts(graph, counts, 100);
    spanning_end(graph);
}
END_TEST

/* A block that may not end: what leaves it unseen must not be counted as what follows. */
START_TEST(unseen_flow)
{
    flow_graph graph = {};
    spanning_begin(graph, 2 * BLOCKS);
    add_entry(graph, 1);
    for (int block = 1; block <= 3; block++)
        add_block(graph, block, 40);
    add_edge(graph, 1, 2, 41);
    add_edge(graph, 2, 3, 41);
    spanning_merge(graph, 2 * 2 + 1, FLOW_OUTSIDE); /* block 2 calls exit() now and then */
    spanning_merge(graph, 2 * 3 + 1, FLOW_OUTSIDE);
    spanning_choose(graph);
    ck_assert_uint_eq(graph.counters, 1); /* how often block 3 runs does not follow */
    spanning_solve(graph);
    long counts[] = {10, 10, 10, 7, 10, 7}; /* entry, blocks, 1->2, 2->3 */
    check_counts(graph, counts, 10);
    spanning_end(graph);
}
END_TEST

START_TEST(self_loop)
{
    flow_graph graph = {};
    spanning_begin(graph, 2 * BLOCKS);
    add_entry(graph, 1);
    add_block(graph, 1, 400);
    add_edge(graph, 1, 1, 391);
    add_block(graph, 2, 4);
    add_edge(graph, 1, 2, 5);
    spanning_merge(graph, 2 * 2 + 1, FLOW_OUTSIDE);
    solve_and_check(graph, 1, 2, 1);
}
END_TEST

/* Counters that the caller adds come between those of arcs and the solved variables. */
START_TEST(counters_of_the_caller)
{
    flow_graph graph = {};
    spanning_begin(graph, 2 * BLOCKS);
    add_entry(graph, 1);
    add_block(graph, 1, 4);
    spanning_merge(graph, 2 * 1 + 1, FLOW_OUTSIDE);
    spanning_choose(graph);
    ck_assert_uint_eq(graph.counters, 0);
    graph.counters += 2;
    spanning_solve(graph);
    ck_assert_uint_eq(graph.arcs[1].variable, 3);
    ck_assert_uint_eq(graph.variables, 4);
    spanning_end(graph);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {branch, loop_is_free_of_counters, unseen_flow, self_loop,
                                  counters_of_the_caller};
    return run_tests("spanning", tests, sizeof tests / sizeof *tests);
}
