/* SPDX-License-Identifier: MIT */
/*
 * check_outside.c - what the interposer of malloc is told about call sites, and what it counts.
 *
 * The test takes the place of libcinstr-malloc.so: it receives the runtime's calls and makes them.
 */
#include "check_unit.h"
#include "../../runtime/hide.h"
#include "../../runtime/leaf.h"
#include "../../runtime/live.h"
#include "../../runtime/local.h"
#include "../../runtime/objects.h"
#include "../../runtime/outside.h"
#include "../../runtime/thread.h"
#include "records.h"

enum { PLAIN, ALLOCATES, TAIL, SITES };

static const struct ci_outside_calls *calls; /* as the interposer got them */
static unsigned modes;
static struct records records;
static const struct cinstr_function *outer, *inner;

unsigned ci_objects_modes(void)
{
    return modes;
}

uintptr_t ci_objects_address(uintptr_t address)
{
    return address;
}

void ci_outside_interposer(const struct ci_outside_calls *given, uint64_t *objects, uint64_t *bytes)
{
    calls = given;
    *objects += 1; /* allocated before there were any calls */
    *bytes += 100;
}

static void setup(void)
{
    modes = CINSTR_MODE_COUNT | CINSTR_MODE_ALLOCATIONS;
    records_begin(&records, 1);
    struct cinstr_unit *unit = records_unit(&records, 2);
    struct cinstr_function *functions[2];
    for (uint32_t i = 0; i < 2; i++) {
        functions[i] =
            records_function(unit, i, i ? "inner" : "outer", "/s/a.c", 10 * (i + 1), SITES);
        for (uint32_t site = 0; site < SITES; site++)
            records_site(functions[i], site, "callee", 11 + site);
        struct cinstr_site *sites = (struct cinstr_site *)cinstr_rel_get(&functions[i]->sites);
        sites[ALLOCATES].flags |= CINSTR_SITE_HEAP;
        sites[TAIL].flags |= CINSTR_SITE_TAIL;
    }
    outer = functions[0];
    inner = functions[1];
    ci_tree_budget = UINT64_C(1) << 30;
    ci_outside_attach();
    ck_assert_ptr_nonnull(calls);
}

static void teardown(void)
{
    records_end(&records);
}

/* Enters a function as its probe does, with an address in its body; `slot` NULL: nothing has
 * called. */
static struct ci_edge *enter(struct cinstr_edge **slot, const struct cinstr_function *function,
                             uintptr_t body)
{
    if (!slot)
        slot = ci_thread_current() ? &ci_thread_current()->tree.root->slots[0] : ci_attach();
    struct ci_found found = ci_tree_find(&ci_thread_current()->tree, slot, function, 0, body, 0);
    ck_assert_ptr_nonnull(found.edge);
    ((struct ci_edge *)found.edge)->body = body;
    return (struct ci_edge *)found.edge;
}

/* Announces a call site, as the probe before a call does. */
static void announce(const struct ci_edge *edge, int site)
{
    ci_thread_probe.slot = &ci_edge_node(edge)->slots[site];
}

static struct ci_outside_stack stack_of(const char *allocator, uint32_t count, uintptr_t first)
{
    struct ci_outside_stack stack = {.allocator = allocator, .count = count};
    for (uint32_t i = 0; i < count; i++)
        stack.frames[i] = first + i;
    return stack;
}

START_TEST(where_a_call_happens)
{
    struct ci_outside_bodies bodies;
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_NOWHERE);
    struct ci_edge *caller = enter(NULL, outer, 1000);
    struct ci_edge *callee = enter(&ci_edge_node(caller)->slots[PLAIN], inner, 2000);
    announce(callee, PLAIN);
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_AT_A_SITE);
    ck_assert_uint_eq(bodies.count, 1);
    ck_assert_uint_eq(bodies.bodies[0], 2000);
    announce(callee, ALLOCATES); /* its own probe counts, but not a stream's buffer */
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_IGNORE);
    ck_assert_int_eq(calls->where(true, &bodies), CI_OUTSIDE_AT_A_SITE);
    announce(callee, TAIL); /* the frame is gone: the caller's may be the innermost one */
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_AT_A_SITE);
    ck_assert_uint_eq(bodies.count, 2);
    ck_assert_uint_eq(bodies.bodies[1], 1000);
}
END_TEST

START_TEST(what_is_ignored)
{
    struct ci_outside_bodies bodies;
    announce(enter(NULL, outer, 1000), PLAIN);
    ci_local.muted = true; /* the runtime's own allocation */
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_IGNORE);
    ci_local.muted = false;
    modes |= CINSTR_MODE_FLAT;
    ck_assert_int_eq(calls->where(false, &bodies), CI_OUTSIDE_IGNORE);
    ck_assert(ci_outside_show().flat);
}
END_TEST

/* Leaves of the current thread, newest first. */
static struct ci_leaf *leaves(void)
{
    return ci_thread_current()->tree.newest_leaf;
}

START_TEST(one_leaf_for_equal_stacks)
{
    struct ci_outside_stack stack = stack_of("malloc", 2, 500);
    struct ci_outside_stack other = stack_of("malloc", 3, 500);
    ck_assert(!ci_outside_any());
    announce(enter(NULL, outer, 1000), PLAIN);
    calls->allocated(&stack, (void *)0x10000, 100);
    calls->allocated(&stack, (void *)0x20000, 101); /* of the same size class */
    ck_assert(ci_outside_any());
    ck_assert_ptr_nonnull(leaves());
    ck_assert_ptr_null(leaves()->older);
    ck_assert_uint_eq(leaves()->abi.objects, 2);
    ck_assert_uint_eq(leaves()->abi.bytes, 201);
    ck_assert_uint_eq(leaves()->index, PLAIN);
    ck_assert_str_eq(leaves()->stack->allocator, "malloc");
    calls->allocated(&stack, (void *)0x30000, 1000); /* another size class */
    calls->allocated(&other, (void *)0x40000, 100);
    ck_assert_uint_eq(leaves()->stack->count, 3);
    ck_assert_uint_eq(leaves()->abi.objects, 1);
    ck_assert_uint_eq(leaves()->older->abi.bytes, 1000);
    ck_assert_ptr_null(leaves()->older->older->older);
}
END_TEST

START_TEST(budget_spent)
{
    struct ci_outside_stack stack = stack_of("calloc", 2, 500), other = stack_of("malloc", 1, 900);
    announce(enter(NULL, outer, 1000), PLAIN);
    ci_tree_budget = 0; /* stacks are told apart no longer, but nothing is lost */
    calls->allocated(&stack, (void *)0x10000, 100);
    calls->allocated(&other, (void *)0x20000, 100);
    ck_assert_ptr_null(leaves()->older);
    ck_assert_uint_eq(leaves()->abi.objects, 2);
    ck_assert(leaves()->stack->cut);
}
END_TEST

START_TEST(outside_any_function)
{
    ck_assert_uint_eq(ci_outside_show().objects, 1); /* the interposer's */
    ck_assert_uint_eq(ci_outside_show().bytes, 100);
    ck_assert(ci_outside_show().attached);
    ck_assert_str_eq(ci_outside_allocators()[0], "malloc");
    calls->allocated(NULL, (void *)0x10000, 7);
    ck_assert_uint_eq(ci_outside_show().objects, 2);
    ck_assert_uint_eq(ci_outside_show().bytes, 107);
    ci_hide_pause();
    calls->allocated(NULL, (void *)0x20000, 7);
    ci_hide_resume();
    ck_assert_uint_eq(ci_outside_show().objects, 2);
    ci_outside_forget();
    ck_assert_uint_eq(ci_outside_show().objects, 0);
    ck_assert(!ci_outside_any());
}
END_TEST

START_TEST(live_blocks)
{
    struct ci_outside_stack stack = stack_of("malloc", 1, 500);
    modes |= CINSTR_MODE_LIVE;
    announce(enter(NULL, outer, 1000), PLAIN);
    calls->allocated(&stack, (void *)0x10000, 100);
    calls->allocated(&stack, (void *)0x20000, 100);
    calls->released((void *)0x10000);
    struct ci_live_facts facts = ci_live_show(false);
    ck_assert_uint_eq(facts.foreign_frees, 0);
    ck_assert_int_eq(leaves()->life->shown.objects, 1);
    calls->grown(&stack, calls->growing((void *)0x20000), (void *)0x30000, 110);
    ci_live_show(false);
    ck_assert_uint_eq(leaves()->abi.objects, 3);
    ck_assert_int_eq(leaves()->life->shown.bytes, 110);
}
END_TEST

START_TEST(order_of_stacks)
{
    struct ci_outside_stack a = stack_of("malloc", 2, 500), b = stack_of("malloc", 2, 501);
    struct ci_outside_stack longer = stack_of("calloc", 3, 400), c = stack_of("calloc", 2, 600);
    ck_assert_int_eq(ci_outside_compare(&a, &a), 0);
    ck_assert_int_lt(ci_outside_compare(&a, &b), 0);
    ck_assert_int_gt(ci_outside_compare(&b, &a), 0);
    ck_assert_int_gt(ci_outside_compare(&longer, &b), 0);
    ck_assert_int_lt(ci_outside_compare(&c, &a), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("outside");
    tcase_add_checked_fixture(tests, setup, teardown); /* each test is a process of its own */
    tcase_add_test(tests, where_a_call_happens);
    tcase_add_test(tests, what_is_ignored);
    tcase_add_test(tests, one_leaf_for_equal_stacks);
    tcase_add_test(tests, budget_spent);
    tcase_add_test(tests, outside_any_function);
    tcase_add_test(tests, live_blocks);
    tcase_add_test(tests, order_of_stacks);
    return unit_run("outside", tests);
}
