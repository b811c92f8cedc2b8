/* SPDX-License-Identifier: MIT */
/*
 * loop.c - cinstr_bench_loop beyond its fast path: grants iterations until the goal is reached.
 *
 * Between two visits here the loop runs `chunk` iterations. b->N is the sum of all granted.
 */
#include "clock.h"
#include "duration.h"
#include "ramp.h"
#include "session.h"
#include "state.h"

/* Iterations that the rest of the wall-time budget allows, at the past pace. */
static int64_t affordable(const struct ci_bench *bench, int64_t goal)
{
    int64_t wall = ci_clock_nanos() - bench->loop_start;
    double left = (double)goal * CI_RAMP_UNTIMED_BUDGET - (double)wall;
    double n = left * (double)bench->n / (double)(wall > 0 ? wall : 1);
    return n <= 0 ? 0 : n > (double)CI_RAMP_LOOP_MAX ? CI_RAMP_LOOP_MAX : (int64_t)n;
}

/* The total that the loop should reach; if it is not more than b->N, the loop is done. */
static int64_t next_total(struct ci_bench *bench)
{
    const struct ci_flags *flags = &ci_bench_session.flags;
    if (flags->bench_count)
        return flags->bench_count;
    int64_t n = bench->n, goal = flags->bench_nanos;
    int64_t timed = cinstr_bench_elapsed(&bench->api);
    if (timed >= goal || n >= CI_RAMP_LOOP_MAX)
        return n;
    int64_t more = ci_ramp_predict(goal, n, timed, n, CI_RAMP_LOOP_MAX) - n;
    int64_t afford = affordable(bench, goal);
    if (flags->benchmin) { /* enough pieces for a minimum */
        __int128 piece = (__int128)goal * n / (timed > 0 ? timed : 1) / 20;
        if (more > piece)
            more = piece > 0 ? (int64_t)piece : 1;
    }
    if (more > afford) {
        bench->result.cut = true;
        more = afford;
    }
    return n + more;
}

static bool begin(struct ci_bench *bench)
{
    bench->loop_state = CI_LOOP_RUNNING;
    bench->result.used_loop = true;
    bench->chunk = 1;
    bench->chunk_start = 0;
    bench->api.N = bench->n = 1;
    cinstr_bench_reset_timer(&bench->api);
    bench->loop_start = bench->start;
    return true;
}

bool cinstr_bench_loop_slow(cinstr_bench *b)
{
    struct ci_bench *bench = ci_bench_of(b);
    if (bench->loop_state == CI_LOOP_DONE)
        return false;
    if (!bench->timer_on)
        ci_act_fatal(bench, "cinstr_bench_loop called with the timer stopped");
    if (bench->loop_state == CI_LOOP_UNUSED)
        return begin(bench);
    ci_measure_check_n(bench);
    int64_t timed = cinstr_bench_elapsed(b);
    ci_measure_note_min(bench, bench->chunk, timed - bench->chunk_start);
    int64_t total = next_total(bench);
    if (total <= b->N) {
        cinstr_bench_stop_timer(b);
        bench->loop_state = CI_LOOP_DONE;
        return false;
    }
    bench->chunk = total - b->N;
    bench->chunk_start = timed;
    b->N = bench->n = total;
    b->loop_left = bench->chunk - 1;
    return true;
}
