/* SPDX-License-Identifier: MIT */
/* check_stat_math.c - medians, their intervals, geometric means and Holm's correction. */
#include "check_stat.h"
#include "stat/math.h"

#include <math.h>
#include <stdlib.h>

START_TEST(test_median)
{
    static const double values[] = {1, 2, 4, 8, 16};
    ck_assert_double_eq(ci_stat_median(values, 1), 1);
    ck_assert_double_eq_tol(ci_stat_median(values, 2), 1.5, 1e-15);
    ck_assert_double_eq_tol(ci_stat_median(values, 3), 2, 1e-15);
    ck_assert_double_eq_tol(ci_stat_median(values, 4), 3, 1e-15);
    ck_assert_double_eq_tol(ci_stat_median(values, 5), 4, 1e-15);
}
END_TEST

/* The reference's intervals at 0.95: sample size and the order statistics that bound it. */
static const size_t intervals[][3] = {
    {5, 0, 5},   {6, 1, 6},    {7, 1, 7},    {8, 1, 7},    {9, 2, 8},    {10, 2, 9},
    {11, 2, 9},  {12, 3, 10},  {13, 3, 11},  {14, 3, 11},  {15, 4, 12},  {16, 4, 12},
    {17, 5, 13}, {18, 5, 14},  {19, 5, 14},  {20, 6, 15},  {21, 6, 16},  {22, 6, 16},
    {23, 7, 17}, {24, 8, 18},  {25, 8, 18},  {26, 8, 19},  {27, 8, 19},  {28, 9, 20},
    {29, 9, 20}, {30, 10, 21}, {31, 10, 22}, {40, 14, 27}, {50, 18, 32},
};

START_TEST(test_interval)
{
    size_t low, high;
    ci_stat_median_interval(intervals[_i][0], 0.95, &low, &high);
    ck_assert_uint_eq(low, intervals[_i][1]);
    ck_assert_uint_eq(high, intervals[_i][2]);
}
END_TEST

/* Up to 4 samples no interval at 0.95 is finite on both sides. */
START_TEST(test_interval_of_few)
{
    size_t low, high;
    for (size_t count = 1; count <= 4; count++) {
        ci_stat_median_interval(count, 0.95, &low, &high);
        ck_assert(low == 0 || high == count + 1);
    }
}
END_TEST

START_TEST(test_interval_at_other_levels)
{
    size_t low, high;
    ci_stat_median_interval(6, 1, &low, &high);
    ck_assert_uint_eq(low, 0);
    ck_assert_uint_eq(high, 7);
    ci_stat_median_interval(6, 0, &low, &high);
    ck_assert_uint_eq(low, 3);
    ck_assert_uint_eq(high, 4);
    ck_assert_uint_eq(ci_stat_median_samples(0.95), 6);
    ck_assert_uint_eq(ci_stat_median_samples(0.9), 5);
    ck_assert_uint_eq(ci_stat_median_samples(1), 0);
}
END_TEST

/* All digits of the means in the golden CSV data. */
START_TEST(test_geomean)
{
    static const double seconds[] = {5.133e-07, 5.0505e-06}, bytes[] = {64, 640},
                        allocs[] = {2, 20};
    static const double zero[] = {1, 0}, negative[] = {-1};
    ck_assert_double_eq(ci_stat_geomean(seconds, 2), 1.6100998882056976e-06);
    ck_assert_double_eq(ci_stat_geomean(bytes, 2), 202.38577025077612);
    ck_assert_double_eq(ci_stat_geomean(allocs, 2), 6.324555320336757);
    ck_assert(isnan(ci_stat_geomean(zero, 2)));
    ck_assert(isnan(ci_stat_geomean(negative, 1)));
    ck_assert(isnan(ci_stat_geomean(zero, 0)));
}
END_TEST

START_TEST(test_log_and_exp)
{
    for (double x = 1e-300; x < 1e300; x *= 7.3) {
        ck_assert_double_eq_tol(ci_stat_log(x) / log(x), 1, 1e-15);
        ck_assert_double_eq_tol(ci_stat_exp(log(x)) / x, 1, 1e-12);
    }
    ck_assert_double_eq(ci_stat_exp(0), 1);
    ck_assert_double_eq(ci_stat_log(1), 0);
}
END_TEST

/* Holm's procedure: 0.01 * 4, 0.02 * 3, 0.03 * 2, 0.04 * 1, each at least the one before. */
START_TEST(test_holm)
{
    double p[] = {0.04, 0.01, 0.03, 0.02}, one[] = {0.7}, many[] = {0.5, 0.4, 0.6};
    ci_stat_holm(p, 4);
    ck_assert_double_eq_tol(p[1], 0.04, 1e-15);
    ck_assert_double_eq_tol(p[3], 0.06, 1e-15);
    ck_assert_double_eq_tol(p[2], 0.06, 1e-15);
    ck_assert_double_eq_tol(p[0], 0.06, 1e-15);
    ci_stat_holm(one, 1);
    ck_assert_double_eq(one[0], 0.7);
    ci_stat_holm(many, 3);
    ck_assert_double_eq(many[0], 1);
    ci_stat_holm(many, 0);
}
END_TEST

TCase *ci_check_stat_math(void)
{
    TCase *tcase = tcase_create("math");
    tcase_add_test(tcase, test_median);
    tcase_add_loop_test(tcase, test_interval, 0, sizeof intervals / sizeof intervals[0]);
    tcase_add_test(tcase, test_interval_of_few);
    tcase_add_test(tcase, test_interval_at_other_levels);
    tcase_add_test(tcase, test_geomean);
    tcase_add_test(tcase, test_log_and_exp);
    tcase_add_test(tcase, test_holm);
    return tcase;
}
