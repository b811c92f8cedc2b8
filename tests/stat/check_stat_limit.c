/* SPDX-License-Identifier: MIT */
/* check_stat_limit.c - the limits of a gate. */
#include "check_stat.h"
#include "stat/gate.h"

static const struct {
    const char *text, *unit;
    double relative, absolute; /* an absolute below 0: none */
} good[] = {
    {"allocs/op=0", "allocs/op", 0, -1},
    {"allocs/op=0%", "allocs/op", 0, -1},
    {"ns/op=5%", "sec/op", 0.05, -1},
    {"ns/op=5%|200", "sec/op", 0.05, 200e-9},
    {"sec/op=2.5%|1.5ms", "sec/op", 0.025, 1.5e-3},
    {"sec/op=5%|2s", "sec/op", 0.05, 2},
    {"B/op=5%|4096", "B/op", 0.05, 4096},
    {"B/op=0|64KiB", "B/op", 0, 65536},
    {"B/op=0|1MB", "B/op", 0, 1e6},
    {"calls/op=1%|10k", "calls/op", 0.01, 10000},
    {"MB/s=5%|10", "B/s", 0.05, 10e6},
    {"@exact=0%", "@exact", 0, -1},
    {"@all=5%", "@all", 0.05, -1},
};

START_TEST(test_good)
{
    const char *error;
    const struct ci_limit *limit = ci_stat_limit_parse(ci_check_pool, good[_i].text, &error);
    ck_assert_ptr_nonnull(limit);
    ck_assert_str_eq(limit->metric, good[_i].unit);
    ck_assert_double_eq_tol(limit->relative, good[_i].relative, 1e-15);
    ck_assert_int_eq(limit->has_absolute, good[_i].absolute >= 0);
    if (limit->has_absolute)
        ck_assert_double_eq_tol(limit->absolute / good[_i].absolute, 1, 1e-12);
}
END_TEST

static const char *const bad[] = {"",         "=5%",   "x",      "x/op=",  "x/op=5",
                                  "x/op=-5%", "x=5%%", "x=5%|",  "x=5%|y", "x=5%|1q",
                                  "@some=1%", "x=.%",  "x=1e5%", "x=5%1",  "x=5%|1|2"};

START_TEST(test_bad)
{
    const char *error = NULL;
    ck_assert_ptr_null(ci_stat_limit_parse(ci_check_pool, bad[_i], &error));
    ck_assert_ptr_nonnull(error);
}
END_TEST

TCase *ci_check_stat_limit(void)
{
    TCase *tcase = ci_check_pool_case("limit");
    tcase_add_loop_test(tcase, test_good, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(tcase, test_bad, 0, sizeof bad / sizeof bad[0]);
    return tcase;
}
