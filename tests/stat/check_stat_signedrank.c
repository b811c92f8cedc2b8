/* SPDX-License-Identifier: MIT */
/* check_stat_signedrank.c - Wilcoxon's test against published values and against brute force. */
#include "check_stat.h"
#include "stat/signedrank.h"

#include <math.h>

/* Hollander and Wolfe's depression factors: V = 40 of 9, p = 0.0390625, as R's wilcox.test has it.
 */
static const double before[] = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
static const double after[] = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};

START_TEST(test_published)
{
    double differences[9];
    for (int i = 0; i < 9; i++)
        differences[i] = before[i] - after[i];
    struct ci_stat_signed_rank test = ci_stat_signed_rank(differences, 9, 0.95);
    ck_assert_double_eq_tol(test.p, 0.0390625, 1e-12);
    ck_assert_double_eq_tol(test.center, 0.46, 1e-9);
    ck_assert_double_eq_tol(test.low, 0.01, 1e-9);
    ck_assert_double_eq_tol(test.high, 0.786, 1e-9);
}
END_TEST

/* p by all choices of signs. */
static double brute_force(const double *differences, int count)
{
    int extreme = 0, rank[16], positive = 0, all = count * (count + 1) / 2;
    for (int i = 0; i < count; i++) {
        rank[i] = 1;
        for (int j = 0; j < count; j++)
            rank[i] += fabs(differences[j]) < fabs(differences[i]);
        positive += differences[i] > 0 ? rank[i] : 0;
    }
    int least = positive < all - positive ? positive : all - positive;
    for (int signs = 0; signs < 1 << count; signs++) {
        int sum = 0;
        for (int i = 0; i < count; i++)
            sum += signs >> i & 1 ? rank[i] : 0;
        extreme += sum <= least || sum >= all - least;
    }
    return (double)extreme / (double)(1 << count);
}

START_TEST(test_brute_force)
{
    unsigned state = 1;
    for (int count = 1; count <= 12; count++) {
        for (int round = 0; round < 20; round++) {
            double differences[12];
            for (int i = 0; i < count; i++) {
                state = state * 1103515245u + 12345u;
                differences[i] = (double)(state >> 8) / 8e6 - 0.7;
            }
            struct ci_stat_signed_rank test = ci_stat_signed_rank(differences, (size_t)count, 0.95);
            ck_assert_double_eq_tol(test.p, brute_force(differences, count), 1e-9);
            ck_assert(test.low <= test.center && test.center <= test.high);
            /* Fewer than six differences never have an interval of 95 %. */
            ck_assert_int_eq(isfinite(test.low) != 0, count >= 6);
            /* The interval is without 0 where the test says so. */
            if (isfinite(test.low))
                ck_assert_int_eq(test.low > 0 || test.high < 0, test.p <= 0.05);
        }
    }
}
END_TEST

/* Ties, zeros, and more values than are counted exactly. */
START_TEST(test_large)
{
    double differences[300];
    for (int i = 0; i < 300; i++)
        differences[i] = i % 7 - 3;
    struct ci_stat_signed_rank even = ci_stat_signed_rank(differences, 300, 0.95);
    ck_assert_double_eq_tol(even.center, 0, 1e-12);
    ck_assert_double_gt(even.p, 0.5);
    for (int i = 0; i < 300; i++)
        differences[i] += 1;
    struct ci_stat_signed_rank moved = ci_stat_signed_rank(differences, 300, 0.95);
    ck_assert_double_eq_tol(moved.center, 1, 1e-12);
    ck_assert_double_lt(moved.p, 1e-6);
    ck_assert(moved.low > 0.7 && moved.high < 1.3);
    static const double zeros[8];
    ck_assert_double_eq(ci_stat_signed_rank(zeros, 8, 0.95).p, 1);
}
END_TEST

TCase *ci_check_stat_signed_rank(void)
{
    TCase *tcase = tcase_create("signed rank");
    tcase_add_test(tcase, test_published);
    tcase_add_test(tcase, test_brute_force);
    tcase_add_test(tcase, test_large);
    return tcase;
}
