/* SPDX-License-Identifier: MIT */
/* bench.c - 'cinstr bench': compares two programs of benchmarks, or counts one. */
#include "commands.h"
#include "bench/count.h"
#include "bench/report.h"
#include "bench/request.h"
#include "base/status.h"
#include "base/outfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXACT_ROUNDS = 10 };

/* Keeps a side's results in the directory. Returns the file's path, or NULL after an error. */
static const char *store(struct ci_bench_request *request, int number)
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
static int compare_runs(struct ci_bench_request *request)
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
static void count_case(struct ci_bench_request *request, int side, const struct ci_rounds_case *one)
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

static void count_side(struct ci_bench_request *request, int side)
{
    for (size_t i = 0; i < request->rounds.n_cases; i++)
        count_case(request, side, &request->rounds.cases[i]);
}

/* Compares what both programs count. Returns an exit status. */
static int compare_counted(struct ci_bench_request *request)
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
static int run_single(struct ci_bench_request *request)
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
static int run_rounds(struct ci_bench_request *request)
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

static struct ci_worker_job job_of(const struct ci_bench_request *request, size_t number, int side)
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
static int compare_one(struct ci_bench_request *request, size_t number,
                       struct ci_pairs_result *result)
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

/* A side of the table by pairs: the program, or all of those that stand for its layouts. */
static const char *pairs_title(const struct ci_bench_request *request, int side)
{
    const char *path = request->programs[side], *place = strstr(path, "%d");
    if (!place || !request->pairs.layouts)
        return path;
    return ci_pool_format(request->rounds.pool, "%.*s{1..%d}%s", (int)(place - path), path,
                          request->pairs.layouts, place + 2);
}

/* Compares all benchmarks by pairs and prints the table. Returns an exit status. */
static int compare_pairs(struct ci_bench_request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    struct ci_pairs_report report = {
        .pool = rounds->pool,
        .options = &request->pairs,
        .stat = &request->stat,
        .titles = {pairs_title(request, CI_PAIRS_OLD), pairs_title(request, CI_PAIRS_NEW)}};
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
static int count_missing(const struct ci_bench_request *request)
{
    int missing = 0;
    for (size_t i = 0; i < request->rounds.n_cases; i++)
        missing += request->rounds.cases[i].dropped;
    return request->stat.use_gate && !request->stat.gate.allow_missing ? missing : 0;
}

static int run_pairs(struct ci_bench_request *request)
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

static int run(struct ci_bench_request *request)
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

int ci_bench_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_pool pool = {0};
    int status = 0;
    struct ci_bench_request request;
    ci_bench_request_init(&request, &pool);
    if (ci_bench_request_read(&request, argv, &status))
        status = run(&request);
    ci_pool_deinit(&pool);
    return status;
}
