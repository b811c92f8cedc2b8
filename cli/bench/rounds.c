/* SPDX-License-Identifier: MIT */
/* rounds.c - the rounds of a comparison; see rounds.h. */
#include "bench/rounds.h"

#include "stat/benchfile.h"
#include "base/status.h"

#include <stdio.h>
#include <string.h>

/* What a run is looked at for: the result of one benchmark. */
struct search {
    const char *name;
    bool found;
};

static void on_result(void *context, struct ci_bench_result *result)
{
    struct search *search = context;
    search->found |= strcmp(result->name, search->name) == 0;
}

static void on_error(void *context, const char *file, int line, const char *message)
{
    (void)context, (void)file, (void)line, (void)message; /* told when the plan was made */
}

static bool has_result(struct ci_rounds *rounds, const struct ci_rounds_side *side,
                       const struct ci_rounds_case *one, const struct ci_buffer *output)
{
    struct search search = {.name = one->name};
    struct ci_bench_reader reader = {
        .pool = rounds->pool, .result = on_result, .error = on_error, .context = &search};
    ci_benchfile_parse(&reader, side->path, side->path, output->bytes ? output->bytes : "",
                       output->length);
    return search.found;
}

/* Adds the run to the side's results: the first one with its header, of others the results. */
static void keep(struct ci_rounds_side *side, const struct ci_buffer *output)
{
    bool first = side->results.length == 0;
    const char *line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(output, line, &length));) {
        bool data =
            ci_rounds_starts(line, length, "Benchmark") || ci_rounds_starts(line, length, "Unit ");
        bool header = first && length > 0 && line[0] >= 'a' && line[0] <= 'z';
        if (!data && !header)
            continue;
        ci_buffer_append(&side->results, line, length);
        ci_buffer_append(&side->results, "\n", 1);
    }
}

static void start_line(const struct ci_rounds *rounds)
{
    if (rounds->terminal)
        fputs("\r\033[K", stderr);
}

/* Says what went wrong in a run that has no result, and ends the rounds of the benchmark. */
static void drop(struct ci_rounds *rounds, const struct ci_rounds_side *side,
                 struct ci_rounds_case *one, const struct ci_buffer *output, int status)
{
    bool told = false;
    const char *line = NULL;
    one->dropped = true;
    start_line(rounds);
    for (size_t length = 0; (line = ci_rounds_line(output, line, &length));) {
        if (!ci_rounds_starts(line, length, "--- FAIL"))
            continue;
        fprintf(stderr, "cinstr: %s: %.*s\n", side->path, (int)length, line);
        told = rounds->failed = true;
    }
    if (told)
        return;
    if (status > 1) {
        rounds->failed = true;
        fprintf(stderr, "cinstr: %s: exit status %d when it ran Benchmark%s\n", side->path, status,
                one->name);
        return;
    }
    fprintf(stderr, "cinstr: %s has no Benchmark%s, or skips it\n", side->path, one->name);
}

static void run_side(struct ci_rounds *rounds, int number, struct ci_rounds_case *one)
{
    struct ci_rounds_side *side = &rounds->sides[number];
    const char *arguments[CI_ROUNDS_PASSED_MAX + 8] = {side->path, "-count=1"};
    size_t n = 2;
    struct ci_buffer output = {0};
    if (one->dropped)
        return;
    arguments[n++] = ci_pool_format(rounds->pool, "-bench=%s", one->pattern);
    arguments[n++] = ci_pool_format(rounds->pool, "-benchtime=%lldx", (long long)one->iterations);
    arguments[n++] = ci_pool_format(rounds->pool, "-cpu=%d", one->cpus);
    for (size_t i = 0; i < rounds->n_passed; i++)
        arguments[n++] = rounds->passed[i];
    int status = ci_rounds_capture(arguments, true, rounds->exact, &output);
    if (has_result(rounds, side, one, &output))
        keep(side, &output);
    else
        drop(rounds, side, one, &output, status);
    ci_buffer_deinit(&output);
}

static void show_progress(const struct ci_rounds *rounds, long round,
                          const struct ci_rounds_case *one)
{
    if (!rounds->terminal)
        return;
    fprintf(stderr, "\r\033[Kround %ld of %ld: Benchmark%s, %lld iterations", round + 1,
            rounds->count, one->name, (long long)one->iterations);
}

/* Where stderr is a file, a line for each round at most, and not more than ten. */
static void log_round(const struct ci_rounds *rounds, long round)
{
    long step = rounds->count > 10 ? rounds->count / 10 : 1;
    if (!rounds->terminal && round % step == 0)
        fprintf(stderr, "cinstr: round %ld of %ld\n", round + 1, rounds->count);
}

int ci_rounds_run(struct ci_rounds *rounds)
{
    for (long round = 0; round < rounds->count; round++) {
        int first = round % 2 ? CI_ROUNDS_NEW : CI_ROUNDS_OLD;
        log_round(rounds, round);
        for (size_t i = 0; i < rounds->n_cases; i++) {
            struct ci_rounds_case *one = &rounds->cases[i];
            if (one->dropped)
                continue;
            show_progress(rounds, round, one);
            run_side(rounds, first, one);
            run_side(rounds, !first, one);
        }
    }
    start_line(rounds);
    if (rounds->sides[CI_ROUNDS_OLD].results.length > 0 &&
        rounds->sides[CI_ROUNDS_NEW].results.length > 0)
        return 0;
    fprintf(stderr, "cinstr: bench: no benchmark was measured in both programs\n");
    return rounds->failed ? EXIT_NO_DATA : EXIT_NO_MATCH;
}
