/* SPDX-License-Identifier: MIT */
/* check_bench_ramp.c - Go's prediction, and the budget of wall time against simulated benchmarks.
 */
#include "check_bench.h"

#include "../../bench/ramp.h"

static const int64_t second = 1000000000, max = CI_RAMP_MAX;

START_TEST(test_predict_aims_a_fifth_beyond)
{
    ck_assert_int_eq(ci_ramp_predict(second, 100, 10000000, 100, max), 10000); /* capped */
    ck_assert_int_eq(ci_ramp_predict(second, 100, 100000000, 100, max), 1200);
    ck_assert_int_eq(ci_ramp_predict(second, 1000000, 300000000, 1000000, max), 3999999);
    ck_assert_int_eq(ci_ramp_predict(second, 5, second / 2, 5, max), 12);
}
END_TEST

START_TEST(test_predict_multiplies_before_it_divides)
{
    /* 0.3 ns/op: dividing first would give 0 ns/op */
    ck_assert_int_eq(ci_ramp_predict(second, 100000000, 30000000, 100000000, max), max);
    ck_assert_int_eq(ci_ramp_predict(second, 10000, 3000, 10000, max), 1000000);
}
END_TEST

START_TEST(test_predict_limits_growth)
{
    ck_assert_int_eq(ci_ramp_predict(second, 1, 1, 1, max), 100);
    ck_assert_int_eq(ci_ramp_predict(second, 1, 0, 1, max), 100); /* Go's issue 70709 */
    ck_assert_int_eq(ci_ramp_predict(second, 1, -5, 1, max), 100);
    ck_assert_int_eq(ci_ramp_predict(second, 1, 2 * second, 1, max), 2); /* at least one more */
    ck_assert_int_eq(ci_ramp_predict(second, 999999999, 1, 999999999, max), max);
}
END_TEST

START_TEST(test_predict_does_not_overflow)
{
    ck_assert_int_eq(
        ci_ramp_predict(600 * second, 1000000000, 400 * second, 1000000000, CI_RAMP_LOOP_MAX),
        1800000000);
    ck_assert_int_eq(ci_ramp_predict(36000 * second, INT64_C(100000000000), second,
                                     INT64_C(100000000000), CI_RAMP_LOOP_MAX),
                     CI_RAMP_LOOP_MAX);
}
END_TEST

/* A benchmark: `setup` once per run, per iteration `timed` measured and `untimed` not. */
struct model {
    double setup, timed, untimed;
};

/* Runs the ramp; returns its wall time and stores the last run. */
static double simulate(const struct model *model, struct ci_ramp *ramp)
{
    ci_ramp_init(ramp, second);
    for (int64_t n = 1; n > 0; n = ci_ramp_next(ramp)) {
        double timed = model->timed * (double)n;
        double wall = model->setup + timed + model->untimed * (double)n;
        ci_ramp_add(ramp, n, (int64_t)timed, (int64_t)wall);
    }
    return (double)ramp->wall;
}

START_TEST(test_ramp_reaches_the_goal_within_its_budget)
{
    struct ci_ramp ramp;
    for (double op = 0.9; op < 3e9; op *= 1.07) {
        struct model model = {.timed = op};
        double wall = simulate(&model, &ramp);
        ck_assert_msg(wall <= 2.25e9 || ramp.last.n == 1, "%g ns/op took %g s", op, wall / 1e9);
        ck_assert_msg(ramp.last.timed >= second / 2, "%g ns/op was measured for %g s", op,
                      (double)ramp.last.timed / 1e9);
    }
}
END_TEST

START_TEST(test_ramp_stops_at_go_maximum)
{
    struct ci_ramp ramp;
    struct model model = {.timed = 0.25};
    simulate(&model, &ramp);
    ck_assert_int_eq(ramp.last.n, CI_RAMP_MAX);
    ck_assert(!ramp.cut);
}
END_TEST

START_TEST(test_ramp_ends_loops_that_stop_the_timer)
{
    struct ci_ramp ramp;
    for (double untimed = 1e3; untimed < 1e9; untimed *= 3) {
        struct model model = {.timed = 50, .untimed = untimed};
        double wall = simulate(&model, &ramp);
        ck_assert_msg(wall <= 5.05e9, "%g ns unmeasured took %g s", untimed, wall / 1e9);
        ck_assert_msg(wall >= 1e9, "%g ns unmeasured gave up after %g s", untimed, wall / 1e9);
        ck_assert(ramp.cut);
    }
}
END_TEST

START_TEST(test_ramp_bears_expensive_set_up)
{
    struct ci_ramp ramp;
    struct model model = {.setup = 2e8, .timed = 1000};
    double wall = simulate(&model, &ramp);
    ck_assert(wall <= 5.05e9);
    ck_assert_int_ge(ramp.last.n, 100000);
}
END_TEST

RUN_TESTS("bench_ramp", test_predict_aims_a_fifth_beyond, test_predict_multiplies_before_it_divides,
          test_predict_limits_growth, test_predict_does_not_overflow,
          test_ramp_reaches_the_goal_within_its_budget, test_ramp_stops_at_go_maximum,
          test_ramp_ends_loops_that_stop_the_timer, test_ramp_bears_expensive_set_up)
