/* SPDX-License-Identifier: MIT */
/* check_stat_utest.c - Mann-Whitney's U test against the reference and against brute force. */
#include "check_stat.h"
#include "stat/math.h"

#include <stdlib.h>

enum { MOST = 60 };

/* Two samples without overlap have the least p of their size. */
START_TEST(test_separated)
{
    static const struct {
        size_t count;
        double p;
    } vectors[] = {{1, 1},
                   {2, .3333333333},
                   {3, .1},
                   {4, .02857142857},
                   {5, .007936507937},
                   {6, .002164502165},
                   {10, 1.082508822e-5}};
    double low[MOST], high[MOST];
    for (size_t i = 0; i < MOST; i++) {
        low[i] = (double)i;
        high[i] = (double)i + 1000;
    }
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        size_t count = vectors[i].count;
        struct ci_stat_utest test = ci_stat_utest(low, count, high, count);
        ck_assert_double_eq_tol(test.p / vectors[i].p, 1, 1e-9);
        ck_assert_double_eq_tol(ci_stat_utest_least_p(count, count) / test.p, 1, 1e-12);
        ck_assert_double_eq(test.u, 0);
        ck_assert_double_eq(ci_stat_utest(high, count, low, count).p, test.p);
    }
}
END_TEST

struct vector {
    double first[6], second[7];
    size_t first_count, second_count;
    double u, p; /* a U below 0 is not checked */
};

static const struct vector vectors[] = {
    {{1, 2, 2, 3, 4, 5}, {2, 3, 3, 4, 6, 7}, 6, 6, 10.5, .253246753247},
    {{100, 100, 100, 100, 101, 101}, {100, 101, 101, 102, 102, 102}, 6, 6, 6, .0800865800866},
    {{1, 2, 3, 4, 5}, {3.5, 6, 7, 8, 9, 10, 11}, 5, 7, 2, .010101010101},
    {{5, 5, 5, 5, 5, 5}, {6, 6, 6, 6, 6, 6}, 6, 6, 0, .0021645021645},
    {{1, 4, 5, 8}, {2, 3, 6, 7}, 4, 4, -1, 1},
};

START_TEST(test_vector)
{
    const struct vector *vector = &vectors[_i];
    struct ci_stat_utest test =
        ci_stat_utest(vector->first, vector->first_count, vector->second, vector->second_count);
    if (vector->u >= 0)
        ck_assert_double_eq(test.u, vector->u);
    ck_assert_double_eq_tol(test.p, vector->p, 1e-12);
    ck_assert(!test.all_equal);
}
END_TEST

START_TEST(test_normal_approximation)
{
    double first[MOST], second[MOST];
    for (size_t i = 0; i < MOST; i++) {
        first[i] = 2 * (double)i;
        second[i] = first[i] + 15;
    }
    struct ci_stat_utest test = ci_stat_utest(first, MOST, second, MOST);
    ck_assert_double_eq(test.u, 1378);
    ck_assert_double_eq_tol(test.p, .0269458561956, 1e-12);
}
END_TEST

START_TEST(test_all_equal)
{
    double same[MOST];
    for (size_t i = 0; i < MOST; i++)
        same[i] = 7;
    for (size_t count = 1; count <= MOST; count += 59) {
        struct ci_stat_utest test = ci_stat_utest(same, count, same, count);
        ck_assert(test.all_equal);
        ck_assert_double_eq(test.p, 1);
    }
}
END_TEST

/* 2U of every choice of COUNT of the values; how many are at most LIMIT. */
static void count_choices(const double *values, size_t total, size_t count, int limit, double *all,
                          double *within)
{
    for (unsigned choice = 0; choice < 1u << total; choice++) {
        int twice_u = 0;
        if ((size_t)__builtin_popcount(choice) != count)
            continue;
        for (size_t i = 0; i < total; i++)
            for (size_t j = 0; j < total; j++)
                if ((choice >> i & 1) && !(choice >> j & 1))
                    twice_u += 2 * (values[i] > values[j]) + (values[i] == values[j]);
        ++*all;
        *within += twice_u <= limit;
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The definition of the exact test, by listing all ways to deal the values out. */
START_TEST(test_brute_force)
{
    unsigned state = 12345;
    for (int round = 0; round < 200; round++) {
        double values[9], first[9], second[9], all = 0, within = 0;
        size_t n1 = 1 + (size_t)round % 5, n2 = 1 + (size_t)round / 5 % 4;
        unsigned range = round % 2 ? 4 : 1000;
        for (size_t i = 0; i < n1 + n2; i++) {
            state = state * 1103515245 + 12345;
            values[i] = state >> 16 & (range - 1);
            *(i < n1 ? &first[i] : &second[i - n1]) = values[i];
        }
        qsort(first, n1, sizeof first[0], ascending);
        qsort(second, n2, sizeof second[0], ascending);
        struct ci_stat_utest test = ci_stat_utest(first, n1, second, n2);
        double other = (double)(n1 * n2) - test.u, smaller = test.u < other ? test.u : other;
        if (test.all_equal || test.u == other) {
            ck_assert_double_eq(test.p, 1);
            continue;
        }
        count_choices(values, n1 + n2, n1, (int)(2 * smaller), &all, &within);
        ck_assert_double_eq_tol(test.p, 2 * within / all, 1e-12);
    }
}
END_TEST

START_TEST(test_samples_needed)
{
    ck_assert_uint_eq(ci_stat_utest_samples(0.05), 4);
    ck_assert_uint_eq(ci_stat_utest_samples(0.1), 3);
    ck_assert_uint_eq(ci_stat_utest_samples(0.01), 5);
    ck_assert_uint_eq(ci_stat_utest_samples(1), 1);
    ck_assert_uint_eq(ci_stat_utest_samples(1e-9), 0);
}
END_TEST

/* The interval excludes 1 exactly where the test is significant. */
START_TEST(test_ratio_interval)
{
    double base[6], other[6], low, high;
    for (int shift = -12; shift <= 12; shift++) {
        for (int i = 0; i < 6; i++) {
            base[i] = 100 + 2 * i;
            other[i] = base[i] + shift + 0.5;
        }
        ck_assert(ci_stat_ratio_interval(base, 6, other, 6, 0.95, &low, &high));
        bool excludes = low > 1 || high < 1;
        ck_assert_int_eq(excludes, ci_stat_utest(base, 6, other, 6).p <= 0.05);
    }
    base[0] = 0;
    ck_assert(!ci_stat_ratio_interval(base, 6, other, 6, 0.95, &low, &high));
    ck_assert(!ci_stat_ratio_interval(other, 3, other, 3, 0.95, &low, &high));
}
END_TEST

TCase *ci_check_stat_utest(void)
{
    TCase *tcase = tcase_create("utest");
    tcase_add_test(tcase, test_separated);
    tcase_add_loop_test(tcase, test_vector, 0, sizeof vectors / sizeof vectors[0]);
    tcase_add_test(tcase, test_normal_approximation);
    tcase_add_test(tcase, test_all_equal);
    tcase_add_test(tcase, test_brute_force);
    tcase_add_test(tcase, test_samples_needed);
    tcase_add_test(tcase, test_ratio_interval);
    return tcase;
}
