/* SPDX-License-Identifier: MIT */
/* bench.c - 'cinstr bench': runs two programs of benchmarks in turns and compares them. */
#include "commands.h"
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
#include <unistd.h>

static const char notes[] =
    "Runs every benchmark that OLD and NEW have in common in both, one right after the other, in\n"
    "--count rounds; OLD is first in one round and NEW in the next. Both run as many iterations "
    "as\n"
    "OLD needs for --benchtime. Then the results are compared as 'cinstr stat' compares them.\n"
    "Programs built in mode=count are run without address space randomization.\n";

struct request {
    struct ci_rounds rounds;
    const char *directory; /* NULL: results are not kept */
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

/* A flag that the programs get as it is. */
static const char *read_passed(void *target, const struct ci_flag *flag, const char *value)
{
    struct ci_rounds *rounds = &((struct request *)target)->rounds;
    if (rounds->n_passed == CI_ROUNDS_PASSED_MAX)
        return "too many flags";
    rounds->passed[rounds->n_passed++] =
        ci_pool_format(rounds->pool, value ? "-%s=%s" : "-%s", flag->name, value);
    return NULL;
}

#define AT(field) offsetof(struct request, field)

static const struct ci_flag table[] = {
    {"compare", "OLD", "the first of the two programs, NEW is the second", ci_flag_text,
     AT(rounds.sides[CI_ROUNDS_OLD].path), 0, 0},
    {"count", "N", "rounds (10)", read_count, 0, 0, 0},
    {"benchtime", "D", "time that each run takes with OLD, or iterations as Nx (1s)", ci_flag_text,
     AT(rounds.benchtime), 0, 0},
    {"bench", "REGEXP", "the benchmarks to run (all)", ci_flag_text, AT(rounds.bench), 0, 0},
    {"skip", "REGEXP", "benchmarks to leave out", ci_flag_text, AT(rounds.skip), 0, 0},
    {"cpu", "LIST", "threads of parallel benchmarks, a comparison for each (the CPUs)", read_cpus,
     0, 0, 0},
    {"o", "DIR", "keep the results as DIR/old.txt and DIR/new.txt", ci_flag_text, AT(directory), 0,
     0},
    {"timeout", "D", "a benchmark that takes longer in one run fails (10m)", read_passed, 0, 0, 0},
    {"elided", "WORD", "benchmarks as fast as an empty loop: note, error or off (note)",
     read_passed, 0, 0, 0},
    {"benchmem", NULL, "compare B/op and allocs/op too", read_passed, 0, 0, 0},
    {"benchmin", NULL, "compare min-ns/op too", read_passed, 0, 0, 0},
    {"env", NULL, "put all that may disturb into the results", read_passed, 0, 0, 0},
    {"alpha", "P", "a difference counts if p <= P (0.05)", ci_stat_read_level, AT(stat), 0,
     offsetof(struct ci_stat_request, options.alpha)},
    {"confidence", "LEVEL", "of the ranges (0.95)", ci_stat_read_level, AT(stat), 0,
     offsetof(struct ci_stat_request, options.confidence)},
    {"format", "FORMAT", "text, csv, markdown or json (text)", ci_stat_read_format, AT(stat), 0, 0},
    {"filter", "QUERY", "compare only matching benchmarks (*)", ci_flag_text, AT(stat.filter), 0,
     0},
    {"limit", "UNIT=REL%|ABS", "for --gate, as in 'cinstr stat'", ci_stat_read_limit, AT(stat), 0,
     0},
    {"min", NULL, "show the least value too", ci_flag_set, AT(stat.options.show_min), 0, 0},
    {"gate", NULL, "exit with 1 if a benchmark is worse than its limit", ci_flag_set,
     AT(stat.use_gate), 0, 0},
    {"allow-missing", NULL, "a benchmark that only OLD has does not fail the gate", ci_flag_set,
     AT(stat.gate.allow_missing), 0, 0},
    {0},
};

#undef AT

/* Returns whether there is something to do; otherwise STATUS is the exit status. */
static bool parse(struct request *request, char **argv, int *status)
{
    struct ci_flags flags = {.arguments = "--compare OLD NEW",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_JUDGES | CI_STATUS(NONDETERMINISTIC)};
    struct ci_rounds *rounds = &request->rounds;
    if (!ci_flags_read(&flags, argv, request, status))
        return false;
    const char *wrong = ci_stat_request_check(&request->stat);
    if (!rounds->sides[CI_ROUNDS_OLD].path)
        wrong = "--compare OLD NEW is needed";
    else if (!flags.next[0] || flags.next[1])
        wrong = "--compare takes two programs";
    if (wrong) {
        *status = ci_flags_refuse(&flags, wrong);
        return false;
    }
    rounds->sides[CI_ROUNDS_NEW].path = flags.next[0];
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

/* Prints the table. Returns an exit status. */
static int compare(struct request *request)
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

static int run(struct request *request)
{
    struct ci_rounds *rounds = &request->rounds;
    int status = ci_rounds_plan(rounds);
    if (!status)
        status = ci_rounds_run(rounds);
    if (!status)
        status = compare(request);
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
    struct request request = {.rounds = {.pool = &pool, .count = 10}};
    ci_stat_request_init(&request.stat, &pool);
    use_all_cpus(&request.rounds);
    request.rounds.passed[request.rounds.n_passed++] = "-pkg="; /* else the two would differ */
    request.rounds.terminal = isatty(STDERR_FILENO);
    if (parse(&request, argv, &status))
        status = run(&request);
    ci_pool_deinit(&pool);
    return status;
}
