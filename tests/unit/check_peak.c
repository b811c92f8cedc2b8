/* SPDX-License-Identifier: MIT */
/* check_peak.c - the live bytes of every place at the peak, against copies made at every peak. */
#include "check_unit.h"
#include "../../runtime/live.h"
#include "../../runtime/peak.h"
#include "places.h"

#include <string.h>

enum { CLASSES = 4, LEAVES = PLACES * CLASSES };

/* The reference: counts of every leaf now, and as they were when most bytes were live. */
struct counts {
    int64_t objects[LEAVES], bytes[LEAVES], sum;
};
static struct counts now, at_peak;
static struct ci_leaf *leaves[LEAVES];

static void setup(void)
{
    struct cinstr_node *node = places_node();
    for (int i = 0; i < LEAVES; i++) {
        uint64_t key = CINSTR_LEAF_KEY(UINT64_C(16) << i % CLASSES);
        leaves[i] = (struct ci_leaf *)ci_leaf_find(node, places_at(node, i / CLASSES), key);
        for (int j = 0; j < i; j++)
            ck_assert_ptr_ne(leaves[i], leaves[j]);
    }
}

static void change(int leaf, int objects, int64_t bytes)
{
    ci_peak_change(leaves[leaf], objects, bytes);
    now.objects[leaf] += objects;
    now.bytes[leaf] += bytes;
    now.sum += bytes;
    if (now.sum > at_peak.sum)
        at_peak = now;
}

static void compare(void)
{
    ck_assert_int_eq(ci_peak_show(), at_peak.sum);
    for (int i = 0; i < LEAVES; i++) {
        struct ci_life *life = ci_leaf_life(leaves[i]);
        ck_assert_int_eq(life->shown.objects, at_peak.objects[i]);
        ck_assert_int_eq(life->shown.bytes, at_peak.bytes[i]);
    }
}

START_TEST(random_changes)
{
    uint64_t state = 3;
    int peaks = 0;
    for (int i = 0; i < 300000; i++) {
        int leaf = (int)(places_random(&state) % LEAVES);
        int64_t size = 1 + (int64_t)(places_random(&state) % 1000);
        int64_t before = at_peak.sum;
        bool grows = places_random(&state) % 100 < (i / 30000 % 2 ? 45 : 55);
        if (grows || now.objects[leaf] == 0)
            change(leaf, 1, size);
        else if (now.objects[leaf] == 1)
            change(leaf, -1, -now.bytes[leaf]);
        else
            change(leaf, -1, -(now.bytes[leaf] / now.objects[leaf]));
        peaks += at_peak.sum > before;
        if (i % 997 == 0)
            compare();
    }
    compare();
    ck_assert_int_gt(peaks, 1000);
    ci_peak_forget();
    now = at_peak = (struct counts){{0}, {0}, 0};
    compare();
    change(5, 1, 10);
    change(6, 1, 20);
    change(5, -1, -10);
    change(7, 1, 10); /* as high as before, and so no new peak */
    compare();
    ck_assert_int_eq(at_peak.objects[5], 1);
    ck_assert_int_eq(at_peak.objects[7], 0);
}
END_TEST

/* The same through the functions of the allocation probes, with frees and growth. */
START_TEST(of_blocks)
{
    struct cinstr_node *node = places_node();
    char memory[64];
    ci_live_keeps_peak = true;
    ci_live_allocated(node, places_at(node, 0), memory, 100, 0);
    struct ci_growing *growing = ci_live_growing(memory);
    ci_live_grown(node, places_at(node, 1), growing, memory + 16, 300, 0);
    ci_live_allocated(node, places_at(node, 2), memory + 32, 50, 0); /* the peak: 350 */
    ci_live_released(memory + 16, 0);
    ci_live_allocated(node, places_at(node, 3), memory, 200, 0);
    ci_live_allocated(node, places_at(node, 3), memory, 290, 0); /* healed: 340, not 540 */
    struct ci_live_facts facts = ci_live_show(true);
    ck_assert_int_eq(facts.peak_bytes, 350);
    ck_assert_int_eq(places_sum(0).live_bytes, 0);
    ck_assert_int_eq(places_sum(1).live_bytes, 300);
    ck_assert_int_eq(places_sum(1).live_objects, 1);
    ck_assert_int_eq(places_sum(2).live_bytes, 50);
    ck_assert_int_eq(places_sum(3).live_bytes, 0);
    ci_live_allocated(node, places_at(node, 4), memory + 48, 20, 0);
    ck_assert_int_eq(ci_live_show(true).peak_bytes, 360);
    ck_assert_int_eq(places_sum(3).live_bytes, 290);
    ck_assert_int_eq(places_sum(1).live_bytes, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("peak");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, random_changes);
    tcase_add_test(tests, of_blocks);
    return unit_run("peak", tests);
}
