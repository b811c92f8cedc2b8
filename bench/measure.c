/* SPDX-License-Identifier: MIT */
/*
 * measure.c - the life of a benchmark in its own process: one call with N = 1, the ramp, the
 * report.
 */
#include "allocations.h"
#include "channel.h"
#include "clock.h"
#include "profile.h"
#include "ramp.h"
#include "session.h"
#include "slices.h"
#include "state.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MIN_RUNS = 10 }; /* additional runs for min-ns/op, each of a twentieth of the iterations */

void ci_measure_note_min(struct ci_bench *bench, int64_t n, int64_t nanos)
{
    if (n <= 0 || nanos < ci_bench_session.flags.bench_nanos / 100)
        return; /* too short: the clock would decide */
    double per_op = (double)nanos / (double)n;
    if (bench->min_samples++ == 0 || per_op < bench->min_nanos)
        bench->min_nanos = per_op;
}

void ci_measure_check_n(struct ci_bench *bench)
{
    int64_t n = bench->api.N;
    bench->api.N = bench->n;
    if (n != bench->n)
        ci_act_fatal(bench,
                     "the benchmark changed b->N from %lld to %lld, so how often it ran is not "
                     "known; count with a variable of its own",
                     (long long)bench->n, (long long)n);
}

int64_t ci_measure_run(struct ci_bench *bench, int64_t n)
{
    struct ci_usage before, after;
    int64_t begin = ci_clock_nanos();
    bool with_stolen = ci_bench_session.flags.slices_in < 0;
    ci_usage_read(&before, with_stolen);
    bench->api.N = bench->n = n;
    bench->api.loop_left = 0;
    bench->loop_state = CI_LOOP_UNUSED;
    bench->parallelism = 1;
    bench->threads = 0;
    bench->threads_delayed = 0;
    bench->helper_file = NULL;
    ci_timer_init(bench);
    cinstr_bench_start_timer(&bench->api);
    if (bench->function)
        bench->function(&bench->api);
    else
        bench->function_with(&bench->api, bench->arg);
    cinstr_bench_stop_timer(&bench->api);
    ci_usage_read(&after, with_stolen);
    bench->usage = ci_usage_between(&before, &after);
    ci_usage_add_delay(&bench->usage, bench->threads_delayed);
    ci_measure_check_n(bench);
    bench->previous_n = n;
    bench->previous_nanos = bench->duration;
    if (bench->loop_state == CI_LOOP_RUNNING)
        ci_act_fatal(bench, "the benchmark left its loop before cinstr_bench_loop returned false");
    if (bench->loop_state == CI_LOOP_UNUSED)
        ci_measure_note_min(bench, n, bench->duration);
    ci_act_clean_up(bench);
    return ci_clock_nanos() - begin;
}

/* Adds the instruction mix, as far as it was counted, as metrics; the bytes that were moved are
 * one. */
static void take_mix(struct ci_bench *bench, double n)
{
    static const struct {
        const char *unit;
        enum cinstr_mix_kind kind, other; /* `other`: added up with it, or the same */
    } metrics[] = {
        {"loads/op", CINSTR_MIX_LOADS, CINSTR_MIX_LOADS},
        {"stores/op", CINSTR_MIX_STORES, CINSTR_MIX_STORES},
        {"bytes/op", CINSTR_MIX_LOAD_BYTES, CINSTR_MIX_STORE_BYTES},
        {"branches/op", CINSTR_MIX_BRANCHES, CINSTR_MIX_BRANCHES},
        {"flops/op", CINSTR_MIX_FLOPS, CINSTR_MIX_FLOPS},
    };
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        enum cinstr_mix_kind kind = metrics[i].kind, other = metrics[i].other;
        uint32_t wanted = CINSTR_BENCH_HAS_MIX << kind | CINSTR_BENCH_HAS_MIX << other;
        uint64_t sum = bench->net.mix[kind] + (kind == other ? 0 : bench->net.mix[other]);
        if ((bench->counted & wanted) == wanted)
            ci_result_set(&bench->result, metrics[i].unit, (double)sum / n);
    }
}

/* The processor's counters as metrics. */
static void take_counters(struct ci_bench *bench)
{
    static const char *const units[CI_COUNTERS] = {
        [CI_COUNTER_INSTRUCTIONS] = "instructions/op",
        [CI_COUNTER_CYCLES] = "cycles/op",
    };
    for (int i = 0; i < CI_COUNTERS && bench->has_counters; i++)
        if (bench->counters.fds[i] >= 0 && !bench->result.exact)
            ci_result_set(&bench->result, units[i],
                          bench->counted_events[i] / (double)bench->result.n);
}

/* Opens the processor's counters if they are wanted. If there are none, says so once. */
static void open_counters(struct ci_bench *bench)
{
    struct ci_shared *shared = ci_bench_session.shared;
    if (!ci_bench_session.flags.counters || ci_bench_session.exact)
        return;
    int error = ci_counters_open(&bench->counters);
    bench->has_counters = error == 0;
    if (error && !shared->no_counters_told)
        fprintf(stderr, "cinstr-bench: -counters: the kernel gives no counters here: %s\n",
                strerror(error));
    shared->no_counters_told |= error != 0;
}

/* Copies what the timer found into the result. */
static void take_result(struct ci_bench *bench)
{
    struct ci_result *result = &bench->result;
    result->n = bench->n;
    result->nanos = bench->duration;
    result->cpu = bench->cpu;
    result->usage = bench->usage;
    result->has_allocations = (bench->counted & CINSTR_BENCH_HAS_ALLOCATIONS) != 0;
    result->allocations = bench->net.allocations;
    result->allocated = bench->net.bytes;
    result->exact = (bench->counted & CINSTR_BENCH_EXACT) != 0;
    result->cut &=
        bench->duration < ci_bench_session.flags.bench_nanos / 2; /* else it hardly matters */
    if (result->n <= 0)
        return;
    double n = (double)result->n;
    if (result->exact && bench->counted & CINSTR_BENCH_HAS_CALLS)
        ci_result_set(result, "calls/op", (double)bench->net.calls / n);
    if (result->exact && bench->counted & CINSTR_BENCH_HAS_INSTRUCTIONS)
        ci_result_set(result, "instructions/op", (double)bench->net.instructions / n);
    if (result->exact)
        take_mix(bench, n);
    take_counters(bench);
    if (!result->exact && bench->duration > 0 &&
        (result->parallel || ci_bench_session.flags.cputime))
        ci_result_set(result, "cpu-ns/op", ci_result_cpu_per_op(result));
}

/*
 * B/op and allocs/op of a program without allocation probes: one more call, with counting switched
 * on. The number of iterations is that of mode=count, so that the values do not depend on time.
 */
static void count_allocations(struct ci_bench *bench)
{
    struct ci_result result = bench->result; /* of the run that counts; a call changes metrics */
    if (result.exact || result.has_allocations || result.has_sub || atomic_load(&bench->failed) ||
        !(result.show_memory || ci_bench_session.flags.benchmem) || !ci_allocations_start())
        return;
    int64_t n = result.n >= CI_EXACT_ITERATIONS ? CI_EXACT_ITERATIONS : 1;
    ci_bench_session.flags.bench_count = n; /* for cinstr_bench_loop */
    bench->counts_allocations = true;
    ci_measure_run(bench, n);
    result.has_allocations = true;
    result.counted_n = n;
    result.allocations = bench->net.allocations;
    result.allocated = bench->net.bytes;
    bench->result = result;
}

/*
 * Makes short runs in search of a smaller time, as long as the budget of the ramp has room for
 * them. At least one is made if it is short, because a single run has no minimum to report.
 */
static void run_for_min(struct ci_bench *bench, const struct ci_ramp *ramp)
{
    struct ci_result result = bench->result; /* of the run that counts; a call changes metrics */
    int64_t n = result.n / 20 > 0 ? result.n / 20 : 1;
    double left = (double)ramp->goal * CI_RAMP_BUDGET - (double)ramp->wall;
    double next = (double)ramp->last.wall * (double)n / (double)result.n;
    for (int i = 0; i < MIN_RUNS && ((i == 0 && result.n >= 20) || next < left); i++) {
        int64_t wall = ci_measure_run(bench, n);
        left -= (double)wall;
        next = (double)wall;
    }
    bench->result = result;
}

/* The ramp over b->N. The call with N = 1 has been made and took `wall`. */
static void run_ramp(struct ci_bench *bench, int64_t wall)
{
    const struct ci_flags *flags = &ci_bench_session.flags;
    struct ci_ramp ramp;
    ci_ramp_init(&ramp, flags->bench_nanos);
    ci_ramp_add(&ramp, 1, bench->duration, wall);
    if (flags->bench_count) {
        if (flags->bench_count > 1)
            ci_measure_run(bench, flags->bench_count);
        take_result(bench);
        return;
    }
    for (int64_t n; !atomic_load(&bench->failed) && (n = ci_ramp_next(&ramp)) > 0;) {
        wall = ci_measure_run(bench, n);
        ci_ramp_add(&ramp, n, bench->duration, wall);
    }
    bench->result.cut = ramp.cut;
    take_result(bench);
    if (flags->benchmin && !atomic_load(&bench->failed))
        run_for_min(bench, &ramp);
}

/* The runtime's profile of the run that counted. A benchmark that only has sub-benchmarks has none.
 */
static void write_profiles(struct ci_bench *bench)
{
    const struct ci_result *result = &bench->result;
    if (!ci_bench_session.profile_directory || result->failed || result->skipped || result->has_sub)
        return;
    if (!ci_profile_write_parts(bench->name))
        bench->result.failed = true;
}

void ci_measure_finish(struct ci_bench *bench)
{
    if (atomic_exchange(&bench->finishing, true))
        while (true)
            pause(); /* another thread ends the process */
    cinstr_bench_stop_timer(&bench->api);
    ci_act_clean_up(bench);
    bench->result.failed = atomic_load(&bench->failed);
    if (ci_bench_session.flags.benchmin && !bench->result.exact && bench->min_samples > 1)
        ci_result_set(&bench->result, "min-ns/op", bench->min_nanos);
    write_profiles(bench);
    fflush(NULL);
    pthread_mutex_lock(&bench->lock);
    ci_channel_send(bench->channel, CI_MESSAGE_RESULT, &bench->result, sizeof bench->result);
    _exit(0); /* the program's atexit handlers are the first process's business */
}

void ci_measure(struct ci_bench *bench)
{
    pthread_mutex_init(&bench->lock, NULL);
    open_counters(bench);
    int64_t begin = ci_clock_nanos();
    int64_t wall = ci_measure_run(bench, 1);
    bench->result.has_sub |= bench->partial;
    if (!atomic_load(&bench->failed) && !bench->result.has_sub) {
        ci_channel_send(bench->channel, CI_MESSAGE_PROBED, NULL, 0);
        if (ci_bench_session.flags.slices_in >= 0)
            ci_slices_serve(bench);
        else if (bench->loop_state == CI_LOOP_UNUSED)
            run_ramp(bench, wall);
        else
            take_result(bench);
        count_allocations(bench);
    }
    bench->result.wall = ci_clock_nanos() - begin;
    ci_measure_finish(bench);
}
