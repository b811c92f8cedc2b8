/* SPDX-License-Identifier: MIT */
/* request.c - the flags of 'cinstr bench'; see request.h. */
#include "bench/request.h"
#include "bench/worker.h"
#include "base/flags.h"
#include "base/status.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char notes[] =
    "Compares the benchmarks that OLD and NEW have in common: short slices of both, in pairs,\n"
    "decide by the differences of processor time. A round starts both programs afresh on one\n"
    "CPU, throws the first pair away and measures up to 24 pairs, each in random\n"
    "order; a pair that was preempted is dropped, unless fewer than a third would be left.\n"
    "Rounds go on until the interval of the change (Wilcoxon's signed-rank test over means of\n"
    "two rounds) is narrower than --precision, judged by how much the two differ, which tells\n"
    "nothing of the change; or until --time is up. 'finds' is the smallest change that four\n"
    "of five such comparisons would have found. Programs of Google Benchmark can be compared\n"
    "too.\n\n"
    "With --count, and for programs built in mode=count, whole runs are made in turns\n"
    "instead: OLD is first in one round and NEW in the next, both with as many iterations as\n"
    "OLD needs for --benchtime, and the results are compared as 'cinstr stat' compares them.\n\n"
    "A PROGRAM of Google Benchmark that is built in mode=count is counted: the results of one\n"
    "iteration, without what a call of the benchmark does outside of its loop, are printed for\n"
    "'cinstr stat'. With -o they go to DIR/old.txt.\n";

static const char *read_count(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_rounds *rounds = &((struct ci_bench_request *)target)->rounds;
    char *end;
    (void)flag;
    errno = 0;
    rounds->count = strtol(value, &end, 10);
    bool right = *value && !*end && !errno && rounds->count >= 1 && rounds->count <= 100000;
    return right ? NULL : "--count takes a number from 1 to 100000";
}

/* "1%" or "0.01", more than 0 and at most 1. */
static const char *read_precision(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_pairs_options *pairs = &((struct ci_bench_request *)target)->pairs;
    char *end;
    (void)flag;
    pairs->precision = strtod(value, &end);
    if (end != value && *end == '%') {
        pairs->precision /= 100;
        end++;
    }
    bool right = end != value && !*end && pairs->precision > 0 && pairs->precision <= 1;
    return right ? NULL : "--precision takes a percentage like 1%, up to 100%";
}

/* "20s", "500ms", "2m". */
static const char *read_time(void *target, const struct ci_flag *flag, const char *value)
{
    static const struct {
        const char *unit;
        double nanos;
    } units[] = {{"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    struct ci_pairs_options *pairs = &((struct ci_bench_request *)target)->pairs;
    char *end;
    double number = strtod(value, &end);
    (void)flag;
    for (size_t i = 0; end != value && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0 && number > 0 && number * units[i].nanos < 1e18) {
            pairs->limit = (int64_t)(number * units[i].nanos);
            return NULL;
        }
    }
    return "--time takes a duration like 20s, 500ms or 2m";
}

static const char *read_layouts(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_pairs_options *pairs = &((struct ci_bench_request *)target)->pairs;
    char *end;
    long number = strtol(value, &end, 10);
    (void)flag;
    if (!*value || *end || number < 6 || number > 1000)
        return "--layout takes a number from 6, below which there is no interval, to 1000";
    pairs->layouts = (int)number;
    return NULL;
}

static const char *read_seed(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_bench_request *request = target;
    char *end;
    (void)flag;
    errno = 0;
    request->pairs.seed = strtoull(value, &end, 10);
    request->has_seed = true;
    return *value && !*end && !errno && *value != '-' ? NULL : "--seed takes a number from 0";
}

/* Flags of whole runs alone: notes that one was given, then goes on as the other reader. */
static const char *read_run_text(void *target, const struct ci_flag *flag, const char *value)
{
    ((struct ci_bench_request *)target)->needs_count = flag->name;
    return ci_flag_text((char *)target + flag->number, flag, value);
}

static const char *read_run_set(void *target, const struct ci_flag *flag, const char *value)
{
    ((struct ci_bench_request *)target)->needs_count = flag->name;
    return ci_flag_set((char *)target + flag->number, flag, value);
}

static const char *read_cpus(void *target, const struct ci_flag *flag, const char *value)
{
    static const char wrong[] = "--cpu takes numbers from 1 with commas between";
    struct ci_rounds *rounds = &((struct ci_bench_request *)target)->rounds;
    (void)flag;
    rounds->n_cpus = 0;
    while (true) {
        char *end;
        long number = strtol(value, &end, 10);
        if (end == value || number < 1 || number > 65536 || rounds->n_cpus == CI_ROUNDS_CPUS_MAX)
            return wrong;
        rounds->cpus[rounds->n_cpus++] = (int)number;
        if (!*end)
            return NULL;
        if (*end != ',')
            return wrong;
        value = end + 1;
    }
}

/* A flag that the programs get as it is, with whole runs. */
static const char *read_passed(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_rounds *rounds = &((struct ci_bench_request *)target)->rounds;
    if (rounds->n_passed == CI_ROUNDS_PASSED_MAX)
        return "too many flags";
    if (flag->number)
        ((struct ci_bench_request *)target)->needs_count = flag->name;
    const char *passed = ci_pool_format(rounds->pool, value ? "-%s=%s" : "-%s", flag->name, value);
    rounds->passed[rounds->n_passed++] = passed;
    if (strcmp(flag->name, "timeout") == 0)
        ((struct ci_bench_request *)target)->timeout = passed;
    return NULL;
}

#define AT(field) offsetof(struct ci_bench_request, field)

static const struct ci_flag table[] = {
    {"compare", "OLD", "the first of the two programs, NEW is the second", ci_flag_text,
     AT(rounds.sides[CI_ROUNDS_OLD].path), 0, 0},
    {"bench", "REGEXP", "the benchmarks to run (all)", ci_flag_text, AT(rounds.bench), 0, 0},
    {"skip", "REGEXP", "benchmarks to leave out", ci_flag_text, AT(rounds.skip), 0, 0},
    {"precision", "P%", "stop when the interval is narrower (1%)", read_precision, 0, 0, 0},
    {"time", "D", "at most this long for each benchmark (20s)", read_time, 0, 0, 0},
    {"elapsed", NULL, "compare elapsed time, not processor time", ci_flag_set, AT(pairs.elapsed), 0,
     0},
    {"layout", "N", "go through N offsets of the stack, and PROGRAM.1 ... or where paths have %d",
     read_layouts, 0, 0, 0},
    {"seed", "N", "seed of the random order (default: a new one each time)", read_seed, 0, 0, 0},
    {"count", "N", "compare N whole runs instead", read_count, 0, 0, 0},
    {"benchtime", "D",
     "with --count: time of a run with OLD, or iterations as Nx (1s; of PROGRAM 100x)",
     read_run_text, 0, 0, AT(rounds.benchtime)},
    {"cpu", "LIST", "threads of parallel benchmarks, a comparison for each (the CPUs)", read_cpus,
     0, 0, 0},
    {"o", "DIR", "keep the results as DIR/old.txt and DIR/new.txt", ci_flag_text, AT(directory), 0,
     0},
    {"timeout", "D", "a benchmark that takes longer in one run or round fails (10m)", read_passed,
     0, 0, 0},
    {"elided", "WORD",
     "with --count, for benchmarks as fast as an empty loop: note, error or off (note)",
     read_passed, 0, 0, 0},
    {"benchmem", NULL, "with --count: compare B/op and allocs/op too", read_passed, 0, 0, 1},
    {"benchmin", NULL, "with --count: compare min-ns/op too", read_passed, 0, 0, 1},
    {"env", NULL, "with --count: put all that may disturb into the results", read_passed, 0, 0, 1},
    {"alpha", "P", "a difference counts if p <= P (0.05)", ci_stat_read_level, AT(stat), 0,
     offsetof(struct ci_stat_request, options.alpha)},
    {"confidence", "LEVEL", "of the intervals (0.95)", ci_stat_read_level, AT(stat), 0,
     offsetof(struct ci_stat_request, options.confidence)},
    {"format", "FORMAT", "text, csv, markdown, html or json (text)", ci_stat_read_format, AT(stat),
     0, 0},
    {"filter", "QUERY", "with --count: compare only matching benchmarks (*)", read_run_text, 0, 0,
     AT(stat.filter)},
    {"limit", "UNIT=REL%|ABS", "for --gate, as in 'cinstr stat'", ci_stat_read_limit, AT(stat), 0,
     0},
    {"min", NULL, "with --count: show the least value too", read_run_set, 0, 0,
     AT(stat.options.show_min)},
    {"gate", NULL, "exit with 1 if a benchmark is worse than its limit", ci_flag_set,
     AT(stat.use_gate), 0, 0},
    {"allow-missing", NULL, "a benchmark that only OLD has does not fail the gate", ci_flag_set,
     AT(stat.gate.allow_missing), 0, 0},
    {0},
};

#undef AT

/* The program as given; PROGRAM.%d where it was linked for each layout with CINSTR_LAYOUTS. */
static const char *program_of_layouts(const struct ci_bench_request *request, const char *path)
{
    struct ci_pool *pool = request->rounds.pool;
    bool all = request->pairs.layouts > 0 && !strstr(path, "%d");
    for (int layout = 1; layout <= request->pairs.layouts && all; layout++)
        all = access(ci_pool_format(pool, "%s.%d", path, layout), X_OK) == 0;
    return all ? ci_pool_format(pool, "%s.%%d", path) : path;
}

bool ci_bench_request_read(struct ci_bench_request *request, char **argv, int *status)
{
    struct ci_flags flags = {.arguments = "--compare OLD NEW | PROGRAM",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_JUDGES | CI_STATUS(NONDETERMINISTIC)};
    struct ci_rounds *rounds = &request->rounds;
    if (!ci_flags_read(&flags, argv, request, status))
        return false;
    const char *wrong = ci_stat_request_check(&request->stat);
    request->single = !rounds->sides[CI_ROUNDS_OLD].path;
    if (request->single && (!flags.next[0] || flags.next[1]))
        wrong = "a program to count, or --compare OLD NEW, is needed";
    else if (!flags.next[0] || flags.next[1])
        wrong = "--compare takes two programs";
    else if (request->needs_count && request->single &&
             strcmp(request->needs_count, "benchtime") != 0)
        wrong = ci_pool_format(rounds->pool, "--%s needs --compare", request->needs_count);
    else if (request->needs_count && !rounds->count && !request->single)
        wrong = ci_pool_format(rounds->pool, "--%s is of whole runs: it needs --count",
                               request->needs_count);
    if (wrong) {
        *status = ci_flags_refuse(&flags, wrong);
        return false;
    }
    rounds->sides[CI_ROUNDS_NEW].path = flags.next[0];
    if (request->single)
        rounds->sides[CI_ROUNDS_OLD].path = flags.next[0];
    for (int side = 0; side < CI_PAIRS_SIDES; side++) {
        request->programs[side] = program_of_layouts(request, rounds->sides[side].path);
        if (request->pairs.layouts) /* the first one stands for all */
            rounds->sides[side].path = ci_worker_path(rounds->pool, request->programs[side], 1);
    }
    request->pairs.alpha = request->stat.options.alpha;
    request->pairs.confidence = request->stat.options.confidence;
    if (!request->has_seed)
        request->pairs.seed = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
    return true;
}

static void use_all_cpus(struct ci_rounds *rounds)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
    rounds->cpus[0] = count > 0 ? count : 1;
    rounds->n_cpus = 1;
}

void ci_bench_request_init(struct ci_bench_request *request, struct ci_pool *pool)
{
    *request = (struct ci_bench_request){
        .rounds = {.pool = pool},
        .pairs = {.precision = 0.01, .limit = INT64_C(20000000000)},
    };
    ci_stat_request_init(&request->stat, pool);
    use_all_cpus(&request->rounds);
    request->rounds.passed[request->rounds.n_passed++] = "-pkg="; /* else the two would differ */
    request->rounds.terminal = isatty(STDERR_FILENO);
}
