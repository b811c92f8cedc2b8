/* SPDX-License-Identifier: MIT */
/* check_live.c - what becomes of blocks: each way they begin, grow and end, and many threads. */
#include "check_unit.h"
#include "../../runtime/live.h"
#include "places.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static char memory[4096]; /* addresses for blocks; nothing is stored there */
static struct cinstr_node *node;

static void setup(void)
{
    node = places_node();
}

static void allocate(int place, void *pointer, uint64_t size, uint64_t activation)
{
    ci_live_allocated(node, places_at(node, place), pointer, size, activation);
}

static void reallocate(int place, void *old, void *pointer, uint64_t size, uint64_t activation)
{
    struct ci_growing *growing = ci_live_growing(old);
    ci_live_grown(node, places_at(node, place), growing, pointer, size, activation);
}

/* Allocated so much, of which so much is live. */
static struct places_sum check_sum(int place, uint64_t objects, uint64_t bytes,
                                   int64_t live_objects, int64_t live_bytes)
{
    struct ci_live_facts facts = ci_live_show(false);
    struct places_sum sum = places_sum(place);
    ck_assert_uint_eq(sum.objects, objects);
    ck_assert_uint_eq(sum.bytes, bytes);
    ck_assert_int_eq(sum.live_objects, live_objects);
    ck_assert_int_eq(sum.live_bytes, live_bytes);
    ck_assert_uint_eq(facts.untracked, 0);
    return sum;
}

static void check_growth(const struct places_sum *sum, uint64_t steps, uint64_t moved,
                         uint64_t copied, uint64_t final, uint64_t peak)
{
    ck_assert_uint_eq(sum->values[CI_LIFE_GROWTH_STEPS], steps);
    ck_assert_uint_eq(sum->values[CI_LIFE_GROWTH_MOVED], moved);
    ck_assert_uint_eq(sum->values[CI_LIFE_GROWTH_COPIED], copied);
    ck_assert_uint_eq(sum->values[CI_LIFE_GROWTH_FINAL], final);
    ck_assert_uint_eq(sum->values[CI_LIFE_GROWTH_PEAK], peak);
}

START_TEST(begins_and_ends)
{
    allocate(0, memory, 100, 0);
    allocate(0, memory + 32, 0, 0); /* malloc(0) is an object */
    allocate(0, NULL, 1000, 0);     /* failed: nothing */
    allocate(1, memory + 64, 5000, 0);
    check_sum(0, 2, 100, 2, 100);
    ci_live_released(memory, 0);
    ci_live_released(NULL, 0);
    check_sum(0, 2, 100, 1, 0);
    check_sum(1, 1, 5000, 1, 5000);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
}
END_TEST

START_TEST(churn)
{
    static const uint64_t cases[][3] = {
        {7, 7, 1}, {7, 8, 0}, {0, 0, 0}, {7, 0, 0}, {0, 7, 0}}; /* made by, freed by, counted */
    uint64_t objects = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        allocate(0, memory, 10, cases[i][0]);
        ci_live_released(memory, cases[i][1]);
        objects += cases[i][2];
        struct places_sum sum = check_sum(0, i + 1, 10 * (i + 1), 0, 0);
        ck_assert_uint_eq(sum.values[CI_LIFE_CHURN_OBJECTS], objects);
        ck_assert_uint_eq(sum.values[CI_LIFE_CHURN_SPACE], 10 * objects);
    }
    /* A grown block is its latest call's. */
    allocate(1, memory, 10, 3);
    reallocate(2, memory, memory, 20, 4);
    ci_live_released(memory, 4);
    check_sum(1, 1, 10, 0, 0);
    ck_assert_uint_eq(places_sum(1).values[CI_LIFE_CHURN_OBJECTS], 0);
    ck_assert_uint_eq(places_sum(2).values[CI_LIFE_CHURN_SPACE], 20);
}
END_TEST

START_TEST(realloc_of_null)
{
    reallocate(0, NULL, memory, 40, 0);
    struct places_sum sum = check_sum(0, 1, 40, 1, 40);
    check_growth(&sum, 0, 0, 0, 0, 0);
    reallocate(0, NULL, NULL, 40, 0); /* failed */
    check_sum(0, 1, 40, 1, 40);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
}
END_TEST

START_TEST(realloc_to_nothing)
{
    allocate(0, memory, 40, 5);
    reallocate(1, memory, NULL, 0, 5); /* glibc frees it */
    struct places_sum sum = check_sum(0, 1, 40, 0, 0);
    ck_assert_uint_eq(sum.values[CI_LIFE_CHURN_OBJECTS], 1);
    check_sum(1, 0, 0, 0, 0);
    ci_live_released(memory, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 1); /* so it was not there any more */
    allocate(2, memory, 40, 0);
    reallocate(3, memory, memory + 32, 0, 0); /* others give a block of no bytes */
    check_sum(2, 1, 40, 0, 0);
    check_sum(3, 1, 0, 1, 0);
}
END_TEST

START_TEST(failed_realloc)
{
    allocate(0, memory, 40, 0);
    reallocate(1, memory, NULL, 4000, 0);
    check_sum(0, 1, 40, 1, 40);
    struct places_sum sum = check_sum(1, 0, 0, 0, 0);
    check_growth(&sum, 0, 0, 0, 0, 0);
    reallocate(1, memory, memory, 80, 0);
    reallocate(1, memory, NULL, 4000, 0); /* with a history, which it keeps */
    sum = check_sum(1, 1, 80, 1, 80);
    check_growth(&sum, 1, 0, 0, 80, 80);
    ci_live_released(memory, 0);
    check_sum(0, 1, 40, 0, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
}
END_TEST

START_TEST(growth)
{
    allocate(0, memory, 10, 0);
    reallocate(1, memory, memory, 20, 0);              /* in place */
    reallocate(1, memory, memory + 512, 100, 0);       /* moved: 20 bytes */
    reallocate(1, memory + 512, memory + 1024, 50, 0); /* smaller, and moved: 50 bytes */
    check_sum(0, 1, 10, 0, 0);
    struct places_sum sum = check_sum(1, 3, 170, 1, 50);
    check_growth(&sum, 2, 1, 70, 50, 100); /* final and peak while it lives ... */
    ci_live_released(memory + 1024, 0);
    sum = check_sum(1, 3, 170, 0, 0);
    check_growth(&sum, 2, 1, 70, 50, 100); /* ... and after its end */
    allocate(2, memory, 100, 0);
    reallocate(3, memory, memory, 30, 0); /* never grown: no history */
    sum = check_sum(3, 1, 30, 1, 30);
    check_growth(&sum, 0, 0, 0, 0, 0);
}
END_TEST

START_TEST(healed)
{
    allocate(0, memory, 40, 0);
    allocate(1, memory, 60, 0);
    check_sum(0, 1, 40, 0, 0);
    check_sum(1, 1, 60, 1, 60);
    struct ci_live_facts facts = ci_live_show(false);
    ck_assert_uint_eq(facts.healed_objects, 1);
    ck_assert_uint_eq(facts.healed_bytes, 40);
    reallocate(2, NULL, memory, 70, 0); /* by realloc as well */
    facts = ci_live_show(false);
    ck_assert_uint_eq(facts.healed_objects, 2);
    ck_assert_uint_eq(facts.healed_bytes, 100);
    check_sum(1, 1, 60, 0, 0);
}
END_TEST

START_TEST(foreign)
{
    ci_live_released(memory, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 1);
    reallocate(0, memory, memory, 80, 0); /* what was not known is from now on */
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 2);
    struct places_sum sum = check_sum(0, 1, 80, 1, 80);
    check_growth(&sum, 0, 0, 0, 0, 0);
    reallocate(0, memory + 64, NULL, 80, 0); /* failed: nobody's block was freed */
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 2);
    reallocate(0, memory + 64, NULL, 0, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 3);
}
END_TEST

/* While realloc runs another thread may get the address that it gives up. */
START_TEST(address_taken_meanwhile)
{
    allocate(0, memory, 10, 0);
    struct ci_growing *growing = ci_live_growing(memory);
    allocate(1, memory, 30, 0);
    ci_live_grown(node, places_at(node, 0), growing, memory + 64, 20, 0);
    check_sum(0, 2, 30, 1, 20);
    check_sum(1, 1, 30, 1, 30);
    ck_assert_uint_eq(ci_live_show(false).healed_objects, 0);
}
END_TEST

START_TEST(forget_and_pause)
{
    allocate(0, memory, 10, 0);
    allocate(0, memory + 32, 10, 0);
    ci_live_forget();
    ci_live_show(false);
    ck_assert_int_eq(places_sum(0).live_objects, 0);
    ci_live_released(memory, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
    allocate(1, memory + 32, 10, 0); /* from before, freed unseen: not unknown */
    ck_assert_uint_eq(ci_live_show(false).healed_objects, 0);
    ci_live_paused = true;
    allocate(2, memory + 64, 10, 0);
    ci_live_paused = false;
    ci_live_show(false);
    ck_assert_int_eq(places_sum(1).live_objects, 1);
    ck_assert_int_eq(places_sum(2).live_objects, 0);
    ci_live_released(memory + 64, 0);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
}
END_TEST

/* A block whose leaf has nothing but counts, looked at by a thread that never allocated. */
static void *show(void *data)
{
    (void)data;
    ck_assert_ptr_null(ci_thread_current());
    ci_live_show(false);
    return NULL;
}

START_TEST(shown_by_another_thread)
{
    pthread_t thread;
    allocate(0, memory, 10, 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, show, NULL), 0);
    pthread_join(thread, NULL);
    ck_assert_int_eq(places_sum(0).live_objects, 1);
    ck_assert_int_eq(places_sum(0).live_bytes, 10);
}
END_TEST

/* ---- Threads that free each other's blocks ---- */

enum { WORKERS = 4, ROUNDS = 40000, BOX = 64, KEPT = 100 };

/* Worker i puts blocks into its box, worker i + 1 frees or grows what is in there. */
static _Atomic uintptr_t boxes[WORKERS][BOX];

static void end_one(struct cinstr_node *mine, uintptr_t address, int round)
{
    if (round % 4) {
        ci_live_released((void *)address, 0);
        return;
    }
    struct ci_growing *growing = ci_live_growing((void *)address);
    uintptr_t other = address + ((uintptr_t)1 << 40);
    ci_live_grown(mine, places_at(mine, 15), growing, (void *)other, 64, 0);
    ci_live_released((void *)other, 0);
}

static void *work(void *data)
{
    int self = (int)(uintptr_t)data;
    struct cinstr_node *mine = places_node();
    uintptr_t next = (uintptr_t)(self + 1) << 32;
    for (int i = 0; i < ROUNDS; i++, next += 32) {
        ci_live_allocated(mine, places_at(mine, self), (void *)next, 32, 0);
        if (i < KEPT)
            continue;
        uintptr_t had = atomic_exchange(&boxes[self][i % BOX], next);
        if (had)
            end_one(mine, had, i);
        int before = (self + WORKERS - 1) % WORKERS;
        had = atomic_exchange(&boxes[before][i % BOX], 0);
        if (had)
            end_one(mine, had, i);
    }
    return NULL;
}

START_TEST(threads)
{
    pthread_t workers[WORKERS];
    for (uintptr_t i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i], NULL, work, (void *)i), 0);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    int64_t left = 0;
    for (int i = 0; i < WORKERS; i++)
        for (int j = 0; j < BOX; j++)
            left += boxes[i][j] != 0;
    int64_t live = 0;
    struct ci_live_facts facts = ci_live_show(false);
    for (int i = 0; i < WORKERS; i++) {
        struct places_sum sum = places_sum(i);
        ck_assert_uint_eq(sum.objects, ROUNDS);
        ck_assert_uint_eq(sum.bytes, ROUNDS * 32);
        live += sum.live_objects;
    }
    ck_assert_int_eq(live, left + WORKERS * KEPT);
    struct places_sum grown = places_sum(15);
    ck_assert_uint_eq(grown.values[CI_LIFE_GROWTH_STEPS], grown.objects);
    ck_assert_uint_eq(grown.values[CI_LIFE_GROWTH_PEAK], grown.objects * 64);
    ck_assert_int_eq(grown.live_objects, 0);
    ck_assert_uint_eq(facts.foreign_frees, 0);
    ck_assert_uint_eq(facts.healed_objects, 0);
}
END_TEST

/* ---- A snapshot while threads make leaves ---- */

enum { CLASSES = 20 };

static atomic_int makers;

static void *make_leaves(void *data)
{
    uintptr_t address = (uintptr_t)data << 32;
    struct cinstr_node *mine = places_node();
    for (int class = 0; class < CLASSES; class ++)
        for (int place = 0; place < PLACES; place++, address += 64) {
            struct ci_growing *growing;
            ci_live_allocated(mine, places_at(mine, place), (void *)address, 1, 0);
            growing = ci_live_growing((void *)address);
            ci_live_grown(mine, places_at(mine, place), growing, (void *)address,
                          UINT64_C(2) << class, 0);
        }
    makers--;
    return NULL;
}

START_TEST(shown_meanwhile)
{
    pthread_t workers[WORKERS];
    makers = WORKERS;
    for (uintptr_t i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&workers[i], NULL, make_leaves, (void *)(i + 1)), 0);
    while (makers > 0)
        ci_live_show(false);
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i], NULL);
    ck_assert_uint_eq(ci_live_show(false).foreign_frees, 0);
    for (int place = 0; place < PLACES; place++)
        ck_assert_int_eq(places_sum(place).live_objects, WORKERS * CLASSES);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("live");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, begins_and_ends);
    tcase_add_test(tests, churn);
    tcase_add_test(tests, realloc_of_null);
    tcase_add_test(tests, realloc_to_nothing);
    tcase_add_test(tests, failed_realloc);
    tcase_add_test(tests, growth);
    tcase_add_test(tests, healed);
    tcase_add_test(tests, foreign);
    tcase_add_test(tests, address_taken_meanwhile);
    tcase_add_test(tests, forget_and_pause);
    tcase_add_test(tests, shown_by_another_thread);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, shown_meanwhile);
    return unit_run("live", tests);
}
