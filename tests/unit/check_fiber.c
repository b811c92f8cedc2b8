/* SPDX-License-Identifier: MIT */
/* check_fiber.c - which calls begin fibers, and that these get contexts of their own. */
#include "calls.h"
#include "check_unit.h"
#include "../../runtime/fiber.h"
#include "../../runtime/processor.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

enum { STACK = 1 << 20, HERE = STACK - 256, SITES = 2 };

/* A unit of two functions; the second site of the first names the second. */
static struct {
    struct cinstr_function function;
    struct cinstr_site sites[SITES];
    char name[8];
} outer = {.name = "outer"}, inner = {.name = "inner"};

static char *stacks[3]; /* each in a mapping of its own */

/* What a handler returns to. */
#ifdef __x86_64__
static const uint64_t end_of_signal[] __attribute__((aligned(16))) = {0x0f0000000fc0c748, 5};
#else
static const uint32_t end_of_signal[] __attribute__((aligned(16))) = {0xd2801168, 0xd4000001};
#endif

static cinstr_rel reference(const void *target, const cinstr_rel *field)
{
    return (cinstr_rel)((intptr_t)target - (intptr_t)field);
}

static void setup(void)
{
    for (int i = 0; i < 3; i++) {
        char *mapped = mmap(NULL, STACK + 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        ck_assert_ptr_ne(mapped, MAP_FAILED);
        stacks[i] = mapped + 4096;
        ck_assert_int_eq(mprotect(stacks[i], STACK, PROT_READ | PROT_WRITE), 0);
    }
    ci_fiber_first.stack = getauxval(AT_RANDOM);
    ci_fiber_first.block = (uintptr_t)ci_processor_control_block();
    outer.function.site_count = inner.function.site_count = SITES;
    outer.function.name = reference(outer.name, &outer.function.name);
    inner.function.name = reference(inner.name, &inner.function.name);
    outer.function.sites = reference(outer.sites, &outer.function.sites);
    inner.function.sites = reference(inner.sites, &inner.function.sites);
    outer.sites[1].callee = reference(inner.name, &outer.sites[1].callee);
}

static struct ci_edge *enter(struct cinstr_edge **slot, const struct cinstr_function *function,
                             const void *return_address, const void *stack)
{
    struct ci_found found = ci_tree_find(&ci_thread_current()->tree, slot, function,
                                         (uintptr_t)return_address, 0x1000, (uintptr_t)stack);
    ck_assert_ptr_nonnull(found.edge);
    return (struct ci_edge *)found.edge;
}

/* The edge to `outer` from outside. */
static struct ci_edge *begin(void)
{
    char here;
    return enter(ci_attach(), &outer.function, (void *)0x400000, &here);
}

static bool begins_fiber(const struct ci_edge *edge)
{
    return ci_edge_node(edge)->flags & CI_NODE_FIBER;
}

START_TEST(a_fiber_has_contexts_of_its_own)
{
    struct cinstr_edge **slot = calls_site(begin(), 0);
    const void *from = (void *)0x500000;
    struct ci_edge *one = enter(slot, &inner.function, from, stacks[0] + HERE);
    struct ci_edge *other = enter(slot, &inner.function, from, stacks[1] + HERE);
    ck_assert(begins_fiber(one) && begins_fiber(other));
    ck_assert_ptr_ne(one, other);
    ck_assert_ptr_null((*slot)->node); /* so that the next one comes here, too */
    ck_assert_ptr_eq(enter(slot, &inner.function, from, stacks[0] + HERE), one);
    ck_assert_ptr_eq(enter(slot, &inner.function, from, stacks[1] + HERE), other);
    /* What it calls is on its stack, however deep. */
    struct ci_edge *callee =
        enter(calls_site(one, 0), &outer.function, (void *)0x600000, stacks[0] + 4096);
    ck_assert(!begins_fiber(callee));
    ck_assert_uint_eq(ci_path_fiber(callee->path), (uintptr_t)(stacks[0] + HERE));
    ck_assert_ptr_eq(*calls_site(one, 0), &callee->abi);
    ck_assert(!ci_tree_shared && !ci_tree_fibers_crowded);
}
END_TEST

START_TEST(calls_on_the_threads_stack_begin_none)
{
    struct ci_edge *edge = begin();
    char near, *far = __builtin_alloca(512 << 10);
    *(volatile char *)far = 0;
    ck_assert(!begins_fiber(enter(calls_site(edge, 0), &inner.function, (void *)1, &near)));
    ck_assert(!begins_fiber(enter(calls_site(edge, 0), &outer.function, (void *)2, far)));
    /* A site that names what was entered: on the same stack, wherever that is. */
    ck_assert(
        !begins_fiber(enter(calls_site(edge, 1), &inner.function, (void *)3, stacks[0] + HERE)));
}
END_TEST

START_TEST(what_is_learned_holds_in_fibers)
{
    struct ci_edge *edge = begin();
    const void *from = NULL; /* a stack may begin with nothing */
    struct ci_edge *one = enter(calls_site(edge, 0), &inner.function, from, stacks[0] + HERE);
    struct ci_edge *two = enter(calls_site(one, 0), &inner.function, from, stacks[0] + HERE - 8192);
    ck_assert(begins_fiber(one) && begins_fiber(two));
    /* It is not folded onto the one that it recurses to. */
    ck_assert(!ci_edge_is_back(two));
    ck_assert_uint_eq(ci_path_fiber(two->path), (uintptr_t)(stacks[0] + HERE - 8192));
}
END_TEST

START_TEST(handlers_on_a_stack_of_their_own_are_none)
{
    struct cinstr_edge **slot = calls_site(begin(), 0);
    struct ci_edge *handler = enter(slot, &inner.function, end_of_signal, stacks[0] + HERE);
    ck_assert(!begins_fiber(handler));
    ck_assert_ptr_eq(*slot, &handler->abi);
    struct ci_edge *callee =
        enter(calls_site(handler, 0), &outer.function, (void *)0x700000, stacks[1] + HERE);
    ck_assert(!begins_fiber(callee));
}
END_TEST

/* Code without probes left the fiber for the thread's stack, and calls. */
START_TEST(who_leaves_a_fiber_is_outside)
{
    struct ci_edge *edge = begin();
    struct ci_edge *fiber =
        enter(calls_site(edge, 0), &inner.function, (void *)0x500000, stacks[0] + HERE);
    char here;
    struct ci_edge *next = enter(calls_site(fiber, 0), &outer.function, (void *)0x600000, &here);
    ck_assert_ptr_eq(next, edge); /* from outside, as the first call */
}
END_TEST

START_TEST(fibers_in_fibers_end_somewhere)
{
    struct ci_edge *edge = begin();
    for (int i = 0; i < 200; i++)
        edge = enter(calls_site(edge, 0), &inner.function, NULL, stacks[0] + HERE - i * 64);
    ck_assert(!begins_fiber(edge) && ci_tree_fibers_crowded);
    ck_assert_uint_le(edge->path->depth, 70);
}
END_TEST

/* The fiber of another thread goes on in this one. */
static void *go_on(void *one)
{
    struct cinstr_edge **slot = calls_site(one, 0);
    ck_assert_ptr_null(ci_thread_current());
    struct cinstr_edge **from = ci_attach_from(slot);
    ck_assert_ptr_eq(from, slot);
    struct ci_edge *callee = enter(from, &outer.function, (void *)0x600000, stacks[0] + 8192);
    ck_assert_ptr_eq(ci_edge_parent(callee), ci_edge_node(one));
    ck_assert(!begins_fiber(callee) && !ci_tree_shared);
    /* The thread's stack is known to its end, though others may follow in the same mapping. */
    struct ci_stack own = ci_thread_current()->tree.stack;
    ck_assert_uint_eq(own.low, (uintptr_t)stacks[1]);
    ck_assert_uint_gt(own.begin, (uintptr_t)&own);
    return NULL;
}

START_TEST(a_fiber_goes_on_in_a_new_thread)
{
    struct ci_edge *one =
        enter(calls_site(begin(), 0), &inner.function, (void *)0x500000, stacks[0] + HERE);
    pthread_attr_t attributes;
    pthread_t thread;
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstack(&attributes, stacks[1], STACK), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, go_on, one), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

START_TEST(without_room_fibers_share)
{
    struct cinstr_edge **slot = calls_site(begin(), 0);
    ci_tree_budget = 1024;
    struct ci_edge *one = enter(slot, &inner.function, NULL, stacks[0] + HERE);
    ck_assert(!begins_fiber(one) && ci_tree_fibers_crowded);
    ck_assert_ptr_eq(enter(slot, &inner.function, NULL, stacks[1] + HERE), one);
}
END_TEST

START_TEST(a_thread_knows_its_stack)
{
    const struct ci_mapping unknown = {0};
    struct ci_mapping mappings[2] = {{.address = (uintptr_t)&unknown}, {.address = 16}};
    ck_assert(ci_mapping_find(mappings, 2));
    ck_assert(ci_mapping_has(&mappings[0], (uintptr_t)&unknown));
    ck_assert(ci_mapping_has(&mappings[0], ci_fiber_first.stack));
    ck_assert(mappings[0].readable);
    ck_assert(!mappings[1].readable && mappings[1].high == 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fiber");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, a_fiber_has_contexts_of_its_own);
    tcase_add_test(tests, calls_on_the_threads_stack_begin_none);
    tcase_add_test(tests, what_is_learned_holds_in_fibers);
    tcase_add_test(tests, handlers_on_a_stack_of_their_own_are_none);
    tcase_add_test(tests, who_leaves_a_fiber_is_outside);
    tcase_add_test(tests, fibers_in_fibers_end_somewhere);
    tcase_add_test(tests, a_fiber_goes_on_in_a_new_thread);
    tcase_add_test(tests, without_room_fibers_share);
    tcase_add_test(tests, a_thread_knows_its_stack);
    return unit_run("fiber", tests);
}
