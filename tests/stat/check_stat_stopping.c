/* SPDX-License-Identifier: MIT */
/* check_stat_stopping.c - stopping a comparison early raises no false alarms. */
#include "check_stat.h"
#include "bench/stopping.h"

#include <math.h>
#include <stdint.h>

enum { ROUNDS_MAX = 60, FIRST_LOOK = 20 };

static uint64_t state = 1;

static double uniform(void)
{
    uint64_t z = state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform())) * cos(2 * acos(-1) * uniform());
}

/* Now and then one is far out, as on a busy machine. */
static double difference(void)
{
    return (uniform() < 0.1 ? 4 : 0.7) * normal() * 0.012;
}

static bool stops_by_width(const double *differences, size_t count)
{
    return ci_stopping_width(differences, count, 0.95) < 0.01;
}

/* The rule that nobody should use. */
static bool stops_when_pleased(const double *differences, size_t count)
{
    return ci_stopping_test(differences, count, 0.95).p <= 0.05;
}

/* The part of comparisons of a program with itself that find a change. */
static double alarms(bool stops(const double *differences, size_t count))
{
    int found = 0, comparisons = 2000;
    for (int i = 0; i < comparisons; i++) {
        double differences[ROUNDS_MAX];
        size_t count = 0, look = FIRST_LOOK;
        do {
            differences[count++] = difference();
            if (count < look || count % 2)
                continue;
            look += look / 4;
            if (stops(differences, count))
                break;
        } while (count < ROUNDS_MAX);
        found += ci_stopping_test(differences, count, 0.95).p <= 0.05;
    }
    return found / (double)comparisons;
}

START_TEST(test_alarms)
{
    /* Three standard deviations of chance: 0.0146. */
    ck_assert_double_lt(alarms(stops_by_width), 0.05 + 0.0146);
    ck_assert_double_gt(alarms(stops_when_pleased), 0.10);
}
END_TEST

/* The width is the same whichever sign both differences of two rounds have, and whatever the change
 * is: it says nothing about what is tested. */
START_TEST(test_width_tells_nothing)
{
    for (int round = 0; round < 100; round++) {
        double differences[24], flipped[24], shifted[24];
        for (int i = 0; i < 24; i += 2) {
            double sign = uniform() < 0.5 ? -1 : 1;
            for (int k = i; k < i + 2; k++) {
                differences[k] = difference();
                flipped[k] = sign * differences[k];
                shifted[k] = differences[k] + 0.05;
            }
        }
        double width = ci_stopping_width(differences, 24, 0.95);
        ck_assert(isfinite(width));
        ck_assert_double_eq(ci_stopping_width(flipped, 24, 0.95), width);
        ck_assert_double_eq_tol(ci_stopping_width(shifted, 24, 0.95), width, 1e-12);
    }
}
END_TEST

/* It is about as wide as the interval. */
START_TEST(test_width_is_right)
{
    double widths = 0, intervals = 0;
    for (int round = 0; round < 300; round++) {
        double differences[40];
        for (int i = 0; i < 40; i++)
            differences[i] = difference();
        struct ci_stat_signed_rank test = ci_stopping_test(differences, 40, 0.95);
        widths += ci_stopping_width(differences, 40, 0.95);
        intervals += test.high - test.low;
    }
    ck_assert_double_eq_tol(widths / intervals, 1, 0.15);
}
END_TEST

/* Of an odd number of rounds the last one does not count. */
START_TEST(test_odd)
{
    double differences[21];
    for (int i = 0; i < 21; i++)
        differences[i] = difference();
    ck_assert_double_eq(ci_stopping_test(differences, 21, 0.95).p,
                        ci_stopping_test(differences, 20, 0.95).p);
    ck_assert_double_eq(ci_stopping_width(differences, 21, 0.95),
                        ci_stopping_width(differences, 20, 0.95));
}
END_TEST

TCase *ci_check_stat_stopping(void)
{
    TCase *tcase = tcase_create("stopping");
    tcase_set_timeout(tcase, 180); /* two simulations, under a sanitizer too */
    tcase_add_test(tcase, test_alarms);
    tcase_add_test(tcase, test_width_tells_nothing);
    tcase_add_test(tcase, test_width_is_right);
    tcase_add_test(tcase, test_odd);
    return tcase;
}
