/* SPDX-License-Identifier: MIT */
/* plan.c - which benchmarks both programs have, and how many iterations each is to run. */
#include "bench/rounds.h"

#include "bench/google.h"
#include "stat/benchfile.h"
#include "base/status.h"
#include "base/error.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int refuse(const char *path, int status, const char *reason)
{
    struct ci_error error;
    ci_error_set(&error, "%s", reason);
    ci_error_print(path, &error);
    return status;
}

/* What of -bench selects top-level benchmarks, if that can be told without its grammar. */
static const char *list_pattern(const struct ci_rounds *rounds)
{
    return rounds->bench && !strchr(rounds->bench, '/') ? rounds->bench : ".";
}

/* A program that is none of our harness may be one of Google Benchmark. */
static int list_google(struct ci_rounds *rounds, struct ci_rounds_side *side)
{
    struct ci_buffer all = {0};
    bool google = ci_worker_is_google(side->path, NULL, &side->kind, &all) && all.length > 0;
    ci_buffer_deinit(&all);
    if (!google)
        return refuse(side->path, EXIT_USAGE,
                      "lists no benchmarks; link a program of benchmarks with -lcinstr-bench");
    if (ci_worker_is_google(side->path, rounds->bench, &side->kind, &side->list) &&
        side->list.length > 0)
        return 0;
    return refuse(side->path, EXIT_NO_MATCH, "has no such benchmark");
}

/* Asks the program for its benchmarks, which also tells whether it is a program of benchmarks. */
static int list(struct ci_rounds *rounds, struct ci_rounds_side *side)
{
    const char *flag = ci_pool_format(rounds->pool, "-list=%s", list_pattern(rounds));
    const char *arguments[] = {side->path, "-list=.", NULL};
    struct ci_buffer all = {0};
    const char *line = NULL;
    size_t length = 0, count = 0;
    if (access(side->path, F_OK))
        return refuse(side->path, EXIT_NO_FILE, "no such program");
    int status = ci_rounds_capture(arguments, true, false, &all);
    bool lists = status == 0;
    for (; (line = ci_rounds_line(&all, line, &length)); count++)
        lists = lists && ci_rounds_starts(line, length, "Benchmark");
    ci_buffer_deinit(&all);
    if (status < 0)
        return refuse(side->path, EXIT_USAGE,
                      ci_pool_format(rounds->pool, "cannot be run: %s", strerror(-status)));
    if (!lists || count == 0)
        return list_google(rounds, side);
    arguments[1] = flag;
    status = ci_rounds_capture(arguments, false, false, &side->list);
    return status == 0 ? 0 : EXIT_USAGE; /* a bad -bench, which it has told */
}

/* Whether the side lists the top-level benchmark that `name`, without "Benchmark", belongs to. */
static bool has(const struct ci_rounds_side *side, const char *name, size_t name_length)
{
    const char *line = NULL;
    const size_t start = strlen("Benchmark");
    for (size_t length = 0; (line = ci_rounds_line(&side->list, line, &length));)
        if (length == start + name_length && memcmp(line + start, name, name_length) == 0)
            return true;
    return false;
}

/* A pattern that the name alone matches: each element anchored, all but letters escaped. */
static const char *exact_pattern(struct ci_pool *pool, const char *name, size_t length)
{
    struct ci_buffer text = {0};
    ci_buffer_append(&text, "^Benchmark", strlen("^Benchmark"));
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c == '/') {
            ci_buffer_append(&text, "$/^", 3);
            continue;
        }
        if (c < 0x80 && !isalnum(c) && c != '_')
            ci_buffer_append(&text, "\\", 1);
        ci_buffer_append(&text, &name[i], 1);
    }
    ci_buffer_append(&text, "$", 1);
    return ci_buffer_finish(&text, pool);
}

struct planning {
    struct ci_rounds *rounds;
    int cpus;
};

/* A result of the old program: a benchmark to be measured. */
static void on_result(void *context, struct ci_bench_result *result)
{
    struct planning *planning = context;
    struct ci_rounds *rounds = planning->rounds;
    const char *suffix = planning->cpus > 1 ? strrchr(result->name, '-') : NULL;
    size_t length = suffix ? (size_t)(suffix - result->name) : strlen(result->name);
    for (size_t i = 0; i < rounds->n_cases; i++)
        if (strcmp(rounds->cases[i].name, result->name) == 0)
            return;
    rounds->cases =
        ci_pool_grow(rounds->pool, rounds->cases, rounds->n_cases, sizeof *rounds->cases);
    rounds->cases[rounds->n_cases++] = (struct ci_rounds_case){
        .name = ci_pool_copy(rounds->pool, result->name, strlen(result->name)),
        .pattern = exact_pattern(rounds->pool, result->name, length),
        .cpus = planning->cpus,
        .iterations = result->iterations,
    };
}

static void on_error(void *context, const char *file, int line, const char *message)
{
    (void)context;
    fprintf(stderr, "cinstr: %s: line %d of its output: %s\n", file, line, message);
}

/* Failures and remarks are for the user; the figures are not, as they are measured again. */
static void print_remarks(struct ci_rounds *rounds, const struct ci_buffer *output)
{
    const char *line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(output, line, &length));) {
        bool failure = ci_rounds_starts(line, length, "--- FAIL");
        bool remark = !rounds->listing && (ci_rounds_starts(line, length, "# ") ||
                                           ci_rounds_starts(line, length, "--- NOTE"));
        if (failure || remark)
            fprintf(stderr, "%.*s\n", (int)length, line);
        rounds->failed |= failure;
    }
}

/* Runs the old program as the user would, once, with one value of -cpu. */
static int ramp(struct ci_rounds *rounds, int cpus)
{
    const struct ci_rounds_side *side = &rounds->sides[CI_ROUNDS_OLD];
    const char *arguments[CI_ROUNDS_PASSED_MAX + 8] = {side->path, "-count=1"};
    size_t n = 2;
    struct ci_buffer output = {0};
    struct planning planning = {rounds, cpus};
    struct ci_bench_reader reader = {
        .pool = rounds->pool, .result = on_result, .error = on_error, .context = &planning};
    arguments[n++] = ci_pool_format(rounds->pool, "-cpu=%d", cpus);
    if (rounds->bench)
        arguments[n++] = ci_pool_format(rounds->pool, "-bench=%s", rounds->bench);
    if (rounds->skip)
        arguments[n++] = ci_pool_format(rounds->pool, "-skip=%s", rounds->skip);
    if (rounds->benchtime)
        arguments[n++] = ci_pool_format(rounds->pool, "-benchtime=%s", rounds->benchtime);
    for (size_t i = 0; i < rounds->n_passed; i++)
        arguments[n++] = rounds->passed[i];
    int status = ci_rounds_capture(arguments, false, false, &output);
    if (status == 0 || status == 1)
        ci_benchfile_parse(&reader, side->path, side->path, output.bytes ? output.bytes : "",
                           output.length);
    print_remarks(rounds, &output);
    rounds->exact |= ci_benchfile_unit_is_exact(&reader, "calls/op");
    ci_buffer_deinit(&output);
    return status == 0 || status == 1 ? 0 : EXIT_USAGE; /* it has told why */
}

/* Names that one side alone has are told, not left out in silence. */
static void tell_alone(struct ci_rounds *rounds)
{
    const struct ci_rounds_side *old = &rounds->sides[CI_ROUNDS_OLD];
    const struct ci_rounds_side *new = &rounds->sides[CI_ROUNDS_NEW];
    const size_t start = strlen("Benchmark");
    const char *line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(&new->list, line, &length));)
        if (!rounds->skip && (!rounds->bench || !strchr(rounds->bench, '/')) &&
            !has(old, line + start, length - start))
            fprintf(stderr, "cinstr: only %s has %.*s\n", new->path, (int)length, line);
}

/* Drops what the new program has not; returns how many benchmarks are left. */
static size_t find_common(struct ci_rounds *rounds)
{
    size_t left = 0;
    for (size_t i = 0; i < rounds->n_cases; i++) {
        struct ci_rounds_case *one = &rounds->cases[i];
        size_t length = strcspn(one->name, "/");
        const char *suffix = one->cpus > 1 && !one->name[length] ? strrchr(one->name, '-') : NULL;
        one->dropped = !has(&rounds->sides[CI_ROUNDS_NEW], one->name,
                            suffix ? (size_t)(suffix - one->name) : length);
        if (one->dropped)
            fprintf(stderr, "cinstr: only %s has Benchmark%s\n", rounds->sides[CI_ROUNDS_OLD].path,
                    one->name);
        left += !one->dropped;
    }
    tell_alone(rounds);
    return left;
}

static bool lists(const struct ci_rounds_side *side, const char *name, size_t name_length)
{
    const char *line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(&side->list, line, &length));)
        if (length == name_length && memcmp(line, name, length) == 0)
            return true;
    return false;
}

/* The benchmarks that both programs of Google Benchmark list. */
static int plan_listed(struct ci_rounds *rounds)
{
    const struct ci_rounds_side *old = &rounds->sides[CI_ROUNDS_OLD];
    const struct ci_rounds_side *new = &rounds->sides[CI_ROUNDS_NEW];
    const char *line = NULL;
    if (old->kind != new->kind)
        return refuse(
            new->path, EXIT_UNLIKE,
            "uses another benchmark library, or another version of it, than the old program");
    for (size_t length = 0; (line = ci_rounds_line(&old->list, line, &length));) {
        if (!lists(new, line, length)) {
            fprintf(stderr, "cinstr: only %s has %.*s\n", old->path, (int)length, line);
            continue;
        }
        rounds->cases =
            ci_pool_grow(rounds->pool, rounds->cases, rounds->n_cases, sizeof *rounds->cases);
        rounds->cases[rounds->n_cases++] = (struct ci_rounds_case){
            .name = ci_pool_copy(rounds->pool, line, length),
            .pattern = ci_google_pattern(rounds->pool, line, length),
            .cpus = 1,
        };
    }
    line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(&new->list, line, &length));)
        if (!lists(old, line, length))
            fprintf(stderr, "cinstr: only %s has %.*s\n", new->path, (int)length, line);
    return rounds->n_cases > 0
               ? 0
               : refuse(
                     new->path, EXIT_NO_MATCH,
                     ci_pool_format(rounds->pool, "has no benchmark in common with %s", old->path));
}

int ci_rounds_plan_google(struct ci_rounds *rounds)
{
    for (int i = 0; i < CI_ROUNDS_SIDES; i++) {
        struct ci_rounds_side *side = &rounds->sides[i];
        int status = list(rounds, side);
        if (!status && side->kind == CI_WORKER_CINSTR)
            status = refuse(side->path, EXIT_USAGE,
                            "prints its counts itself, with -bench=.; --compare compares two");
        if (status)
            return status;
    }
    return plan_listed(rounds);
}

int ci_rounds_plan(struct ci_rounds *rounds)
{
    int status = 0;
    for (int i = 0; i < CI_ROUNDS_SIDES && !status; i++)
        status = list(rounds, &rounds->sides[i]);
    if (status)
        return status;
    if (rounds->sides[CI_ROUNDS_OLD].kind != CI_WORKER_CINSTR ||
        rounds->sides[CI_ROUNDS_NEW].kind != CI_WORKER_CINSTR)
        return plan_listed(rounds);
    if (!rounds->listing)
        fprintf(stderr, "cinstr: finding the number of iterations with %s\n",
                rounds->sides[CI_ROUNDS_OLD].path);
    for (size_t i = 0; i < rounds->n_cpus && !status; i++)
        status = ramp(rounds, rounds->cpus[i]);
    if (status)
        return status;
    if (rounds->n_cases == 0 && rounds->failed)
        return refuse(rounds->sides[CI_ROUNDS_OLD].path, EXIT_NO_DATA,
                      "no benchmark could be measured");
    if (rounds->n_cases == 0)
        return EXIT_NO_MATCH; /* it has told */
    if (find_common(rounds) == 0)
        return refuse(rounds->sides[CI_ROUNDS_NEW].path, EXIT_NO_MATCH,
                      ci_pool_format(rounds->pool, "has no benchmark in common with %s",
                                     rounds->sides[CI_ROUNDS_OLD].path));
    return 0;
}
