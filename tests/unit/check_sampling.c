/* SPDX-License-Identifier: MIT */
/* check_sampling.c - windows and gaps of clock=sampled, for threads that do what the test says. */
#include "check_unit.h"
#include "../../runtime/sampling.h"
#include "../../runtime/thread.h"

#include <string.h>

enum { COST = 20 };

/* A thread, what its clocks show, and what was found of it. */
static struct {
    struct ci_sampling sampling;
    struct cinstr_thread thread;
    struct cinstr_sampled sampled;
    uint64_t now;
    struct ci_sampling_clocks kernel; /* a nanosecond is a tick */
    uint64_t found;                   /* ticks, by weight */
} world;

static struct ci_sampling_clocks ask(void)
{
    return world.kernel;
}

static void setup(void)
{
    memset(&world, 0, sizeof world);
    world.now = world.thread.last = 1000;
    world.thread.sampled = &world.sampled;
    ci_thread_calibration.typical.inside = ci_thread_calibration.typical.outside = COST;
    ci_sampling_allowed = true;
}

/* What a probe does, after the program ran for so many ticks and then did not for others. */
static void event(uint64_t ran, uint64_t off)
{
    struct cinstr_thread *thread = &world.thread;
    world.now += ran + off;
    world.kernel.elapsed += (int64_t)(ran + off);
    world.kernel.processor += (int64_t)ran;
    bool reads = ++world.sampled.events >= world.sampled.turn
                     ? ci_sampling_step(&world.sampling, thread, world.now, ask)
                     : world.sampled.weight != 0;
    if (!reads)
        return;
    uint64_t elapsed = world.now - thread->last;
    world.found += elapsed > CINSTR_LONG_TICKS ? elapsed : elapsed * world.sampled.weight;
    thread->last = world.now;
}

static void events(unsigned count, uint64_t ran)
{
    for (unsigned i = 0; i < count; i++)
        event(ran, 0);
}

static double share_clocked(void)
{
    const struct ci_sampling *s = &world.sampling;
    return (double)s->clocked / (double)(s->clocked + s->skipped);
}

/* Of quick events one in sixteen reads the clock, and the sum is right. */
START_TEST(quick_events_are_sampled)
{
    for (int i = 0; i < 1000000; i++)
        event(i % 2 ? 30 : 10, 0);
    ck_assert_double_lt(share_clocked(), 0.07);
    ck_assert_double_eq_tol((double)world.found, 20e6, 0.01 * 20e6);
    ck_assert_uint_eq(world.sampling.unclocked, 0);
}
END_TEST

/* Where events are far apart, the clock costs little: none is left out. */
START_TEST(slow_events_are_all_clocked)
{
    events(100000, 1000);
    ck_assert_uint_eq(world.sampling.skipped, 0);
    ck_assert_uint_eq(world.found, 100000000);
}
END_TEST

/* Programs that have objects with clock=every. */
START_TEST(nothing_is_sampled_unless_allowed)
{
    ci_sampling_allowed = false;
    events(100000, 20);
    ck_assert_uint_eq(world.sampling.skipped, 0);
    ck_assert_uint_eq(world.found, 2000000);
}
END_TEST

/* Something long after so many quick events, again and again, is missed at first, which is told,
 * and then no more. */
static void check_that_gaps_end(int rounds, unsigned count, uint64_t quick, uint64_t lengthy)
{
    for (int i = 0; i < rounds; i++) {
        events(count, quick);
        event(lengthy, 0);
    }
    const double all = (double)rounds * (double)(count * quick + lengthy);
    const uint64_t told = world.found + world.sampling.unclocked + world.sampling.preempted;
    ck_assert_double_eq_tol((double)told, all, 0.01 * all);
    ck_assert_uint_eq(world.sampling.preempted, 0);
    ck_assert_double_lt((double)world.sampling.unclocked, 0.1 * all);
}

START_TEST(long_events_end_the_gaps)
{
    check_that_gaps_end(200, 200000, 20, 10000000);
}
END_TEST

/* Interrupts of a virtual processor, 36 us of each millisecond at 2.6 GHz, do not end the gaps, and
 * what they took is told where it is seen. */
START_TEST(interrupts_are_borne)
{
    const int rounds = 2000;
    for (int i = 0; i < rounds; i++) {
        events(125300, 20);
        event(94000, 0);
    }
    ck_assert_double_lt(share_clocked(), 0.1);
    const double all = rounds * 125300.0 * 20;
    ck_assert_double_eq_tol((double)world.found, all, 0.01 * all);
    ck_assert_uint_gt(world.sampling.unclocked, 0);
    ck_assert_double_lt((double)world.sampling.unclocked, 0.016 * all);
}
END_TEST

/* What takes eight times as long as one, and most of the time, does. */
START_TEST(short_events_end_the_gaps)
{
    check_that_gaps_end(4000, 50000, 2, 8 * 94000);
}
END_TEST

/* Preemption belongs to nobody, and does not end the gaps. */
START_TEST(preemption_is_told_apart)
{
    const int rounds = 200;
    for (int i = 0; i < rounds; i++) {
        events(20000, 20);
        event(20, 10000000);
    }
    const double preempted = rounds * 10000000.0;
    ck_assert_double_gt((double)world.sampling.preempted, 0.8 * preempted);
    ck_assert_uint_eq(world.sampling.unclocked, 0);
    ck_assert_double_lt(share_clocked(), 0.1);
    ck_assert_double_lt((double)world.found, 0.2 * preempted + rounds * 20001 * 20 * 1.05);
}
END_TEST

/* Also if the kernel was asked last a week ago. */
START_TEST(preemption_after_a_week)
{
    const uint64_t week = UINT64_C(604800000000000);
    while (!world.sampling.begun || world.sampled.weight)
        event(20, 0);
    world.sampling.asked -= week;
    world.sampling.kernel.elapsed -= (int64_t)week;
    world.sampling.kernel.processor -= (int64_t)week;
    event(20, 10000000);
    while (!world.sampled.weight)
        event(20, 0);
    ck_assert_uint_gt(world.sampling.preempted, 9000000);
    ck_assert_uint_eq(world.sampling.unclocked, 0);
}
END_TEST

/* A gap that is cut short counts as far as it went. */
START_TEST(a_gap_can_be_ended)
{
    while (!world.sampling.begun || world.sampled.weight)
        event(20, 0);
    ck_assert_uint_eq(world.sampling.skipped, 0);
    events(10, 20);
    ck_assert(ci_sampling_end_gap(&world.sampling, &world.thread, world.now));
    ck_assert_uint_eq(world.sampling.skipped, 11); /* and the event that began it */
    ck_assert_uint_eq(world.sampled.weight, 1);
    ck_assert_uint_eq(world.thread.last, world.now);
    ck_assert(!ci_sampling_end_gap(&world.sampling, &world.thread, world.now));
}
END_TEST

/* A period of the program that fits that of the windows is no trap. */
START_TEST(periods_do_not_matter)
{
    const int period = 16 * CI_SAMPLING_WINDOW;
    for (int i = 0; i < 1000 * period; i++)
        event(i % period < CI_SAMPLING_WINDOW ? 80 : 10, 0);
    const double all = 1000.0 * (CI_SAMPLING_WINDOW * 80 + 15 * CI_SAMPLING_WINDOW * 10);
    ck_assert_double_eq_tol((double)world.found, all, 0.1 * all);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sampling");
    tcase_set_timeout(tests, 60); /* forty million events in one test, under a sanitizer too */
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_add_test(tests, quick_events_are_sampled);
    tcase_add_test(tests, slow_events_are_all_clocked);
    tcase_add_test(tests, nothing_is_sampled_unless_allowed);
    tcase_add_test(tests, long_events_end_the_gaps);
    tcase_add_test(tests, interrupts_are_borne);
    tcase_add_test(tests, short_events_end_the_gaps);
    tcase_add_test(tests, preemption_is_told_apart);
    tcase_add_test(tests, preemption_after_a_week);
    tcase_add_test(tests, a_gap_can_be_ended);
    tcase_add_test(tests, periods_do_not_matter);
    return unit_run("sampling", tests);
}
