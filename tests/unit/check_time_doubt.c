/* SPDX-License-Identifier: MIT */
/* check_time_doubt.c - how far times may be off by what probes cost. */
#include "check_unit.h"
#include "../../runtime/time_doubt.h"
#include "records.h"

static struct records records;
static struct cinstr_unit *unit;

static void setup(void)
{
    records_begin(&records, 8);
    unit = records_unit(&records, 3);
    unit->mode = CINSTR_MODE_TIME;
}

static void teardown(void)
{
    records_end(&records);
}

static struct cinstr_function *function(uint32_t index, const char *name)
{
    return records_function(unit, index, name, "/s/a.c", 10 + index, 0);
}

/* Ticks of half a nanosecond; a call costs 8 + 6 of them, at most 10 + 8. */
static struct ci_doubts collect(void)
{
    const struct ci_calibration calibration = {.typical = {8, 6}, .greatest = {10, 8}};
    struct ci_doubts doubts;
    ck_assert(ci_time_doubt_collect(&records.snapshot, &calibration, 0.5, &doubts));
    return doubts;
}

static const struct ci_doubt *find(const struct ci_doubts *doubts,
                                   const struct cinstr_function *function)
{
    for (uint32_t i = 0; i < doubts->count; i++)
        if (doubts->functions[i].function == function)
            return &doubts->functions[i];
    return NULL;
}

static void check_doubt(const struct ci_doubt *doubt, int64_t told, int64_t less, int64_t more)
{
    ck_assert_ptr_nonnull(doubt);
    ck_assert_int_eq(doubt->told, told);
    ck_assert_int_eq(doubt->less, less);
    ck_assert_int_eq(doubt->more, more);
    ck_assert(!doubt->endless);
}

/* What the probes of a call cost is in doubt in the function and in its caller. */
START_TEST(calls_are_in_doubt_on_both_sides)
{
    const struct cinstr_function *main = function(0, "main"), *leaf = function(1, "leaf");
    uint32_t top = records_context(&records, CI_NO_PARENT, 0, main, 1, 5000);
    records_context(&records, top, 0, leaf, 1000, 3000);
    const struct ci_doubts doubts = collect();
    ck_assert_uint_eq(doubts.count, 2);
    ck_assert_ptr_eq(doubts.functions[0].function, leaf); /* the widest first */
    check_doubt(find(&doubts, leaf), 3000, -1000, 4000);
    check_doubt(find(&doubts, main), 5000, -1001, 3004);
    ck_assert_int_eq(doubts.told, 8000);
    ck_assert_int_eq(doubts.more, 7004);
}
END_TEST

/* Contexts of a function add up; nothing takes less than no time. */
START_TEST(contexts_add_up)
{
    const struct cinstr_function *main = function(0, "main"), *leaf = function(1, "leaf");
    uint32_t top = records_context(&records, CI_NO_PARENT, 0, main, 1, 100000);
    records_context(&records, top, 0, leaf, 1000, 300);
    records_context(&records, top, 1, leaf, 500, 100);
    const struct ci_doubts doubts = collect();
    check_doubt(find(&doubts, leaf), 400, -400, 6000);
}
END_TEST

/* Neither a function that takes long for each call, nor one that hardly matters. */
START_TEST(certain_functions_are_left_out)
{
    const struct cinstr_function *main = function(0, "main"), *slow = function(1, "slow"),
                                 *rare = function(2, "rare");
    uint32_t top = records_context(&records, CI_NO_PARENT, 0, main, 1, 100);
    records_context(&records, top, 0, slow, 10, 10000000);
    records_context(&records, top, 1, rare, 10, 1);
    const struct ci_doubts doubts = collect();
    ck_assert_uint_eq(doubts.count, 0);
    ck_assert_int_eq(doubts.told, 10000101);
}
END_TEST

/* Functions that do not read the clock, and their callers. */
START_TEST(calls_without_clock_are_certain)
{
    unit->mode = CINSTR_MODE_COUNT;
    const struct cinstr_function *main = function(0, "main"), *leaf = function(1, "leaf");
    uint32_t top = records_context(&records, CI_NO_PARENT, 0, main, 1, 1);
    records_context(&records, top, 0, leaf, 1000, 1);
    const struct ci_doubts doubts = collect();
    ck_assert_uint_eq(doubts.count, 0);
    ck_assert_int_eq(doubts.more, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("time_doubt");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, calls_are_in_doubt_on_both_sides);
    tcase_add_test(tests, contexts_add_up);
    tcase_add_test(tests, certain_functions_are_left_out);
    tcase_add_test(tests, calls_without_clock_are_certain);
    return unit_run("time_doubt", tests);
}
