/* SPDX-License-Identifier: MIT */
/*
 * main.c - the program around the benchmarks.
 *
 * Exit status: 0 all went well; 1 a benchmark failed or -bench matched none; 2 the command line or
 * what it asks for is unusable. What is wrong is said in one line on stderr.
 */
#include "environment.h"
#include "json.h"
#include "output.h"
#include "print.h"
#include "profile.h"
#include <cinstr/bench_abi.h>
#include "schedule.h"
#include "session.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

struct ci_bench_session ci_bench_session;

/* Most programs have none. */
#pragma weak cinstr_bench_main

static __attribute__((format(printf, 1, 2))) int usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("cinstr-bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return 2;
}

/* Compiles the patterns of -bench, -skip and, only to find mistakes, -run and -list. */
static bool create_patterns(char *error, size_t size)
{
    const struct ci_flags *flags = &ci_bench_session.flags;
    const char *const texts[] = {flags->bench, flags->skip, flags->run, flags->list};
    static const char *const names[] = {"bench", "skip", "run", "list"};
    struct ci_bench_pattern *patterns[4] = {NULL};
    char reason[192];
    bool done = true;
    for (int i = 0; i < 4 && done; i++) {
        if (!texts[i])
            continue;
        patterns[i] = ci_bench_pattern_create(texts[i], reason, sizeof reason);
        done = patterns[i] != NULL;
        if (!done)
            snprintf(error, size, "-%s: %s", names[i], reason);
    }
    ci_bench_session.bench = patterns[0];
    ci_bench_session.skip = patterns[1];
    ci_bench_pattern_destroy(&patterns[2]);
    ci_bench_pattern_destroy(&patterns[3]);
    return done;
}

/*
 * In a program of mode=count no result depends on time, so N must not either: what happens once in
 * a call of the benchmark would be divided by a different number each time.
 */
static void fix_iterations(struct ci_flags *flags)
{
    struct cinstr_bench_counts counts;
    ci_bench_session.exact =
        __cinstr_bench_counts_v3 && __cinstr_bench_counts_v3(&counts) & CINSTR_BENCH_EXACT;
    if (!ci_bench_session.exact || flags->bench_count > 0)
        return;
    flags->bench_count = CI_EXACT_ITERATIONS;
    if (flags->bench_time)
        fprintf(stderr,
                "cinstr-bench: -benchtime=%s: a program of mode=count measures no time; "
                "-benchtime=%dx is used\n",
                flags->bench_time, CI_EXACT_ITERATIONS);
}

/* Fills in what flags left open and makes the memory that the processes share. */
static bool setup_session(const char *program, char *error, size_t size)
{
    struct ci_flags *flags = &ci_bench_session.flags;
    const char *slash = strrchr(program, '/');
    ci_bench_session.package = flags->package ? flags->package : slash ? slash + 1 : program;
    if (flags->cpu_count == 0) {
        flags->cpus[0] = ci_environment_cpus();
        flags->cpu_count = 1;
    }
    ci_flags_tell_idle(flags);
    fix_iterations(flags);
    ci_bench_session.keep_stderr = ci_output_is_shared();
    for (int i = 0; i < flags->cpu_count; i++)
        if (flags->cpus[i] > ci_bench_session.max_procs)
            ci_bench_session.max_procs = flags->cpus[i];
    ci_bench_session.shared = mmap(NULL, sizeof *ci_bench_session.shared, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ci_bench_session.shared == MAP_FAILED) {
        snprintf(error, size, "no memory: %s", strerror(errno));
        return false;
    }
    return create_patterns(error, size);
}

static int list(const struct ci_registry *registry)
{
    char error[192];
    bool partial;
    struct ci_bench_pattern *pattern =
        ci_bench_pattern_create(ci_bench_session.flags.list, error, sizeof error);
    if (!pattern)
        return usage_error("-list: %s", error);
    for (size_t i = 0; i < registry->count; i++)
        if (ci_bench_pattern_match(pattern, registry->benchmarks[i]->name, &partial) && !partial)
            puts(registry->benchmarks[i]->name);
    ci_bench_pattern_destroy(&pattern);
    return 0;
}

static void shuffle(struct ci_registry *registry)
{
    struct ci_flags *flags = &ci_bench_session.flags;
    struct timespec now;
    if (!flags->shuffle)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    if (!flags->has_seed)
        flags->seed = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
    fprintf(ci_bench_session.out, "-test.shuffle %lld\n", (long long)flags->seed);
    ci_registry_shuffle(registry, flags->seed);
}

/* Runs what is selected. Returns the exit status. */
static int run(struct ci_registry *registry)
{
    if (ci_bench_session.flags.slices_in < 0)
        ci_calibration_measure(&ci_bench_session.calibration);
    else /* nobody compares with an empty loop here, and each process must start quickly */
        ci_calibration_measure_cpu(&ci_bench_session.calibration);
    ci_bench_session.progress = isatty(STDOUT_FILENO);
    ci_bench_session.out = ci_output_results();
    shuffle(registry);
    bool passed = ci_schedule_run(registry) && !ci_bench_session.shared->failed;
    if (ci_bench_session.shared->matched == 0) {
        fprintf(stderr, "cinstr-bench: -bench=%s matches none of %zu benchmarks\n",
                ci_bench_session.flags.bench, registry->count);
        passed = false;
    }
    passed = ci_profile_teardown() && passed;
    if (!ci_print_verdict(!passed)) {
        fprintf(stderr, "cinstr-bench: cannot write the results to stdout\n");
        passed = false;
    }
    return passed ? 0 : 1;
}

/* The argument of cinstr_bench_main. */
struct cinstr_bench_suite {
    struct ci_registry *registry;
    bool has_run;
};

int cinstr_bench_run_all(cinstr_bench_suite *suite)
{
    if (suite->has_run)
        return usage_error("cinstr_bench_run_all was called twice");
    suite->has_run = true;
    return run(suite->registry);
}

/* Runs all, through the program's own main where it has one. Returns the exit status. */
static int run_suite(struct ci_registry *registry)
{
    cinstr_bench_suite suite = {.registry = registry};
    return cinstr_bench_main ? cinstr_bench_main(&suite) : cinstr_bench_run_all(&suite);
}

/* Does what the flags ask for, once all is set up. Returns the exit status. */
static int act(struct ci_registry *registry)
{
    char error[256];
    if (ci_bench_session.flags.list)
        return list(registry);
    if (!ci_profile_setup(error, sizeof error))
        return usage_error("%s", error);
    if (ci_bench_session.flags.json && !ci_json_start(ci_bench_session.package))
        return usage_error("cannot start the conversion to JSON: %s", strerror(errno));
    return run_suite(registry);
}

CINSTR_BENCH_PUBLIC int main(int argc, char **argv)
{
    struct ci_registry registry;
    char error[256];
    if (__cinstr_bench_pause_v1)
        __cinstr_bench_pause_v1(); /* from here on no profile but those that -cpuprofile wants */
    if (!ci_flags_parse(&ci_bench_session.flags, argc, argv, error, sizeof error) ||
        !setup_session(argc > 0 ? argv[0] : "", error, sizeof error))
        return usage_error("%s", error);
    if (ci_bench_session.flags.help) {
        ci_flags_print_help(stdout, ci_bench_session.package);
        return 0;
    }
    if (!ci_registry_init(&registry))
        return usage_error("no memory");
    int status = act(&registry);
    ci_bench_pattern_destroy(&ci_bench_session.bench);
    ci_bench_pattern_destroy(&ci_bench_session.skip);
    ci_registry_deinit(&registry);
    return status;
}
