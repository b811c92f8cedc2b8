/* SPDX-License-Identifier: MIT */
/* ramp.c - Go's prediction of iterations, and the budget of wall time. */
#include "ramp.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t ci_ramp_predict(int64_t goal_nanos, int64_t previous, int64_t nanos, int64_t last,
                        int64_t max)
{
    if (nanos < 1)
        nanos = 1;
    __int128 n = (__int128)goal_nanos * previous / nanos;
    n += n / 5;
    if (n > (__int128)last * 100)
        n = (__int128)last * 100;
    if (n <= last)
        n = (__int128)last + 1;
    return n > max ? max : (int64_t)n;
}

void ci_ramp_init(struct ci_ramp *ramp, int64_t goal_nanos)
{
    *ramp = (struct ci_ramp){.goal = goal_nanos};
}

void ci_ramp_add(struct ci_ramp *ramp, int64_t n, int64_t timed, int64_t wall)
{
    ramp->before = ramp->last;
    ramp->last = (struct ci_ramp_run){.n = n, .timed = timed, .wall = wall};
    ramp->wall += wall;
}

/*
 * Nanoseconds of unmeasured work that one more iteration brings. Set-up before the loop costs the
 * same in each run, a timer stopped inside the loop costs per iteration; two runs tell which. After
 * the first run alone the worse is assumed.
 */
static double untimed_slope(const struct ci_ramp *ramp)
{
    const struct ci_ramp_run *last = &ramp->last, *before = &ramp->before;
    double untimed = (double)(last->wall - last->timed);
    if (before->n == 0)
        return untimed / (double)last->n;
    double slope =
        (untimed - (double)(before->wall - before->timed)) / (double)(last->n - before->n);
    return slope > 0 ? slope : 0;
}

/* The most iterations that the next run may have; less than the last run's: none. */
static int64_t affordable(const struct ci_ramp *ramp)
{
    const struct ci_ramp_run *last = &ramp->last;
    bool mostly_timed = last->timed >= last->wall / 2;
    double budget = (double)ramp->goal * (mostly_timed ? CI_RAMP_BUDGET : CI_RAMP_UNTIMED_BUDGET) -
                    (double)ramp->wall;
    if (budget <= 0)
        return 0;
    double per_iteration = (double)last->timed / (double)last->n + untimed_slope(ramp);
    double more = (budget - (double)last->wall) / (per_iteration > 0 ? per_iteration : 1e-3);
    if (more >= (double)CI_RAMP_MAX)
        return CI_RAMP_MAX;
    return last->n + (int64_t)more;
}

int64_t ci_ramp_next(struct ci_ramp *ramp)
{
    const struct ci_ramp_run *last = &ramp->last;
    if (last->timed >= ramp->goal || last->n >= CI_RAMP_MAX)
        return 0;
    int64_t n = ci_ramp_predict(ramp->goal, last->n, last->timed, last->n, CI_RAMP_MAX);
    int64_t limit = affordable(ramp);
    n = smaller(n, limit);
    if (n > last->n)
        return n;
    ramp->cut = true;
    return 0;
}
