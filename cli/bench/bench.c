/* SPDX-License-Identifier: MIT */
/* bench.c - 'cinstr bench': compares two programs of benchmarks. */
#include "commands.h"
#include "bench/count.h"
#include "bench/report.h"
#include "bench/rounds.h"
#include "base/status.h"
#include "base/flags.h"
#include "base/outfile.h"
#include "stat/stat.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

enum { EXACT_ROUNDS = 10 };

struct request {
    struct ci_rounds rounds;
    const char *directory;   /* NULL: results are not kept */
    const char *timeout;     /* the flag for a round; NULL: not given */
    const char *needs_count; /* a flag that was given and is of whole runs alone; NULL: none */
    bool has_seed;
    bool single; /* one program, to be counted, not two to be compared */
    struct ci_pairs_options pairs;
    const char *programs[CI_PAIRS_SIDES]; /* as given, perhaps with %d */
    struct ci_stat_request stat;
};

static const char *read_count(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_rounds *rounds = &((struct request *)target)->rounds;
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
    struct ci_pairs_options *pairs = &((struct request *)target)->pairs;
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
    struct ci_pairs_options *pairs = &((struct request *)target)->pairs;
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
    struct ci_pairs_options *pairs = &((struct request *)target)->pairs;
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
    struct request *request = target;
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
    ((struct request *)target)->needs_count = flag->name;
    return ci_flag_text((char *)target + flag->number, flag, value);
}

static const char *read_run_set(void *target, const struct ci_flag *flag, const char *value)
{
    ((struct request *)target)->needs_count = flag->name;
    return ci_flag_set((char *)target + flag->number, flag, value);
}

static const char *read_cpus(void *target, const struct ci_flag *flag, const char *value)
{
    static const char wrong[] = "--cpu takes numbers from 1 with commas between";
    struct ci_rounds *rounds = &((struct request *)target)->rounds;
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
    struct ci_rounds *rounds = &((struct request *)target)->rounds;
    if (rounds->n_passed == CI_ROUNDS_PASSED_MAX)
        return "too many flags";
    if (flag->number)
        ((struct request *)target)->needs_count = flag->name;
    const char *passed = ci_pool_format(rounds->pool, value ? "-%s=%s" : "-%s", flag->name, value);
    rounds->passed[rounds->n_passed++] = passed;
    if (strcmp(flag->name, "timeout") == 0)
        ((struct request *)target)->timeout = passed;
    return NULL;
}

#define AT(field) offsetof(struct request, field)

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
    {"seed", "N", "of the random order (another one each time)", read_seed, 0, 0, 0},
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
    {"elided", "WORD", "with --count: as fast as an empty loop: note, error or off (note)",
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
static const char *program_of_layouts(const struct request *request, const char *path)
{
    struct ci_pool *pool = request->rounds.pool;
    bool all = request->pairs.layouts > 0 && !strstr(path, "%d");
    for (int layout = 1; layout <= request->pairs.layouts && all; layout++)
        all = access(ci_pool_format(pool, "%s.%d", path, layout), X_OK) == 0;
    return all ? ci_pool_format(pool, "%s.%%d", path) : path;
}

/* Returns whether there is something to do; otherwise STATUS is the exit status. */
static bool parse(struct request *request, char **argv, int *status)
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

/* Keeps a side's results in the directory. Returns the file's path, or NULL after an error. */
static const char *store(struct request *request, int number)
{
    static const char *const names[] = {"old.txt", "new.txt"};
    const struct ci_buffer *text = &request->rounds.sides[number].results;
    const char *path =
        ci_pool_format(request->rounds.pool, "%s/%s", request->directory, names[number]);
    struct ci_error error;
    if (mkdir(request->directory, 0777) && errno != EEXIST) {
        path = request->directory;
        ci_error_set(&error, "cannot be made: %s", strerror(errno));
    } else if (ci_outfile_write(path, text->bytes, text->length, &error) == 0) {
        return path;
    }
    ci_error_print(path, &error);
    return NULL;
}

/* The column's title: the program, unless its name would be read as something else. */
static const char *label(const struct ci_rounds *rounds, int number)
{
    const char *path = rounds->sides[number].path;
    bool same = strcmp(path, rounds->sides[!number].path) == 0;
    return same || strchr(path, '=') ? number == CI_ROUNDS_OLD ? "old" : "new" : path;
}

/* Compares whole runs as stat does. Returns an exit status. */
static int compare_runs(struct request *request)
{
    struct ci_bench_input inputs[CI_ROUNDS_SIDES];
    for (int i = 0; i < CI_ROUNDS_SIDES; i++) {
        const struct ci_buffer *text = &request->rounds.sides[i].results;
        const char *title = label(&request->rounds, i);
        const char *path = request->directory ? store(request, i) : title;
        if (!path)
            return EXIT_USAGE;
        inputs[i] = (struct ci_bench_input){path, title, text->bytes, text->length};
    }
    return ci_stat_compare(&request->stat, inputs, CI_ROUNDS_SIDES);
}

static void show_progress(const struct ci_rounds *rounds, const char *what, const char *name)
{
    if (rounds->terminal)
        fprintf(stderr, "\r\033[K%s %s", what, name);
}

static void end_progress(const struct ci_rounds *rounds)
{
    if (rounds->terminal)
        fputs("\r\033[K", stderr);
}

/* ---- Programs of Google Benchmark that count ---- */

enum { ITERATIONS = 100 }; /* as our harness runs where it counts */

/* "100x", of --benchtime. */
static int64_t iterations_of(const struct ci_rounds *rounds)
{
    char *end;
    long long number = rounds->benchtime ? strtoll(rounds->benchtime, &end, 10) : 0;
    return number > 0 && strcmp(end, "x") == 0 ? number : ITERATIONS;
}

/* Counts one benchmark of a side, into its results. */
static void count_case(struct request *request, int side, const struct ci_rounds_case *one)
{
    struct ci_rounds *rounds = &request->rounds;
    struct ci_count count;
    struct ci_worker_job job = {.kind = rounds->sides[side].kind,
                                .path = rounds->sides[side].path,
                                .name = one->name,
                                .pattern = one->pattern,
                                .cpu = -1,
                                .fixed_addresses = true};
    show_progress(rounds, "counting", one->name);
    const char *wrong = ci_count_measure(rounds->pool, &job, iterations_of(rounds), &count);
    end_progress(rounds);
    if (wrong) {
        fprintf(stderr, "cinstr: %s: %s: %s\n", job.path, one->name, wrong);
        rounds->failed = true;
        return;
    }
    if (count.varies)
        fprintf(stderr,
                "cinstr: %s: %s: other numbers of iterations give other counts for each of them\n",
                job.path, one->name);
    if (count.calls_included)
        fprintf(stderr,
                "cinstr: %s: %s: its number of iterations is fixed, so what it does outside of its "
                "loop is counted too, divided by them\n",
                job.path, one->name);
    ci_count_print(&rounds->sides[side].results, one->name, &count);
}

static void count_side(struct request *request, int side)
{
    for (size_t i = 0; i < request->rounds.n_cases; i++)
        count_case(request, side, &request->rounds.cases[i]);
}

/* Compares what both programs count. Returns an exit status. */
static int compare_counted(struct request *request)
{
    for (int side = 0; side < CI_ROUNDS_SIDES; side++) {
        count_side(request, side);
        if (request->rounds.sides[side].results.length == 0)
            return EXIT_NO_DATA; /* it has told why */
    }
    return compare_runs(request);
}

/* What both programs of Google Benchmark are for. Returns whether it is counting, or sets the
 * status where they are not alike. */
static bool both_count(const struct ci_rounds *rounds, int *status)
{
    bool old = ci_count_has_counts(rounds->sides[CI_ROUNDS_OLD].path);
    bool new = ci_count_has_counts(rounds->sides[CI_ROUNDS_NEW].path);
    if (old != new) {
        fprintf(stderr, "cinstr: of %s and %s only %s is built in mode=count\n",
                rounds->sides[CI_ROUNDS_OLD].path, rounds->sides[CI_ROUNDS_NEW].path,
                rounds->sides[old ? CI_ROUNDS_OLD : CI_ROUNDS_NEW].path);
        *status = EXIT_UNLIKE;
    }
    return old && new;
}

/* Counts one program and prints the results. Returns an exit status. */
static int run_single(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    const char *path = rounds->sides[CI_ROUNDS_OLD].path;
    if (access(path, F_OK)) {
        fprintf(stderr, "cinstr: %s: no such program\n", path);
        return EXIT_NO_FILE;
    }
    int status = ci_rounds_plan_google(rounds);
    if (status)
        return status;
    if (!ci_count_has_counts(path)) {
        fprintf(stderr,
                "cinstr: %s: is not built in mode=count; 'cinstr bench --compare' compares times\n",
                path);
        return EXIT_UNLIKE;
    }
    count_side(request, CI_ROUNDS_OLD);
    const struct ci_buffer *text = &rounds->sides[CI_ROUNDS_OLD].results;
    if (text->length == 0)
        return EXIT_NO_DATA;
    if (request->directory)
        return store(request, CI_ROUNDS_OLD) ? 0 : EXIT_USAGE;
    fwrite(text->bytes, 1, text->length, stdout);
    return fflush(stdout) ? EXIT_USAGE : 0;
}

/* ---- Programs of our harness ---- */

/* Makes whole runs in turns. Returns an exit status. */
static int run_rounds(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    int status = ci_rounds_plan(rounds);
    if (!status && rounds->sides[CI_ROUNDS_OLD].kind != CI_WORKER_CINSTR) {
        if (both_count(rounds, &status))
            return compare_counted(request);
        if (status)
            return status;
        fprintf(stderr, "cinstr: bench: --count needs programs linked with -lcinstr-bench\n");
        return EXIT_USAGE;
    }
    if (!status)
        status = ci_rounds_run(rounds);
    return status ? status : compare_runs(request);
}

static struct ci_worker_job job_of(const struct request *request, size_t number, int side)
{
    const struct ci_rounds *rounds = &request->rounds;
    const struct ci_rounds_case *one = &rounds->cases[number];
    return (struct ci_worker_job){.kind = rounds->sides[side].kind,
                                  .path = request->programs[side],
                                  .name = one->name,
                                  .pattern = one->pattern,
                                  .cpus = one->cpus,
                                  .timeout = request->timeout,
                                  .cpu = -1};
}

/* Compares one benchmark. Returns 0 and the result, or an exit status after one line on stderr. */
static int compare_one(struct request *request, size_t number, struct ci_pairs_result *result)
{
    struct ci_rounds *rounds = &request->rounds;
    struct ci_buffer sinks[CI_PAIRS_SIDES] = {{0}};
    struct ci_worker_job jobs[CI_PAIRS_SIDES];
    for (int side = 0; side < CI_PAIRS_SIDES; side++)
        jobs[side] = job_of(request, number, side);
    show_progress(rounds, "comparing", jobs[CI_PAIRS_OLD].name);
    ci_pairs_compare(rounds->pool, jobs, &request->pairs, request->directory ? sinks : NULL,
                     result);
    end_progress(rounds);
    for (int side = 0; side < CI_PAIRS_SIDES; side++) {
        if (sinks[side].length > 0)
            ci_buffer_append(&rounds->sides[side].results, sinks[side].bytes, sinks[side].length);
        ci_buffer_deinit(&sinks[side]);
    }
    if (result->unlike) {
        fprintf(stderr,
                "cinstr: %s and %s are built in different modes: their times cannot be compared\n",
                jobs[CI_PAIRS_OLD].path, jobs[CI_PAIRS_NEW].path);
        return EXIT_UNLIKE;
    }
    if (result->exact)
        result->failure = "it is built in mode=count: --count compares counts";
    if (!result->failure)
        return 0;
    fprintf(stderr, "cinstr: %s: %s: %s\n", jobs[result->failed_side].path, result->name,
            result->failure);
    return EXIT_NO_DATA;
}

/* Compares all benchmarks by pairs and prints the table. Returns an exit status. */
static int compare_pairs(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    struct ci_pairs_report report = {.pool = rounds->pool,
                                     .options = &request->pairs,
                                     .stat = &request->stat,
                                     .titles = {label(rounds, 0), label(rounds, 1)}};
    report.results = ci_pool_alloc(rounds->pool, rounds->n_cases + 1, sizeof *report.results);
    for (size_t i = 0; i < rounds->n_cases; i++) {
        if (rounds->cases[i].dropped)
            continue;
        int status = compare_one(request, i, &report.results[report.count]);
        if (status == EXIT_UNLIKE)
            return status;
        rounds->failed |= status != 0;
        report.count += status == 0;
    }
    if (report.count == 0)
        return EXIT_NO_DATA; /* each has told why */
    for (int side = 0; side < CI_PAIRS_SIDES && request->directory; side++)
        if (!store(request, side))
            return EXIT_USAGE;
    int status = ci_pairs_report(&report);
    if ((fflush(stdout) || ferror(stdout)) && !status) {
        perror("cinstr: writing");
        status = EXIT_USAGE;
    }
    return status;
}

/* Benchmarks that only the old program has fail a gate, unless they may be missing. */
static int count_missing(const struct request *request)
{
    int missing = 0;
    for (size_t i = 0; i < request->rounds.n_cases; i++)
        missing += request->rounds.cases[i].dropped;
    return request->stat.use_gate && !request->stat.gate.allow_missing ? missing : 0;
}

static int run_pairs(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    rounds->benchtime = "1x";
    rounds->listing = true;
    int status = ci_rounds_plan(rounds);
    if (status)
        return status;
    if (rounds->sides[CI_ROUNDS_OLD].kind != CI_WORKER_CINSTR) {
        rounds->benchtime = NULL;
        if (both_count(rounds, &status))
            return compare_counted(request);
        if (status)
            return status;
    }
    if (!rounds->exact) {
        status = compare_pairs(request);
        return status == 0 && count_missing(request) ? EXIT_REGRESSION : status;
    }
    /* Counts are the same in each run: a few whole ones tell whether they are. */
    rounds->benchtime = NULL;
    rounds->listing = false;
    rounds->n_cases = 0;
    rounds->count = EXACT_ROUNDS;
    for (int side = 0; side < CI_ROUNDS_SIDES; side++)
        ci_buffer_deinit(&rounds->sides[side].list);
    return run_rounds(request);
}

static int run(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    int status = request->single ? run_single(request)
                 : rounds->count ? run_rounds(request)
                                 : run_pairs(request);
    /* A failed benchmark is no success, but no regression either. */
    if (rounds->failed && (status == 0 || status == EXIT_REGRESSION))
        status = EXIT_NO_DATA;
    for (int i = 0; i < CI_ROUNDS_SIDES; i++) {
        ci_buffer_deinit(&rounds->sides[i].list);
        ci_buffer_deinit(&rounds->sides[i].results);
    }
    return status;
}

/* What holds where no flag says otherwise. */
static void set_defaults(struct request *request, struct ci_pool *pool)
{
    *request = (struct request){
        .rounds = {.pool = pool},
        .pairs = {.precision = 0.01, .limit = INT64_C(20000000000)},
    };
    ci_stat_request_init(&request->stat, pool);
    use_all_cpus(&request->rounds);
    request->rounds.passed[request->rounds.n_passed++] = "-pkg="; /* else the two would differ */
    request->rounds.terminal = isatty(STDERR_FILENO);
}

int ci_bench_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_pool pool = {0};
    int status = 0;
    struct request request;
    set_defaults(&request, &pool);
    if (parse(&request, argv, &status))
        status = run(&request);
    ci_pool_deinit(&pool);
    return status;
}
