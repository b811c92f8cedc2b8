/* SPDX-License-Identifier: MIT */
/* check_stat_number.c - number formats, deltas and ranges. */
#include "check_stat.h"
#include "stat/number.h"
#include "stat/table.h"

#include <math.h>

static const struct {
    double value;
    bool binary;
    const char *text;
} scaled[] = {
    {0, false, "0.000"},          {1, false, "1.000"},       {0.99995, false, "1.000"},
    {0.99994, false, "999.9m"},   {9.9995, false, "10.00"},  {99.995, false, "100.0"},
    {999.94, false, "999.9"},     {1000, false, "1.000k"},   {1e6, false, "1.000M"},
    {123456789, false, "123.5M"}, {5e9, false, "5.000G"},    {5e12, false, "5.000T"},
    {5e15, false, "5000.0T"},     {1e-6, false, "1.000µ"},   {0.2515e-9, false, "0.2515n"},
    {1e-12, false, "0.001000n"},  {-1500, false, "-1.500k"}, {64, true, "64.00"},
    {1023, true, "1023.0"},       {1024, true, "1.000Ki"},   {8192, true, "8.000Ki"},
    {1048576, true, "1.000Mi"},   {0x1p30, true, "1.000Gi"}, {0x1p40, true, "1.000Ti"},
    {0.5, true, "0.5000"},
};

START_TEST(test_scale)
{
    struct ci_stat_scale scale = ci_stat_scale_common(&scaled[_i].value, 1, scaled[_i].binary);
    ck_assert_str_eq(ci_stat_scale_format(ci_check_pool, scale, scaled[_i].value), scaled[_i].text);
}
END_TEST

/* A row has the scale of its value nearest to 0 that is not 0. */
START_TEST(test_common_scale)
{
    static const double row[] = {0, 1024000, 8.5, -90};
    struct ci_stat_scale scale = ci_stat_scale_common(row, 4, false);
    ck_assert_str_eq(ci_stat_scale_format(ci_check_pool, scale, row[0]), "0.000");
    ck_assert_str_eq(ci_stat_scale_format(ci_check_pool, scale, row[1]), "1024000.000");
    ck_assert_str_eq(ci_stat_scale_format(ci_check_pool, scale, row[3]), "-90.000");
}
END_TEST

START_TEST(test_shortest)
{
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 0), "0");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 0.95), "0.95");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 100000), "100000");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 1e6), "1e+06");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 1234567), "1.234567e+06");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 0.0001), "0.0001");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, 5.133e-07), "5.133e-07");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, -1.5), "-1.5");
    ck_assert_str_eq(ci_stat_number_shortest(ci_check_pool, INFINITY), "+Inf");
}
END_TEST

START_TEST(test_delta)
{
    struct ci_stat_cell base = {.count = 2}, cell = {.count = 1, .baseline = &base};
    cell.alpha = 0.05;
    cell.p = 0.5;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "~");
    ck_assert_str_eq(ci_stat_cell_evidence(ci_check_pool, &cell), "p=0.500 n=2+1");
    cell.p = 0.05;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "0.00%");
    cell.center = 1;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "?");
    base.center = 2;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "-50.00%");
    base.center = 0.8;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "+25.00%");
    base.count = 1;
    cell.p = cell.alpha = 0;
    ck_assert_str_eq(ci_stat_cell_delta(ci_check_pool, &cell), "+25.00%");
    ck_assert_str_eq(ci_stat_cell_evidence(ci_check_pool, &cell), "n=1");
}
END_TEST

static const struct {
    double center, low, high;
    const char *text;
} ranges[] = {
    {1, 0.5, 1.1, "50%"},    {1, 0.9, 1.5, "50%"},   {1, 1, 1, "0%"},
    {-1, -0.5, -1.1, "50%"}, {1, -INFINITY, 1, "∞"}, {1, 1, INFINITY, "∞"},
    {1, -1, 1, "?"},         {0, -1, 1, "?"},        {0, 0, 0, "0%"},
};

START_TEST(test_range)
{
    struct ci_stat_cell cell = {.center = ranges[_i].center, .low = ranges[_i].low};
    cell.high = ranges[_i].high;
    ck_assert_str_eq(ci_stat_cell_range(ci_check_pool, &cell), ranges[_i].text);
}
END_TEST

/* assume=exact: the mode, the span, a warning where there is one. */
START_TEST(test_exact_cell)
{
    double same[] = {5, 5, 5}, varying[] = {7, 5, 7, 9, 5, 7};
    struct ci_stat_cell cell = {.values = same, .count = 3};
    ci_stat_cell_summarize(ci_check_pool, &cell, true, 0.95);
    ck_assert_double_eq(cell.center, 5);
    ck_assert_ptr_null(cell.summary_warning);
    cell = (struct ci_stat_cell){.values = varying, .count = 6};
    ci_stat_cell_summarize(ci_check_pool, &cell, true, 0.95);
    ck_assert_double_eq(cell.center, 7);
    ck_assert_str_eq(cell.summary_warning,
                     "exact distribution expected, but values range from 5 to 9");
}
END_TEST

TCase *ci_check_stat_number(void)
{
    TCase *tcase = ci_check_pool_case("number");
    tcase_add_loop_test(tcase, test_scale, 0, sizeof scaled / sizeof scaled[0]);
    tcase_add_test(tcase, test_common_scale);
    tcase_add_test(tcase, test_shortest);
    tcase_add_test(tcase, test_delta);
    tcase_add_loop_test(tcase, test_range, 0, sizeof ranges / sizeof ranges[0]);
    tcase_add_test(tcase, test_exact_cell);
    return tcase;
}
