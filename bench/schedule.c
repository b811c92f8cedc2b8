/* SPDX-License-Identifier: MIT */
/* schedule.c - runs benchmarks and sub-benchmarks one after the other. */
#include "schedule.h"

#include "print.h"
#include "session.h"
#include "state.h"
#include "supervise.h"

#include <stdlib.h>

bool ci_schedule_selects(const char *name, bool *partial)
{
    bool skip_partial;
    if (!ci_bench_pattern_match(ci_bench_session.bench, name, partial))
        return false;
    return !ci_bench_session.skip ||
           !ci_bench_pattern_match(ci_bench_session.skip, name, &skip_partial) || skip_partial;
}

/* Measures once. Returns whether measuring again makes sense: it was measured or failed late. */
static bool measure(const struct ci_bench *plan, int procs, bool *failed)
{
    struct ci_bench bench = *plan;
    struct ci_outcome outcome;
    bench.procs = procs;
    ci_print_progress(&bench);
    ci_supervise(&bench, &outcome);
    *failed |= ci_print_outcome(&bench, &outcome);
    bool again = outcome.end == CI_END_REPORTED && outcome.probed && !outcome.result.skipped;
    if (bench.parent) {
        bench.parent->has_last = again && !outcome.result.failed && !outcome.result.has_sub;
        bench.parent->last = outcome.result;
    }
    ci_outcome_deinit(&outcome);
    return again;
}

/* Measures for each value of -cpu, -count times. Returns whether nothing failed. */
static bool run_benchmark(const struct ci_bench *plan)
{
    const struct ci_flags *flags = &ci_bench_session.flags;
    bool failed = false, again = true;
    if (flags->fail_fast && ci_bench_session.shared->failed)
        return true;
    ci_bench_session.shared->matched += !plan->partial;
    ci_print_begin(plan);
    for (int i = 0; i < flags->cpu_count && again; i++)
        for (int64_t j = 0; j < flags->count && again; j++)
            again = measure(plan, flags->cpus[i], &failed) && !(failed && flags->fail_fast);
    ci_bench_session.shared->failed |= failed;
    return !failed;
}

bool ci_schedule_run(const struct ci_registry *registry)
{
    bool partial, passed = true;
    for (size_t i = 0; i < registry->count; i++)
        if (ci_schedule_selects(registry->benchmarks[i]->name, &partial))
            ci_print_fit_name(registry->benchmarks[i]->name);
    for (size_t i = 0; i < registry->count; i++) {
        const struct cinstr_benchmark *benchmark = registry->benchmarks[i];
        if (!ci_schedule_selects(benchmark->name, &partial))
            continue;
        struct ci_bench plan = {
            .name = benchmark->name, .partial = partial, .function = benchmark->function};
        passed = run_benchmark(&plan) && passed;
    }
    return passed;
}

bool cinstr_bench_last(const cinstr_bench *b, const char *unit, double *value)
{
    const struct ci_bench *bench = (const struct ci_bench *)b;
    return bench->has_last && ci_result_find(&bench->last, unit, value);
}

bool cinstr_bench_run(cinstr_bench *b, const char *name,
                      void (*function)(cinstr_bench *b, void *arg), void *arg)
{
    struct ci_bench *parent = ci_bench_of(b);
    bool partial, passed = true;
    parent->result.has_sub = true;
    parent->has_last = false;
    bool timed = parent->timer_on;
    cinstr_bench_stop_timer(b);
    char *rewritten = ci_names_rewrite(name);
    char *full = rewritten ? ci_names_unique(&parent->sub_names, parent->name, rewritten) : NULL;
    if (!full)
        ci_act_fatal(parent, "no memory for the name of a sub-benchmark");
    if (ci_schedule_selects(full, &partial)) {
        struct ci_bench plan = {.parent = parent,
                                .name = full,
                                .partial = partial,
                                .function_with = function,
                                .arg = arg};
        passed = run_benchmark(&plan);
    }
    if (!passed)
        atomic_store(&parent->failed, true);
    free(rewritten);
    free(full);
    if (timed)
        cinstr_bench_start_timer(b);
    return passed;
}
