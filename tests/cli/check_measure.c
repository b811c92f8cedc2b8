/* SPDX-License-Identifier: MIT */
/* check_measure.c - units, rounding and percentages. */
#include "check_cli.h"
#include "profile/measure.h"

#include <stdint.h>

static void check_value(int64_t value, const char *from, const char *to, const char *expected)
{
    char text[CI_VALUE_SIZE];
    ci_measure_format(value, from, to, text);
    ck_assert_str_eq(text, expected);
}

START_TEST(scales_time)
{
    check_value(0, "nanoseconds", "auto", "0");
    check_value(999, "nanoseconds", "auto", "999ns");
    check_value(1000, "nanoseconds", "auto", "1us");
    check_value(1234567, "nanoseconds", "auto", "1.23ms");
    check_value(1500, "milliseconds", "minimum", "1.50s");
    check_value(3600, "sec", "auto", "1hrs");
    check_value(-1500, "us", "auto", "-1.50ms");
    check_value(1, "nanoseconds", "ms", "0");
    check_value(-1, "nanoseconds", "s", "0");
    check_value(2, "Seconds", "nonsense", "2s");
}
END_TEST

START_TEST(scales_memory)
{
    check_value(1023, "bytes", "auto", "1023B");
    check_value(1536, "bytes", "auto", "1.50kB");
    check_value(3, "kilobytes", "bytes", "3072B");
    check_value(1, "megabyte", "kB", "1024kB");
    check_value(INT64_MAX, "bytes", "auto", "8192PB");
}
END_TEST

START_TEST(leaves_other_units)
{
    check_value(7, "count", "auto", "7");
    check_value(7, "count", "count", "7");
    check_value(7, "cycles", "minimum", "7");
    check_value(7, "cycles", "cycles", "7cycles");
    check_value(INT64_MIN, "count", "auto", "-9223372036854775808");
}
END_TEST

static void check_percent(int64_t value, int64_t total, const char *expected)
{
    char text[CI_PERCENT_SIZE];
    ci_measure_percent(value, total, text);
    ck_assert_str_eq(text, expected);
}

START_TEST(formats_percentages)
{
    check_percent(0, 100, "    0%");
    check_percent(5, 0, "    0%");
    check_percent(1, 100, " 1.00%");
    check_percent(1, 3, "33.33%");
    check_percent(-1, 3, "33.33%");
    check_percent(9995, 10000, "  100%");
    check_percent(10006, 10000, "100.06%");
    check_percent(1, 1000, "  0.1%");
    check_percent(123, 100000, " 0.12%");
    check_percent(1, 100000000, "1e-06%");
    check_percent(7, 4, "175.00%");
}
END_TEST

START_TEST(wraps_around)
{
    ck_assert_int_eq(ci_measure_add(INT64_MAX, 1), INT64_MIN);
    ck_assert_int_eq(ci_measure_abs(INT64_MIN), INT64_MIN);
    ck_assert_int_eq(ci_measure_abs(-3), 3);
    ck_assert_int_eq(ci_measure_divide(INT64_MIN, -1), INT64_MIN);
    ck_assert_int_eq(ci_measure_divide(7, 0), 7);
    ck_assert_int_eq(ci_measure_divide(-7, 2), -3);
    ck_assert_int_eq(ci_measure_multiply(INT64_MAX, 2), INT64_MIN);
    ck_assert_int_eq(ci_measure_multiply(1000, 0.0059), 5);
}
END_TEST

TCase *ci_check_measure(void)
{
    TCase *tests = tcase_create("measure");
    tcase_add_test(tests, scales_time);
    tcase_add_test(tests, scales_memory);
    tcase_add_test(tests, leaves_other_units);
    tcase_add_test(tests, formats_percentages);
    tcase_add_test(tests, wraps_around);
    return tests;
}
