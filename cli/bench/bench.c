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
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FLAG_COMPARE,
    FLAG_COUNT,
    FLAG_BENCHTIME,
    FLAG_BENCH,
    FLAG_SKIP,
    FLAG_CPU,
    FLAG_OUT,
    FLAG_PASSED,                 /* from here on for the programs */
    FLAG_STAT = FLAG_PASSED + 5, /* from here on for stat */
};

static const struct ci_flag table[] = {
    {"compare", "OLD", "the first of the two programs, NEW is the second"},
    {"count", "N", "rounds (10)"},
    {"benchtime", "D", "time that each run takes with OLD, or iterations as Nx (1s)"},
    {"bench", "REGEXP", "the benchmarks to run (all)"},
    {"skip", "REGEXP", "benchmarks to leave out"},
    {"cpu", "LIST", "threads of parallel benchmarks, a comparison for each (the CPUs)"},
    {"o", "DIR", "keep the results as DIR/old.txt and DIR/new.txt"},
    {"timeout", "D", "a benchmark that takes longer in one run fails (10m)"},
    {"elided", "WORD", "benchmarks as fast as an empty loop: note, error or off (note)"},
    {"benchmem", NULL, "compare B/op and allocs/op too"},
    {"benchmin", NULL, "compare min-ns/op too"},
    {"env", NULL, "put all that may disturb into the results"},
    {"alpha", "P", "a difference counts if p <= P (0.05)"},
    {"confidence", "LEVEL", "of the ranges (0.95)"},
    {"format", "FORMAT", "text, csv, markdown or json (text)"},
    {"filter", "QUERY", "compare only matching benchmarks (*)"},
    {"limit", "UNIT=REL%|ABS", "for --gate, as in 'cinstr stat'"},
    {"min", NULL, "show the least value too"},
    {"gate", NULL, "exit with 1 if a benchmark is worse than its limit"},
    {"allow-missing", NULL, "a benchmark that only OLD has does not fail the gate"},
    {NULL, NULL, NULL},
};

static const char notes[] =
    "Runs every benchmark that OLD and NEW have in common in both, one right after the other, in\n"
    "--count rounds; OLD is first in one round and NEW in the next. The number of iterations is\n"
    "that which OLD takes for --benchtime, and the same for both. Then the results are compared\n"
    "as by 'cinstr stat'. Programs built in mode=count are run without address space\n"
    "randomization.\n\n"
    "Exit status: 0 done; 1 worse than a limit of --gate; 2 the command line cannot be used, or a\n"
    "program is none of benchmarks; 3 a program does not exist; 4 an exact value varies; 5 no\n"
    "benchmark matches or is in common; 6 a benchmark failed, or there is too little to judge by;\n"
    "7 nothing can be compared.\n";

struct request {
    struct ci_rounds rounds;
    const char *directory; /* NULL: results are not kept */
    const char *stat[32];  /* flags for stat */
    size_t n_stat;
};

static bool take_count(struct ci_rounds *rounds, const char *value)
{
    char *end;
    errno = 0;
    rounds->count = strtol(value, &end, 10);
    return *value && !*end && !errno && rounds->count >= 1 && rounds->count <= 100000;
}

static bool take_cpus(struct ci_rounds *rounds, const char *value)
{
    rounds->n_cpus = 0;
    while (true) {
        char *end;
        long number = strtol(value, &end, 10);
        if (end == value || number < 1 || number > 65536 || rounds->n_cpus == CI_ROUNDS_CPUS_MAX)
            return false;
        rounds->cpus[rounds->n_cpus++] = (int)number;
        if (!*end)
            return true;
        if (*end != ',')
            return false;
        value = end + 1;
    }
}

/* The flag again, for a program or for stat. */
static const char *spell(struct request *request, int flag, const char *value)
{
    return ci_pool_format(request->rounds.pool, value ? "-%s=%s" : "-%s", table[flag].name, value);
}

static const char *take(struct request *request, int flag, const char *value)
{
    struct ci_rounds *rounds = &request->rounds;
    const size_t room = sizeof request->stat / sizeof *request->stat - 4;
    if (flag == FLAG_COMPARE)
        rounds->sides[CI_ROUNDS_OLD].path = value;
    else if (flag == FLAG_COUNT && !take_count(rounds, value))
        return "--count takes a number from 1 to 100000";
    else if (flag == FLAG_BENCHTIME)
        rounds->benchtime = value;
    else if (flag == FLAG_BENCH)
        rounds->bench = value;
    else if (flag == FLAG_SKIP)
        rounds->skip = value;
    else if (flag == FLAG_CPU && !take_cpus(rounds, value))
        return "--cpu takes numbers from 1 with commas between";
    else if (flag == FLAG_OUT)
        request->directory = value;
    else if (flag >= FLAG_STAT && request->n_stat == room)
        return "too many flags";
    else if (flag >= FLAG_STAT)
        request->stat[request->n_stat++] = spell(request, flag, value);
    else if (flag >= FLAG_PASSED && rounds->n_passed == CI_ROUNDS_PASSED_MAX)
        return "too many flags";
    else if (flag >= FLAG_PASSED)
        rounds->passed[rounds->n_passed++] = spell(request, flag, value);
    return NULL;
}

/* Returns whether there is something to do; otherwise STATUS is the exit status. */
static bool parse(struct request *request, char **argv, int *status)
{
    struct ci_flags flags = {.arguments = "--compare OLD NEW", .table = table, .notes = notes};
    struct ci_rounds *rounds = &request->rounds;
    const char *value, *wrong = NULL;
    int flag;
    ci_flags_start(&flags, argv);
    while (!wrong && (flag = ci_flags_take(&flags, &value, status)) >= 0)
        wrong = take(request, flag, value);
    if (!wrong && flag == -2)
        return false;
    if (!wrong && !rounds->sides[CI_ROUNDS_OLD].path)
        wrong = "--compare OLD NEW is needed";
    if (!wrong && (!flags.next[0] || flags.next[1]))
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

/* Writes a side's results where stat can read them; NULL after an error. */
static const char *store(struct request *request, int number)
{
    static const char *const names[] = {"old.txt", "new.txt"};
    struct ci_rounds *rounds = &request->rounds;
    const struct ci_rounds_text *text = &rounds->sides[number].results;
    struct ci_error error;
    const char *path;
    if (request->directory) {
        path = ci_pool_format(rounds->pool, "%s/%s", request->directory, names[number]);
        if (mkdir(request->directory, 0777) == 0 || errno == EEXIST) {
            if (ci_outfile_write(path, text->bytes, text->length, &error) == 0)
                return path;
        } else {
            ci_error_set(&error, "cannot be made: %s", strerror(errno));
            path = request->directory;
        }
        ci_error_print(path, &error);
        return NULL;
    }
    int fd = memfd_create(names[number], 0);
    path = ci_pool_format(rounds->pool, "/proc/self/fd/%d", fd);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file && fwrite(text->bytes, 1, text->length, file) == text->length && fflush(file) == 0)
        return path; /* stays open until the end of the process */
    ci_error_set(&error, "no room for the results: %s", strerror(errno));
    ci_error_print("bench", &error);
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
    char *arguments[sizeof request->stat / sizeof *request->stat + 2] = {"stat"};
    int n = 1;
    for (size_t i = 0; i < request->n_stat; i++)
        arguments[n++] = (char *)request->stat[i];
    for (int i = 0; i < CI_ROUNDS_SIDES; i++) {
        const char *path = store(request, i);
        if (!path)
            return EXIT_USAGE;
        arguments[n++] =
            ci_pool_format(request->rounds.pool, "%s=%s", label(&request->rounds, i), path);
    }
    return ci_stat_run(n, arguments);
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
        ci_rounds_text_deinit(&rounds->sides[i].list);
        ci_rounds_text_deinit(&rounds->sides[i].results);
    }
    return status;
}

int ci_bench_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_pool pool = {0};
    int status = 0;
    struct request request = {.rounds = {.pool = &pool, .count = 10}};
    use_all_cpus(&request.rounds);
    request.rounds.passed[request.rounds.n_passed++] = "-pkg="; /* else the two would differ */
    request.rounds.terminal = isatty(STDERR_FILENO);
    if (parse(&request, argv, &status))
        status = run(&request);
    ci_pool_deinit(&pool);
    return status;
}
