/* SPDX-License-Identifier: MIT */
/*
 * check_counts.c - the tree of contexts, what reset and pause hide of it, and the totals.
 *
 * The test calls as probes do: it finds the edge of a call through the caller's slot and adds 1. A
 * function leaf has blocks a, b and c as in totals.c: a = calls, c has a counter, b = calls - c.
 */
#include "calls.h"
#include "check_unit.h"
#include "../../runtime/hide.h"
#include "../../runtime/live.h"
#include "../../runtime/objects.h"
#include "../../runtime/outside.h"
#include "../../runtime/totals.h"
#include "records.h"

#include <stdlib.h>

enum { SITES = 2, COSTS = 3, MANY = 200 };
static const uint32_t units[COSTS] = {3, 2, 5}; /* of a, c, b: instructions for each execution */

static struct records records;
static const struct cinstr_function *top, *middle, *leaf;
static const uint32_t equation[] = {2, 0 * 2, 1 * 2 + 1}; /* b = a - c */

/* The objects of this program: the records above, which never move. */
unsigned ci_objects_modes(void)
{
    return CINSTR_MODE_COUNT | CINSTR_MODE_INSTRUCTIONS;
}

unsigned ci_objects_moves(void)
{
    return 0;
}

void ci_outside_forget(void)
{
}

static void setup(void)
{
    records_begin(&records, 1);
    struct cinstr_unit *unit = records_unit(&records, 3);
    top = records_function(unit, 0, "top", "/s/a.c", 1, SITES);
    middle = records_function(unit, 1, "middle", "/s/a.c", 2, SITES);
    struct cinstr_function *function = records_function(unit, 2, "leaf", "/s/a.c", 3, 0);
    function->counters = 1;
    function->variables = COSTS;
    records_equations(function, 1, equation);
    struct records_item items[COSTS];
    for (uint32_t i = 0; i < COSTS; i++)
        items[i] = (struct records_item){
            .kind = CINSTR_ITEM_INSTRUCTIONS, .variable = i, .units = units[i] * CINSTR_COST_UNIT};
    records_place(function, 0, 3, COSTS, items);
    leaf = function;
    ci_tree_budget = UINT64_C(1) << 30;
}

static void teardown(void)
{
    records_end(&records);
}

START_TEST(test_contexts)
{
    struct ci_edge *first = calls_enter(NULL, top), *again = calls_enter(NULL, top);
    ck_assert_ptr_eq(first, again);
    ck_assert_uint_eq(first->abi.calls, 2);
    struct ci_edge *a = calls_enter(calls_site(first, 0), middle),
                   *b = calls_enter(calls_site(first, 1), middle);
    ck_assert_ptr_ne(ci_edge_node(a), ci_edge_node(b)); /* one function, two call sites */
    ck_assert_ptr_eq(ci_edge_parent(a), ci_edge_node(first));
    ck_assert(!ci_edge_is_back(a) && a->abi.function == middle);
    struct ci_edge *other =
        calls_enter(calls_site(first, 0), leaf); /* a pointer: two callees of one site */
    ck_assert_ptr_ne(other, a);
    ck_assert_ptr_eq(calls_enter(calls_site(first, 0), middle), a);
    ck_assert_ptr_eq(calls_enter(calls_site(first, 0), leaf), other);
    ck_assert_uint_eq(a->abi.calls, 2);
    ck_assert_uint_eq(other->abi.calls, 2);
}
END_TEST

START_TEST(test_direct_recursion)
{
    struct ci_edge *first = calls_enter(NULL, top);
    struct ci_edge *inner = calls_enter(calls_site(first, 0), top),
                   *back = calls_enter(calls_site(inner, 0), top);
    for (int i = 0; i < MANY; i++)
        ck_assert_ptr_eq(calls_enter(calls_site(back, 0), top), back);
    ck_assert(ci_edge_is_back(back)); /* each frame of the call is on the stack already */
    ck_assert_uint_eq(back->abi.calls, MANY + 1);
}
END_TEST

START_TEST(test_budget)
{
    static struct cinstr_function many[MANY];
    struct ci_edge *first = calls_enter(NULL, top);
    ci_tree_budget = ci_tree_bytes; /* there is not a byte left */
    uint64_t calls = 0;
    for (int i = 0; i < MANY; i++) {
        many[i] = (struct cinstr_function){.line = (uint32_t)i};
        struct ci_edge *edge = calls_enter(calls_site(first, 1), &many[i]);
        ck_assert_ptr_eq(calls_enter(calls_site(first, 1), &many[i]), edge);
        ck_assert(ci_edge_node(edge)->flags & CI_NODE_TRUNCATED);
        calls += edge->abi.calls;
    }
    ck_assert_uint_eq(calls, 2 * MANY); /* contexts are lost, calls are not */
}
END_TEST

START_TEST(test_hide)
{
    struct ci_edge *edge = calls_enter(NULL, leaf);
    uint64_t *counter = ci_node_counters(ci_edge_node(edge), 1), sum = 0;
    calls_enter(NULL, leaf);
    *counter = 7;
    ci_hide_reset();
    ck_assert_uint_eq(ci_hide_calls(edge), 0);
    calls_enter(NULL, leaf);
    *counter += 2;
    ck_assert_uint_eq(ci_hide_calls(edge), 1);
    ci_hide_add_counters(edge, &sum);
    ck_assert_uint_eq(sum, 2);
    ci_hide_pause();
    ci_hide_pause(); /* without effect */
    calls_enter(NULL, leaf);
    *counter += 10;
    ck_assert_uint_eq(ci_hide_calls(edge), 1);
    ci_hide_resume();
    calls_enter(NULL, leaf);
    *counter += 1;
    ck_assert_uint_eq(ci_hide_calls(edge), 2);
    sum = 0;
    ci_hide_add_counters(edge, &sum);
    ck_assert_uint_eq(sum, 3);
    ck_assert_uint_eq(edge->abi.calls, 5); /* probes go on counting whatever is hidden */
    ci_hide_pause();
    ci_hide_reset(); /* while paused: what was shown goes */
    ci_hide_resume();
    ck_assert_uint_eq(ci_hide_calls(edge), 0);
}
END_TEST

/* A node that is made during a pause does not show its first calls. */
START_TEST(test_hide_new_edges)
{
    calls_enter(NULL, top);
    ci_hide_pause();
    struct ci_edge *edge = calls_enter(NULL, leaf);
    ck_assert_uint_eq(ci_hide_calls(edge), 0);
    ci_hide_resume();
    ck_assert_uint_eq(ci_hide_calls(edge), 0);
    calls_enter(NULL, leaf);
    ck_assert_uint_eq(ci_hide_calls(edge), 1);
}
END_TEST

START_TEST(test_totals)
{
    struct ci_totals before, after;
    struct ci_edge *first = calls_enter(NULL, top);
    struct ci_edge *here = calls_enter(calls_site(first, 0), leaf),
                   *there = calls_enter(calls_site(first, 1), leaf);
    ck_assert(ci_totals_read(&before));
    ck_assert_uint_eq(before.calls, 3);
    for (int i = 0; i < 10; i++)
        calls_enter(calls_site(first, 0), leaf);
    *ci_node_counters(ci_edge_node(here), 1) += 4;
    *ci_node_counters(ci_edge_node(there), 1) += 1;
    ci_hide_reset(); /* does not show in totals */
    ck_assert(ci_totals_read(&after));
    ck_assert_uint_eq(after.calls - before.calls, 10);
    /* 10 executions of a, 5 of c, 10 - 5 of b. */
    ck_assert_uint_eq(after.instructions - before.instructions, 10 * 3 + 5 * 2 + 5 * 5);
    *ci_node_counters(ci_edge_node(here), 1) = 0; /* totals never fall */
    struct ci_totals last;
    ck_assert(ci_totals_read(&last));
    ck_assert_uint_ge(last.instructions, after.instructions);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("counts");
    tcase_add_checked_fixture(tests, setup, teardown); /* each test is a process of its own */
    tcase_add_test(tests, test_contexts);
    tcase_add_test(tests, test_direct_recursion);
    tcase_add_test(tests, test_budget);
    tcase_add_test(tests, test_hide);
    tcase_add_test(tests, test_hide_new_edges);
    tcase_add_test(tests, test_totals);
    return unit_run("counts", tests);
}
