/* SPDX-License-Identifier: MIT */
/* check_instructions.c - instructions, and with lines=on times, by line from counters. */
#include "check_unit.h"
#include "../../runtime/doubt.h"
#include "../../runtime/instructions.h"
#include "records.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 4, PARTS_MAX = 16 };

static struct records records;
static struct ci_part parts[PARTS_MAX];

static void setup(void)
{
    records_begin(&records, 8);
}

static void teardown(void)
{
    records_end(&records);
}

/* What a function's blocks are: variable i + 1 is counted, and is line 11 + i, of `units[i]`. */
static struct cinstr_function *counted_function(unsigned mode, uint32_t lines,
                                                const uint32_t *units)
{
    static const char name[] = "f", file[] = "/s/a.c";
    struct cinstr_unit *unit = records_unit(&records, 1);
    unit->mode = mode;
    struct cinstr_function *function = records_function(unit, 0, name, file, 10, 0);
    function->counters = lines;
    function->variables = lines + 1;
    for (uint32_t i = 0; i < lines; i++)
        records_place(function, 0, 11 + i, 1,
                      &(struct records_item){.variable = i + 1, .units = units[i]});
    return function;
}

/* Adds a context with counters; returns how many parts it has, which are in `parts`. */
static uint32_t parts_of(const struct cinstr_function *function, int64_t time, uint64_t *counters)
{
    uint32_t index = records_context(&records, CI_NO_PARENT, 0, function, 1, time);
    struct ci_context *context = &records.snapshot.contexts[index];
    context->entries = 1;
    context->counters = counters;
    ck_assert(ci_instructions_prepare(&records.snapshot));
    ck_assert_uint_lt(records.snapshot.part_max, PARTS_MAX);
    memset(parts, 0xaa, sizeof parts);
    return records.snapshot.parts(&records.snapshot, context, parts);
}

static int64_t sum_of(uint32_t count)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += parts[i].values[1];
    return sum;
}

START_TEST(instructions_by_line)
{
    const uint32_t units[LINES] = {CINSTR_COST_UNIT, 3 * CINSTR_COST_UNIT / 2, 0,
                                   CINSTR_COST_UNIT / 140};
    uint64_t counters[LINES] = {5, 3, 9, 100};
    const struct cinstr_function *function =
        counted_function(CINSTR_MODE_COUNT | CINSTR_MODE_INSTRUCTIONS, LINES, units);
    ck_assert_uint_eq(parts_of(function, 77, counters), LINES);
    ck_assert_int_eq(parts[0].values[1], 5);
    ck_assert_int_eq(parts[1].values[1], 5); /* 4.5, rounded */
    ck_assert_int_eq(parts[2].values[1], 0);
    ck_assert_int_eq(parts[3].values[1], 1);
    ck_assert_uint_eq(parts[3].line, 14);
    ck_assert_int_eq(records.snapshot.contexts[0].values[1], 77);
}
END_TEST

/* What instructions do goes to the line of their cost, rounded like them. */
START_TEST(mix_by_line)
{
    const struct records_item first[] = {
        {CINSTR_ITEM_INSTRUCTIONS, 1, 0, 4 * CINSTR_COST_UNIT},
        {CINSTR_ITEM_MIX, 1, CINSTR_MIX_LOADS, 2 * CINSTR_COST_UNIT},
        {CINSTR_ITEM_MIX, 1, CINSTR_MIX_FLOPS, (INT64_C(1) << 22) * CINSTR_COST_UNIT},
    };
    const struct records_item second[] = {
        {CINSTR_ITEM_INSTRUCTIONS, 2, 0, CINSTR_COST_UNIT},
        {CINSTR_ITEM_MIX, 2, CINSTR_MIX_LOADS, CINSTR_COST_UNIT / 2},
    };
    uint64_t counters[2] = {5, 3};
    struct cinstr_function *function =
        counted_function(CINSTR_MODE_COUNT | CINSTR_MODE_INSTRUCTIONS, 0, NULL);
    function->counters = 2;
    function->variables = 3;
    records_place(function, 0, 11, sizeof first / sizeof *first, first);
    records_place(function, 0, 12, sizeof second / sizeof *second, second);
    records.snapshot.value_count = 4;
    records.snapshot.value_of[CINSTR_CALL_INSTRUCTIONS] = 1;
    records.snapshot.value_of[CINSTR_CALL_LOADS] = 2;
    records.snapshot.value_of[CINSTR_CALL_FLOPS] = 3;
    ck_assert_uint_eq(parts_of(function, 0, counters), 2);
    ck_assert_int_eq(parts[0].values[1], 20);
    ck_assert_int_eq(parts[0].values[2], 10);
    ck_assert_int_eq(parts[0].values[3], 5 * (INT64_C(1) << 22));
    ck_assert_int_eq(parts[1].values[1], 3);
    ck_assert_int_eq(parts[1].values[2], 2); /* 1.5, rounded */
    ck_assert_int_eq(parts[1].values[3], 0);
}
END_TEST

START_TEST(time_is_shared_in_proportion)
{
    const uint32_t units[LINES] = {CINSTR_COST_UNIT, CINSTR_COST_UNIT, CINSTR_COST_UNIT,
                                   CINSTR_COST_UNIT};
    uint64_t counters[LINES] = {1, 6, 0, 3};
    const struct cinstr_function *function =
        counted_function(CINSTR_MODE_TIME | CINSTR_MODE_LINES, LINES, units);
    ck_assert_uint_eq(parts_of(function, 1000, counters), LINES - 1); /* one never ran */
    const int64_t expected[LINES] = {100, 600, 0, 300};
    for (uint32_t i = 0; i < LINES - 1; i++) {
        ck_assert_int_eq(parts[i].values[1], expected[parts[i].line - 11]);
        ck_assert_int_eq(parts[i].values[0], 0);
    }
    /* The lines have the time, so the context's own sample must not have it again. */
    ck_assert_int_eq(records.snapshot.contexts[0].values[1], 0);
    ck_assert_int_eq(records.snapshot.contexts[0].values[0], 1);
}
END_TEST

/* No nanosecond is lost or made, and none is off by one or more from the true share. */
START_TEST(shares_add_up)
{
    srand(42);
    for (int round = 0; round < 2000; round++) {
        uint32_t units[LINES];
        uint64_t counters[LINES];
        double weights[LINES], whole = 0;
        const int64_t time = (int64_t)rand() << rand() % 24;
        for (uint32_t i = 0; i < LINES; i++) {
            units[i] = (uint32_t)rand() % 9000 + 1;
            counters[i] = (uint64_t)rand() >> rand() % 31;
            whole += weights[i] = (double)units[i] * (double)counters[i];
        }
        records_end(&records);
        records_begin(&records, 8);
        uint32_t count = parts_of(
            counted_function(CINSTR_MODE_TIME | CINSTR_MODE_LINES, LINES, units), time, counters);
        ck_assert_int_eq(sum_of(count), time);
        for (uint32_t i = 0; i < count && whole > 0; i++) {
            double share = (double)time * weights[parts[i].line - 11] / whole;
            ck_assert_double_le_tol((double)parts[i].values[1], share + 1, share * 1e-12);
            ck_assert_double_ge_tol((double)parts[i].values[1], share - 1, share * 1e-12);
        }
    }
}
END_TEST

START_TEST(time_without_instructions)
{
    const uint32_t units[LINES] = {CINSTR_COST_UNIT, CINSTR_COST_UNIT, CINSTR_COST_UNIT,
                                   CINSTR_COST_UNIT};
    uint64_t counters[LINES] = {0};
    const unsigned mode = CINSTR_MODE_TIME | CINSTR_MODE_LINES;
    const struct cinstr_function *idle = counted_function(mode, LINES, units);
    ck_assert_uint_eq(parts_of(idle, 33, counters), 1);
    ck_assert_int_eq(parts[0].values[1], 33);
    ck_assert_uint_eq(parts[0].line, 10);
    ck_assert_str_eq(parts[0].file, "/s/a.c");
    const struct cinstr_function *free_of_charge = counted_function(mode, 0, NULL);
    ck_assert_uint_eq(parts_of(free_of_charge, 44, counters), 1);
    ck_assert_int_eq(parts[0].values[1], 44);
}
END_TEST

/* A function of a unit without lines=on, in the same program, keeps its time. */
START_TEST(time_of_others_stays)
{
    struct cinstr_unit *unit = records_unit(&records, 1);
    unit->mode = CINSTR_MODE_TIME;
    struct cinstr_function *function = records_function(unit, 0, "g", "/s/b.c", 20, 0);
    ck_assert_uint_eq(parts_of(function, 55, NULL), 0);
    ck_assert_int_eq(records.snapshot.contexts[0].values[1], 55);
}
END_TEST

/* Variable 1 has a line of 2 instructions, which may be one less or three more. */
static struct cinstr_function *doubtful_function(struct records_item more)
{
    const uint32_t units[1] = {2 * CINSTR_COST_UNIT};
    const struct records_item less = {.variable = 1, .units = -CINSTR_COST_UNIT};
    struct cinstr_function *function =
        counted_function(CINSTR_MODE_COUNT | CINSTR_MODE_INSTRUCTIONS, 1, units);
    records_place(function, CINSTR_SCOPE_LESS, 10, 1, &less);
    records_place(function, CINSTR_SCOPE_MORE, 10, 1, &more);
    return function;
}

static const struct records_item three_more = {.variable = 1, .units = 3 * CINSTR_COST_UNIT};
static const struct records_item endless = {.kind = CINSTR_ITEM_ENDLESS, .variable = 1};

START_TEST(doubts_are_no_lines)
{
    uint64_t counters[1] = {10};
    ck_assert_uint_eq(parts_of(doubtful_function(three_more), 0, counters), 1);
    ck_assert_int_eq(parts[0].values[1], 20);
}
END_TEST

START_TEST(doubts_of_a_function_add_up)
{
    uint64_t counters[3] = {10, 5, 0};
    const struct cinstr_function *function = doubtful_function(three_more);
    for (int i = 0; i < 3; i++) {
        uint32_t index = records_context(&records, CI_NO_PARENT, 0, function, 1, 0);
        records.snapshot.contexts[index].entries = 1;
        records.snapshot.contexts[index].counters = &counters[i];
    }
    ck_assert(ci_instructions_prepare(&records.snapshot));
    struct ci_doubts doubts;
    ck_assert(ci_doubt_collect(&records.snapshot, &doubts));
    ck_assert_uint_eq(doubts.count, 1);
    ck_assert_ptr_eq(doubts.functions[0].function, function);
    ck_assert_int_eq(doubts.functions[0].told, 30 * CINSTR_COST_UNIT);
    ck_assert_int_eq(doubts.functions[0].less, -15 * CINSTR_COST_UNIT);
    ck_assert_int_eq(doubts.functions[0].more, 45 * CINSTR_COST_UNIT);
    ck_assert_int_eq(doubts.more, 45 * CINSTR_COST_UNIT);
    ck_assert(!doubts.endless);
}
END_TEST

START_TEST(doubts_without_end)
{
    uint64_t counters[1] = {10};
    parts_of(doubtful_function(endless), 0, counters);
    struct ci_doubts doubts;
    ck_assert(ci_doubt_collect(&records.snapshot, &doubts));
    ck_assert(doubts.endless && doubts.functions[0].endless);
    ck_assert_int_eq(doubts.functions[0].more, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("instructions");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, instructions_by_line);
    tcase_add_test(tests, mix_by_line);
    tcase_add_test(tests, doubts_are_no_lines);
    tcase_add_test(tests, doubts_of_a_function_add_up);
    tcase_add_test(tests, doubts_without_end);
    tcase_add_test(tests, time_is_shared_in_proportion);
    tcase_add_test(tests, shares_add_up);
    tcase_add_test(tests, time_without_instructions);
    tcase_add_test(tests, time_of_others_stays);
    return unit_run("instructions", tests);
}
