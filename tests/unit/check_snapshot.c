/* SPDX-License-Identifier: MIT */
/*
 * check_snapshot.c - the trees of all threads as one sorted array of contexts.
 *
 * The test calls as probes do and takes snapshots; a function `leaf` has a counted block.
 */
#include "calls.h"
#include "check_unit.h"
#include "../../runtime/comment.h"
#include "../../runtime/hide.h"
#include "../../runtime/objects.h"
#include "../../runtime/outside.h"
#include "../../runtime/session.h"
#include "records.h"

#include <pthread.h>

enum { SITES = 2, PER_RUN = 3 };

struct ci_session ci_session;
static struct records records;
static const struct cinstr_function *top, *zebra, *apple, *leaf;
static struct ci_comment_facts told;

/* ---- The parts of the runtime that this test stands in for ---- */

static struct ci_object object = {.next = NULL};

struct ci_object *ci_objects_list(void)
{
    return &object;
}

const struct cinstr_unit *ci_objects_next_unit(const struct ci_object *of,
                                               const struct cinstr_unit *unit)
{
    (void)of;
    return unit ? NULL : records.units[0];
}

unsigned ci_objects_modes(void)
{
    return CINSTR_MODE_COUNT | CINSTR_MODE_INSTRUCTIONS;
}

uintptr_t ci_objects_address(uintptr_t address)
{
    return address;
}

bool ci_comment_add(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts)
{
    (void)snapshot;
    told = *facts;
    return true;
}

/* ---- Calls ---- */

static void setup(void)
{
    records_begin(&records, 1);
    struct cinstr_unit *unit = records_unit(&records, 4);
    unit->mode = ci_objects_modes();
    top = records_function(unit, 0, "top", "/s/a.c", 1, SITES);
    zebra = records_function(unit, 1, "zebra", "/s/a.c", 2, SITES);
    apple = records_function(unit, 2, "apple", "/s/a.c", 3, SITES);
    struct cinstr_function *function = records_function(unit, 3, "leaf", "/s/a.c", 4, 0);
    struct records_item item = {
        .kind = CINSTR_ITEM_INSTRUCTIONS, .variable = 1, .units = PER_RUN * CINSTR_COST_UNIT};
    function->counters = 1;
    function->variables = 2;
    records_place(function, 0, 40, 1, &item);
    leaf = function;
    ci_tree_budget = UINT64_C(1) << 30;
}

static void teardown(void)
{
    records_end(&records);
}

/* top calls zebra and apple by its first site, in this order or the other, and leaf by the second,
 * whose block runs `runs` times. */
static void work(bool zebra_first, uint64_t runs)
{
    struct ci_edge *edge = calls_enter(NULL, top);
    calls_enter(calls_site(edge, 0), zebra_first ? zebra : apple);
    calls_enter(calls_site(edge, 0), zebra_first ? apple : zebra);
    struct ci_edge *last = calls_enter(calls_site(edge, 1), leaf);
    ci_node_counters(ci_edge_node(last), 1)[0] += runs;
}

static const char *name_of(const struct ci_context *context)
{
    return cinstr_rel_get(&context->function->name);
}

/* Asserts that the contexts are top and its three callees, with so many calls each. */
static void expect(const struct ci_snapshot *snapshot, int64_t calls)
{
    static const char *const names[] = {"top", "apple", "zebra", "leaf"};
    ck_assert_uint_eq(snapshot->context_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        const struct ci_context *context = &snapshot->contexts[i];
        ck_assert_str_eq(name_of(context), names[i]);
        ck_assert_uint_eq(context->parent, i ? 0 : CI_NO_PARENT);
        ck_assert_int_eq(context->values[CINSTR_CALL_CALLS], calls);
    }
}

static struct ci_arena arena;

static struct ci_snapshot take(void)
{
    struct ci_snapshot snapshot;
    ck_assert(ci_snapshot_make(&snapshot, CI_KIND_PROF, &arena));
    return snapshot;
}

/* Instructions of the leaf, which its one line has. */
static int64_t instructions(const struct ci_snapshot *snapshot)
{
    struct ci_part parts[8];
    ck_assert_uint_le(snapshot->part_max, 8);
    uint32_t count = snapshot->parts(snapshot, &snapshot->contexts[3], parts);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(parts[0].line, 40);
    return parts[0].values[snapshot->value_of[CINSTR_CALL_INSTRUCTIONS]];
}

START_TEST(sorted_by_site_and_name)
{
    work(true, 5);
    struct ci_snapshot snapshot = take();
    expect(&snapshot, 1);
    ck_assert_int_eq(instructions(&snapshot), 5 * PER_RUN);
    ck_assert_uint_eq(snapshot.unit_count, 1);
    ck_assert_ptr_eq(snapshot.units[0], records.units[0]);
    ck_assert_uint_eq(told.lost, 0);
}
END_TEST

static void *other_thread(void *runs)
{
    work(false, *(const uint64_t *)runs);
    return NULL;
}

START_TEST(threads_add_up)
{
    uint64_t runs = 7;
    pthread_t thread;
    work(true, 5);
    ck_assert(!pthread_create(&thread, NULL, other_thread, &runs));
    ck_assert(!pthread_join(thread, NULL));
    struct ci_snapshot snapshot = take();
    expect(&snapshot, 2);
    ck_assert_int_eq(instructions(&snapshot), 12 * PER_RUN);
}
END_TEST

START_TEST(hidden_counts)
{
    work(true, 5);
    ci_hide_reset();
    work(true, 2);
    ci_hide_pause();
    work(true, 100);
    struct ci_snapshot snapshot = take();
    expect(&snapshot, 1);
    ck_assert_int_eq(instructions(&snapshot), 2 * PER_RUN);
    ci_hide_resume();
    work(false, 1);
    snapshot = take();
    expect(&snapshot, 2);
    ck_assert_int_eq(instructions(&snapshot), 3 * PER_RUN);
}
END_TEST

START_TEST(no_memory_for_calls)
{
    work(true, 1);
    ci_tree_lost_edge.abi.calls = 4;
    take();
    ck_assert_uint_eq(told.lost, 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("snapshot");
    tcase_add_checked_fixture(tests, setup, teardown); /* each test is a process of its own */
    tcase_add_test(tests, sorted_by_site_and_name);
    tcase_add_test(tests, threads_add_up);
    tcase_add_test(tests, hidden_counts);
    tcase_add_test(tests, no_memory_for_calls);
    return unit_run("snapshot", tests);
}
