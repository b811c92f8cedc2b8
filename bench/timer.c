/* SPDX-License-Identifier: MIT */
/* timer.c - the timer of a benchmark, and the runtime's counts that go with it. */
#include "allocations.h"
#include "clock.h"
#include "session.h"
#include "state.h"

static void read_counts(struct ci_bench *bench, struct cinstr_bench_counts *counts)
{
    *counts = (struct cinstr_bench_counts){0};
    bench->counted = __cinstr_bench_counts_v3 ? __cinstr_bench_counts_v3(counts) : 0;
    if (!bench->counts_allocations)
        return;
    ci_allocations_read(&counts->allocations, &counts->bytes);
    bench->counted |= CINSTR_BENCH_HAS_ALLOCATIONS;
}

/* Elapsed time is read last at a start and first at a stop: it has no system call in it. */
static void start_clocks(struct ci_bench *bench)
{
    if (bench->has_counters)
        ci_counters_read(&bench->counters, bench->counters_start);
    if (!ci_bench_session.exact)
        bench->cpu_start = ci_clock_cpu_nanos();
    bench->start = ci_clock_nanos();
}

static void stop_clocks(struct ci_bench *bench)
{
    bench->duration += ci_clock_nanos() - bench->start;
    if (ci_bench_session.exact)
        return;
    int64_t cpu = ci_clock_cpu_nanos() - bench->cpu_start - ci_bench_session.calibration.cpu_nanos;
    bench->cpu += cpu > 0 ? cpu : 0;
    if (!bench->has_counters)
        return;
    double totals[CI_COUNTERS];
    ci_counters_read(&bench->counters, totals);
    for (int i = 0; i < CI_COUNTERS; i++)
        bench->counted_events[i] += totals[i] - bench->counters_start[i];
}

void ci_timer_init(struct ci_bench *bench)
{
    bench->timer_on = false;
    cinstr_bench_reset_timer(&bench->api);
}

static void reset_profile(const struct ci_bench *bench)
{
    if (bench->timer_on && __cinstr_bench_pause_v1)
        __cinstr_bench_pause_v1();
    if (__cinstr_bench_reset_v1)
        __cinstr_bench_reset_v1();
    if (bench->timer_on && __cinstr_bench_resume_v1)
        __cinstr_bench_resume_v1();
}

void cinstr_bench_reset_timer(cinstr_bench *b)
{
    struct ci_bench *bench = ci_bench_of(b);
    reset_profile(bench);
    bench->duration = 0;
    bench->net = (struct cinstr_bench_counts){0};
    bench->cpu = 0;
    for (int i = 0; i < CI_COUNTERS; i++)
        bench->counted_events[i] = 0;
    bench->result.metric_count = 0;
    if (bench->timer_on) {
        read_counts(bench, &bench->start_counts);
        start_clocks(bench);
    }
}

void cinstr_bench_start_timer(cinstr_bench *b)
{
    struct ci_bench *bench = ci_bench_of(b);
    if (bench->timer_on)
        return;
    bench->timer_on = true;
    if (__cinstr_bench_resume_v1)
        __cinstr_bench_resume_v1();
    read_counts(bench, &bench->start_counts);
    start_clocks(bench);
}

void cinstr_bench_stop_timer(cinstr_bench *b)
{
    struct ci_bench *bench = ci_bench_of(b);
    if (!bench->timer_on)
        return;
    struct cinstr_bench_counts now;
    stop_clocks(bench);
    read_counts(bench, &now);
    if (__cinstr_bench_pause_v1)
        __cinstr_bench_pause_v1();
    bench->timer_on = false;
    bench->net.allocations += now.allocations - bench->start_counts.allocations;
    bench->net.bytes += now.bytes - bench->start_counts.bytes;
    bench->net.calls += now.calls - bench->start_counts.calls;
    bench->net.instructions += now.instructions - bench->start_counts.instructions;
    for (int kind = 0; kind < CINSTR_MIX_COUNT; kind++)
        bench->net.mix[kind] += now.mix[kind] - bench->start_counts.mix[kind];
}

int64_t cinstr_bench_elapsed(cinstr_bench *b)
{
    const struct ci_bench *bench = ci_bench_of(b);
    return bench->duration + (bench->timer_on ? ci_clock_nanos() - bench->start : 0);
}
