/* SPDX-License-Identifier: MIT */
/* google.c - runs programs of Google Benchmark and reads their JSON; see google.h. */
#include "bench/google.h"

#include "bench/rounds.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ATTEMPTS = 3 }; /* at a slice that ends early */

/* How long the main thread of a process that has ended was ready to run and had no CPU; -1: the
 * kernel does not tell. */
static int64_t delay_of(pid_t pid)
{
    char path[64];
    long long delayed;
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
    FILE *file = fopen(path, "re");
    bool known = file && fscanf(file, "%*d %lld", &delayed) == 1;
    if (file)
        fclose(file);
    return known ? delayed : -1;
}

/* Runs the program to its end with its output in the worker's file. Returns whether it went well.
 */
static bool run(struct ci_worker *worker, char *const *arguments, struct rusage *usage,
                int64_t *delayed)
{
    siginfo_t ended;
    int status = 0;
    if (ftruncate(worker->text, 0) || lseek(worker->text, 0, SEEK_SET))
        return false;
    pid_t pid = fork();
    if (pid == 0)
        ci_worker_become(&worker->job, arguments, worker->text, worker->text);
    if (pid < 0)
        return false;
    while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    *delayed = delay_of(pid);
    while (wait4(pid, &status, 0, usage) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static double unit_nanos(const char *unit)
{
    static const struct {
        const char *name;
        double nanos;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0)
            return units[i].nanos;
    return 0;
}

/* The one result of a run. Returns false where there is none. */
static bool read_result(const json_t *root, struct ci_slice *slice)
{
    const json_t *result = json_array_get(json_object_get(root, "benchmarks"), 0);
    double nanos = unit_nanos(json_string_value(json_object_get(result, "time_unit")));
    const json_t *cpu = json_object_get(result, "cpu_time");
    const json_t *real = json_object_get(result, "real_time");
    json_int_t n = json_integer_value(json_object_get(result, "iterations"));
    if (nanos == 0 || !json_is_number(cpu) || !json_is_number(real) || n <= 0 ||
        json_is_true(json_object_get(result, "error_occurred")))
        return false;
    *slice = (struct ci_slice){
        .n = n,
        .elapsed = llround(json_number_value(real) * nanos * (double)n),
        .cpu = llround(json_number_value(cpu) * nanos * (double)n),
    };
    slice->whole_elapsed = slice->elapsed;
    slice->whole_cpu = slice->whole_thread_cpu = slice->cpu;
    return true;
}

/* Remarks of the library ("***WARNING*** CPU scaling is enabled") may come first: skip them. */
static json_t *read_json(int fd)
{
    json_t *root = NULL;
    struct ci_buffer text = {0};
    char piece[4096];
    lseek(fd, 0, SEEK_SET);
    for (ssize_t got; (got = read(fd, piece, sizeof piece)) > 0;)
        ci_buffer_append(&text, piece, (size_t)got);
    for (const char *start = text.bytes; start && !root; start = strchr(start, '\n')) {
        start += *start == '\n';
        if (*start == '{')
            root = json_loads(start, JSON_DISABLE_EOF_CHECK, NULL);
    }
    ci_buffer_deinit(&text);
    return root;
}

static bool run_slice(struct ci_worker *worker, int64_t n, struct ci_slice *slice)
{
    char filter[4096], least[64];
    char *arguments[] = {(char *)worker->job.path, filter, least, "--benchmark_format=json",
                         "--benchmark_out=",       NULL};
    struct rusage usage = {0};
    int64_t delayed;
    snprintf(filter, sizeof filter, "--benchmark_filter=%s", worker->job.pattern);
    if (worker->job.kind == CI_WORKER_GOOGLE)
        snprintf(least, sizeof least, "--benchmark_min_time=%lldx", (long long)n);
    else
        snprintf(least, sizeof least, "--benchmark_min_time=%.9f", (double)n / 1e9);
    if (!run(worker, arguments, &usage, &delayed))
        return false;
    json_t *root = read_json(worker->text);
    bool found = root && read_result(root, slice);
    json_decref(root);
    slice->involuntary = found ? usage.ru_nivcsw : 0;
    slice->delayed = delayed;
    return found;
}

/* The library looks for the number of iterations until they take the least time, or five times as
 * long by the clock: a run that had to wait for a CPU may end with one iteration, which tells
 * nothing. Whether it did so says nothing of how fast the program is. */
bool ci_google_slice(struct ci_worker *worker, int64_t n, struct ci_slice *slice)
{
    bool ended_early = true;
    for (int attempt = 0; attempt < ATTEMPTS && ended_early; attempt++) {
        if (!run_slice(worker, n, slice))
            return false;
        ended_early = worker->job.kind == CI_WORKER_GOOGLE_TIME && slice->cpu < n / 2;
    }
    return true;
}

const char *ci_google_pattern(struct ci_pool *pool, const char *name, size_t length)
{
    struct ci_buffer text = {0};
    ci_buffer_append(&text, "^", 1);
    for (size_t i = 0; i < length; i++) {
        if (strchr(".[(){*+?^$|\\", name[i])) /* POSIX lets no others be escaped */
            ci_buffer_append(&text, "\\", 1);
        ci_buffer_append(&text, &name[i], 1);
    }
    ci_buffer_append(&text, "$", 1);
    return ci_buffer_finish(&text, pool);
}

bool ci_worker_is_google(const char *path, const char *filter, enum ci_worker_kind *kind,
                         struct ci_buffer *list)
{
    char pattern[4096];
    const char *arguments[] = {path, "--benchmark_list_tests=true", NULL, NULL};
    struct ci_buffer ignored = {0};
    if (filter) {
        snprintf(pattern, sizeof pattern, "--benchmark_filter=%s", filter);
        arguments[2] = pattern;
    }
    if (ci_rounds_capture(arguments, true, false, list) != 0)
        return false;
    /* Versions before 1.8 refuse a number of iterations. */
    const char *probe[] = {path, "--benchmark_list_tests=true", "--benchmark_min_time=1x", NULL};
    *kind = ci_rounds_capture(probe, true, false, &ignored) == 0 ? CI_WORKER_GOOGLE
                                                                 : CI_WORKER_GOOGLE_TIME;
    ci_buffer_deinit(&ignored);
    return true;
}
