/* SPDX-License-Identifier: MIT */
/* print.c - header, result lines, failures, notes, in the form of Go's testing package. */
#include "print.h"

#include "duration.h"
#include "environment.h"
#include "format.h"
#include "session.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOG_LINES = 10,     /* of a benchmark that went well; Go shows no more either */
    FAILURE_LINES = 40, /* of what a failed benchmark printed */
};

/* Under -json, what frames a test is marked, so that no output of a benchmark is taken for it. */
static const char *mark(void)
{
    return ci_bench_session.flags.json ? "\x16" : "";
}

/* Gives numbers a decimal point, whatever locale a benchmark has set. Returns the locale that was
 * in force. */
static locale_t enter_c_locale(void)
{
    static locale_t c_locale;
    if (!c_locale)
        c_locale = newlocale(LC_ALL_MASK, "C", NULL);
    return uselocale(c_locale);
}

static void clear_progress(void)
{
    if (ci_bench_session.progress)
        fputs("\r\033[K", ci_bench_session.out);
}

static void print_header(bool exact)
{
    const struct ci_flags *flags = &ci_bench_session.flags;
    if (ci_bench_session.shared->header_printed)
        return;
    ci_bench_session.shared->header_printed = true;
    ci_environment_print(ci_bench_session.out, ci_bench_session.package, exact, flags->environment,
                         &ci_bench_session.calibration);
    if (!exact) /* disturbances of times do not disturb counts */
        ci_environment_warn(ci_bench_session.out, flags->verbose, &ci_bench_session.calibration);
}

static int suffix_length(void)
{
    return (int)ci_format_name(NULL, 0, "", ci_bench_session.max_procs);
}

void ci_print_fit_name(const char *name)
{
    int length =
        (int)ci_format_name(NULL, 0, name, ci_bench_session.max_procs) + suffix_length() + 1;
    if (length > ci_bench_session.shared->name_width)
        ci_bench_session.shared->name_width = length;
}

/* Go's rule: leave room to spare when a name does not fit, so that the width seldom changes. */
static void widen(const char *name)
{
    int length = (int)strlen(name) + suffix_length() + 1;
    if (length > ci_bench_session.shared->name_width)
        ci_bench_session.shared->name_width = length + 8;
}

void ci_print_begin(const struct ci_bench *bench)
{
    widen(bench->name);
    if (!ci_bench_session.flags.verbose)
        return;
    locale_t locale = enter_c_locale();
    print_header(ci_bench_session.exact);
    uselocale(locale);
    if (ci_bench_session.flags.json)
        fprintf(ci_bench_session.out, "%s=== RUN   %s\n", mark(), bench->name);
    fprintf(ci_bench_session.out, "%s\n", bench->name);
    fflush(ci_bench_session.out);
}

void ci_print_progress(const struct ci_bench *bench)
{
    if (!ci_bench_session.progress || ci_bench_session.flags.verbose)
        return;
    fprintf(ci_bench_session.out, "\r\033[K%s", bench->name);
    fflush(ci_bench_session.out);
}

/* Declares a unit that readers of the format do not know, once per run. */
static void declare_unit(const char *unit, bool exact)
{
    struct ci_shared *shared = ci_bench_session.shared;
    for (int i = 0; i < shared->unit_count; i++)
        if (strcmp(shared->units[i], unit) == 0)
            return;
    if (shared->unit_count < CI_UNITS_MAX)
        strcpy(shared->units[shared->unit_count++], unit);
    size_t length = strlen(unit);
    bool rate = length > 2 && strcmp(unit + length - 2, "/s") == 0;
    fprintf(ci_bench_session.out, "Unit %s%s better=%s\n", unit, exact ? " assume=exact" : "",
            rate ? "higher" : "lower");
}

/* Whether cinstr counts this unit, exactly, in a program that is built for it. */
static bool is_counted(const char *unit)
{
    static const char *const counted[] = {"calls/op", "instructions/op", "loads/op", "stores/op",
                                          "bytes/op", "branches/op",     "flops/op"};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (strcmp(unit, counted[i]) == 0)
            return true;
    return false;
}

static void declare_units(const struct ci_result *result, bool memory)
{
    static const char *const known[] = {"ns/op", "MB/s", "B/op", "allocs/op"};
    for (int i = 0; i < result->metric_count; i++) {
        const char *unit = result->metrics[i].unit;
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            is_known |= strcmp(unit, known[k]) == 0;
        if (!is_known)
            declare_unit(unit, result->exact && is_counted(unit));
    }
    if (memory && result->exact && result->has_allocations) {
        declare_unit("B/op", true);
        declare_unit("allocs/op", true);
    }
}

/* The log of a benchmark; only its first lines if it went well. */
static void print_log(const struct ci_outcome *outcome, bool whole)
{
    size_t length = outcome->log_length, lines = 0;
    for (size_t i = 0; i < length && !whole; i++)
        if (outcome->log[i] == '\n' && ++lines == LOG_LINES)
            length = i + 1;
    ci_output_print_clean(ci_bench_session.out, outcome->log, length);
    if (length < outcome->log_length)
        fputs("\t... [output truncated]\n", ci_bench_session.out);
}

/*
 * What the benchmark printed, after its result: with -v all of it, after a failure its last lines,
 * otherwise how much it was.
 */
static void print_output(const struct ci_outcome *outcome, const char *name, bool failed)
{
    bool verbose = ci_bench_session.flags.verbose;
    unsigned long long size = ci_output_size(&outcome->output);
    if (size == 0)
        return;
    fprintf(ci_bench_session.out, "--- NOTE: %s: printed %llu bytes%s\n", name, size,
            verbose || failed ? ":" : ", which -v shows");
    if (verbose || failed)
        ci_output_print(ci_bench_session.out, &outcome->output, verbose ? 0 : FAILURE_LINES);
}

/* Why a benchmark ended without a report; empty when it reported. */
static void describe_end(char *text, size_t size, const struct ci_outcome *outcome)
{
    char timeout[32];
    *text = '\0';
    if (outcome->end == CI_END_SIGNALLED)
        snprintf(text, size, " (signal %d: %s)", outcome->detail, strsignal(outcome->detail));
    else if (outcome->end == CI_END_EXITED)
        snprintf(text, size, " (exit status %d before its end)", outcome->detail);
    else if (outcome->end == CI_END_NOT_STARTED)
        snprintf(text, size, " (not started: %s)", strerror(outcome->detail));
    if (outcome->end != CI_END_TIMED_OUT)
        return;
    ci_duration_format(timeout, sizeof timeout, ci_bench_session.flags.timeout_nanos);
    snprintf(text, size, " (timeout after %s)", timeout);
}

static void print_failure(const struct ci_outcome *outcome, const char *bench_name,
                          const char *full_name)
{
    char reason[128];
    describe_end(reason, sizeof reason, outcome);
    fprintf(ci_bench_session.out, "%s--- FAIL: %s%s\n", mark(),
            outcome->probed ? full_name : bench_name, reason);
    print_log(outcome, true);
    print_output(outcome, bench_name, true);
}

static double empty_loop_nanos(const struct ci_result *result)
{
    const struct ci_calibration *calibration = &ci_bench_session.calibration;
    return result->used_loop ? calibration->loop_nanos : calibration->for_nanos;
}

/* A result no slower than an empty loop. Threads divide the time, so the time of parallel
 * benchmarks says nothing. */
static bool looks_elided(const struct ci_result *result)
{
    double own;
    if (ci_bench_session.flags.elided == CI_ELIDED_OFF || result->exact || result->parallel ||
        ci_result_get(result, "ns/op", &own) || result->n <= 0)
        return false;
    return (double)result->nanos / (double)result->n < 1.2 * empty_loop_nanos(result);
}

/* For how long the benchmark, or each of its threads, was kept from a CPU; -1: not known. */
static int64_t delay_of(const struct ci_result *result)
{
    if (!result->parallel)
        return ci_usage_delay(&result->usage, result->nanos, result->cpu);
    return result->usage.delayed < 0 ? -1 : result->usage.delayed / result->threads;
}

/* Elapsed time that is a tenth more than the processor's because other work had the CPU. Threads
 * that are more than there are CPUs wait for each other. */
static bool is_disturbed(const struct ci_result *result)
{
    bool may_be = result->parallel ? result->threads <= ci_environment_cpus()
                                   : (double)result->nanos > 1.1 * (double)result->cpu;
    return may_be && !result->exact && result->cpu > 0 && result->n > 0 &&
           (double)delay_of(result) > (double)result->nanos / 11;
}

/* "3 voluntary and 2 involuntary context switches, 1.5 ms without a CPU, 10 ms stolen". */
static void print_usage(const struct ci_usage *usage)
{
    fprintf(ci_bench_session.out, "%lld voluntary and %lld involuntary context switches",
            (long long)usage->voluntary, (long long)usage->involuntary);
    if (usage->delayed >= 0)
        fprintf(ci_bench_session.out, ", %.1f ms ready without a CPU",
                (double)usage->delayed / 1e6);
    if (usage->stolen >= 0)
        fprintf(ci_bench_session.out, ", %.0f ms stolen by the host", (double)usage->stolen / 1e6);
    putc('\n', ci_bench_session.out);
}

/* Reports what kept the benchmark from a CPU: if something did, or if the user asks. */
static void print_disturbance(const struct ci_result *result, const char *full_name)
{
    if (result->exact)
        return;
    int decimals = result->nanos < 100 * result->n ? 2 : 0;
    double n = (double)result->n;
    if (is_disturbed(result))
        fprintf(
            ci_bench_session.out,
            "--- NOTE: %s: disturbed: %.*f ns/op elapsed, %.*f ns/op of processor time, %.*f ns/op "
            "ready without a CPU\n",
            full_name, decimals, (double)result->nanos / n, decimals, (double)result->cpu / n,
            decimals, (double)delay_of(result) / n);
    if (!ci_bench_session.flags.cputime)
        return;
    fprintf(ci_bench_session.out, "# %s: ", full_name);
    print_usage(&result->usage);
}

/* Adds a result to the totals of the last line. */
static void add_totals(const struct ci_result *result)
{
    struct ci_shared *shared = ci_bench_session.shared;
    if (result->exact)
        return;
    shared->nanos += result->nanos;
    shared->cpu += result->cpu;
    shared->usage.voluntary += result->usage.voluntary;
    shared->usage.involuntary += result->usage.involuntary;
    shared->usage.delayed += result->usage.delayed;
    shared->usage.stolen += result->usage.stolen;
}

/* How much of the measured time was processor time. */
static void print_totals(void)
{
    const struct ci_shared *shared = ci_bench_session.shared;
    if (shared->nanos == 0)
        return;
    fprintf(ci_bench_session.out, "# measured: %.3f s elapsed, %.3f s of processor time, ",
            (double)shared->nanos / 1e9, (double)shared->cpu / 1e9);
    print_usage(&shared->usage);
}

/* Lines that explain a result; readers of the format skip them. Returns whether one is an error. */
static bool print_notes(const struct ci_result *result, const char *full_name)
{
    bool elided = looks_elided(result);
    bool error = elided && ci_bench_session.flags.elided == CI_ELIDED_ERROR;
    print_disturbance(result, full_name);
    if (result->cut)
        fprintf(ci_bench_session.out,
                "--- NOTE: %s: stopped after %.2fs, %.2fs of it measured (5 times -benchtime)\n",
                full_name, (double)result->wall / 1e9, (double)result->nanos / 1e9);
    if (elided)
        fprintf(ci_bench_session.out,
                "%s--- %s: %s (optimised away?): %.4f ns/op, an empty loop takes %.4f\n",
                error ? mark() : "", error ? "FAIL" : "NOTE", full_name,
                (double)result->nanos / (double)result->n, empty_loop_nanos(result));
    return error;
}

/* Says once that nothing counts allocations, rather than leaving the columns out silently. */
static void tell_no_counts(const struct ci_result *result)
{
    if (result->has_allocations || ci_bench_session.shared->no_counts_told ||
        !ci_bench_session.flags.benchmem)
        return;
    ci_bench_session.shared->no_counts_told = true;
    fprintf(stderr,
            "cinstr-bench: -benchmem: nothing counts allocations: the program is static or has an "
            "allocator of its own; build it with allocation probes\n");
}

/* The first column; as in Go, its width counts characters, not bytes. */
static void print_name(const char *full_name)
{
    int pad = ci_bench_session.shared->name_width;
    for (const char *c = full_name; *c; c++)
        pad -= (*c & 0xc0) != 0x80;
    fprintf(ci_bench_session.out, "%s%*s\t", full_name, pad > 0 ? pad : 0, "");
}

static bool print_result(const struct ci_outcome *outcome, const char *full_name)
{
    const struct ci_result *result = &outcome->result;
    bool memory = result->show_memory || ci_bench_session.flags.benchmem || result->exact;
    print_header(result->exact);
    add_totals(result);
    tell_no_counts(result);
    declare_units(result, memory);
    print_name(full_name);
    ci_format_result(ci_bench_session.out, result, memory);
    putc('\n', ci_bench_session.out);
    if (outcome->log_length > 0) {
        fprintf(ci_bench_session.out, "%s--- BENCH: %s\n", mark(), full_name);
        print_log(outcome, false);
    }
    bool error = print_notes(result, full_name);
    print_output(outcome, full_name, error);
    if (ci_bench_session.flags.json)
        fprintf(ci_bench_session.out, "%s=== NAME  \n", mark());
    return error;
}

/* A parent of sub-benchmarks, or a skip: Go shows these with -v only. */
static void print_unmeasured(const struct ci_outcome *outcome, const char *bench_name)
{
    const struct ci_result *result = &outcome->result;
    if (ci_bench_session.flags.verbose && (result->skipped || outcome->log_length > 0)) {
        fprintf(ci_bench_session.out, "%s--- %s: %s\n", mark(), result->skipped ? "SKIP" : "BENCH",
                bench_name);
        print_log(outcome, false);
    }
    print_output(outcome, bench_name, false);
}

bool ci_print_outcome(const struct ci_bench *bench, const struct ci_outcome *outcome)
{
    const struct ci_result *result = &outcome->result;
    size_t size = strlen(bench->name) + 16;
    char *full_name = malloc(size);
    bool failed = outcome->end != CI_END_REPORTED || result->failed;
    if (!full_name)
        return true;
    ci_format_name(full_name, size, bench->name, bench->procs);
    locale_t locale = enter_c_locale();
    clear_progress();
    if (failed)
        print_failure(outcome, bench->name, full_name);
    else if (result->has_sub || result->skipped)
        print_unmeasured(outcome, bench->name);
    else
        failed = print_result(outcome, full_name);
    fflush(ci_bench_session.out);
    uselocale(locale);
    free(full_name);
    return failed;
}

void ci_print_note(const struct ci_bench *bench, const char *text)
{
    clear_progress();
    fprintf(ci_bench_session.out, "--- NOTE: %s: ", bench->name);
    for (const char *c = text; *c; c++) /* one line, whatever the text */
        ci_output_print_clean(ci_bench_session.out, *c == '\n' ? " " : c, 1);
    putc('\n', ci_bench_session.out);
    fflush(ci_bench_session.out);
}

bool ci_print_verdict(bool failed)
{
    locale_t locale = enter_c_locale();
    clear_progress();
    print_totals();
    uselocale(locale);
    fprintf(ci_bench_session.out, "%s%s\n", mark(), failed ? "FAIL" : "PASS");
    return fflush(ci_bench_session.out) == 0 && !ferror(ci_bench_session.out);
}
