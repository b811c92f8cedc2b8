/* SPDX-License-Identifier: MIT */
/* count.c - exact counts of programs of Google Benchmark; see count.h. */
#include "bench/count.h"

#include "bench/google.h"
#include "bench/rounds.h"
#include "profile/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS, INSTRUCTIONS };

static const struct {
    const char *name, *types[2];
} units[CI_COUNT_UNITS] = {
    {"calls/op", {"calls"}},          {"instructions/op", {"instructions"}},
    {"loads/op", {"loads"}},          {"stores/op", {"stores"}},
    {"branches/op", {"branches"}},    {"bytes/op", {"load_bytes", "store_bytes"}},
    {"flops/op", {"flops"}},          {"B/op", {"alloc_space"}},
    {"allocs/op", {"alloc_objects"}},
};

const char *ci_count_unit(int unit)
{
    return units[unit].name;
}

/* ---- One iteration of three runs ---- */

/* From two runs alone, if calls are as frequent in both or cannot be told from iterations. */
static double difference(const struct ci_count_run *a, const struct ci_count_run *b, int unit)
{
    return (double)(b->counts[unit] - a->counts[unit]) / (double)(b->iterations - a->iterations);
}

bool ci_count_solve(const struct ci_count_run runs[3], struct ci_count *count)
{
    const struct ci_count_run *a = &runs[0], *b = &runs[1], *c = &runs[2];
    long double calls_b = (long double)(b->calls - a->calls);
    long double calls_c = (long double)(c->calls - a->calls);
    long double iterations_b = (long double)(b->iterations - a->iterations);
    long double iterations_c = (long double)(c->iterations - a->iterations);
    long double divisor = calls_b * iterations_c - calls_c * iterations_b;
    *count = (struct ci_count){.iterations = c->iterations};
    bool alike = calls_b == 0 && calls_c == 0;
    if (alike ? iterations_c == 0 : divisor == 0)
        return false;
    for (int unit = 0; unit < CI_COUNT_UNITS; unit++) {
        long double more_b = (long double)(b->counts[unit] - a->counts[unit]);
        long double more_c = (long double)(c->counts[unit] - a->counts[unit]);
        count->has[unit] = a->has[unit] && b->has[unit] && c->has[unit];
        count->per_op[unit] = alike ? difference(a, c, unit)
                                    : (double)((calls_b * more_c - calls_c * more_b) / divisor);
    }
    return true;
}

bool ci_count_share(const struct ci_count_run runs[2], struct ci_count *count)
{
    *count = (struct ci_count){.iterations = runs[1].iterations, .calls_included = true};
    if (runs[1].iterations == runs[0].iterations)
        return false;
    for (int unit = 0; unit < CI_COUNT_UNITS; unit++) {
        count->has[unit] = runs[0].has[unit] && runs[1].has[unit];
        count->per_op[unit] = difference(&runs[0], &runs[1], unit);
    }
    return true;
}

/* ---- One run ---- */

/* Whether a sample is of a function without probes, of which the profile knows no more than the
 * name: our own harness does not count its calls either. */
static bool is_external(const struct ci_profile *profile, const struct ci_sample *sample)
{
    if (sample->n_locations == 0)
        return false;
    const struct ci_location *leaf = &profile->locations[sample->locations[0]];
    return leaf->address == 0 && ci_location_is_external(leaf);
}

/* Adds the values of one sample type to the count that they belong to. */
static void add_type(const struct ci_profile *profile, size_t type, struct ci_count_run *run)
{
    for (size_t unit = 0; unit < CI_COUNT_UNITS; unit++)
        for (size_t part = 0; part < 2; part++) {
            const char *name = units[unit].types[part];
            if (!name || strcmp(name, profile->types[type].type) != 0)
                continue;
            run->has[unit] = true;
            for (size_t i = 0; i < profile->n_samples; i++)
                if (unit != CALLS || !is_external(profile, &profile->samples[i]))
                    run->counts[unit] += profile->samples[i].values[type];
        }
}

/* Adds what a profile counted. Returns false where there is none that can be read. */
static bool add_profile(const char *path, struct ci_count_run *run)
{
    struct ci_error error;
    struct ci_profile *profile = ci_profile_load(path, &error);
    if (!profile)
        return false;
    for (size_t type = 0; type < profile->n_types; type++)
        add_type(profile, type, run);
    ci_profile_destroy(&profile);
    return true;
}

/* "-- LOG(2): Running NAME for 100": the benchmark's function is called, in each of `threads` with
 * so many iterations. */
static void add_calls(const struct ci_buffer *log, int64_t threads, struct ci_count_run *run)
{
    static const char said[] = "Running ", before[] = " for ";
    const char *line = NULL;
    for (size_t length = 0; (line = ci_rounds_line(log, line, &length));) {
        char text[4096];
        if (length >= sizeof text)
            continue;
        memcpy(text, line, length);
        text[length] = '\0';
        const char *start = strstr(text, said), *number = NULL;
        for (const char *at = start; at && (at = strstr(at, before)); at += strlen(before))
            number = at + strlen(before);
        if (!ci_rounds_starts(line, length, "-- LOG(2): ") || !number)
            continue;
        run->calls += threads;
        run->iterations += threads * strtoll(number, NULL, 10);
    }
}

/* "BM_Read/8/threads:4": 4. */
static int64_t threads_of(const char *name)
{
    const char *threads = strstr(name, "/threads:");
    int64_t number = threads ? strtoll(threads + strlen("/threads:"), NULL, 10) : 1;
    return number > 0 ? number : 1;
}

/* Where a process writes. */
struct place {
    char folder[64], calls[96], heap[96];
};

static bool make_place(struct place *place)
{
    const char *root = getenv("TMPDIR");
    snprintf(place->folder, sizeof place->folder, "%.40s/cinstr-XXXXXX", root ? root : "/tmp");
    if (!mkdtemp(place->folder))
        return false;
    snprintf(place->calls, sizeof place->calls, "%s/run.pb.gz", place->folder);
    snprintf(place->heap, sizeof place->heap, "%s/run.heap.pb.gz", place->folder);
    return true;
}

static void remove_place(const struct place *place)
{
    unlink(place->calls);
    unlink(place->heap);
    rmdir(place->folder);
}

static void append_file(struct ci_buffer *text, int fd)
{
    char piece[4096];
    lseek(fd, 0, SEEK_SET);
    for (ssize_t got; (got = read(fd, piece, sizeof piece)) > 0;)
        ci_buffer_append(text, piece, (size_t)got);
}

/* Runs the program to its end; appends what it prints and what it logs. */
static bool run_to_end(const struct ci_worker_job *job, char *const *arguments,
                       const struct place *place, struct ci_buffer *printed, struct ci_buffer *log)
{
    int status = 0, out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("log", MFD_CLOEXEC);
    pid_t pid = out >= 0 && err >= 0 ? fork() : -1;
    if (pid == 0) {
        setenv("CINSTR_OUT", place->calls, 1);
        ci_worker_become(job, arguments, out, err);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    append_file(printed, out);
    append_file(log, err);
    close(out);
    close(err);
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The last line that it logged. */
static const char *last_line(struct ci_pool *pool, const struct ci_buffer *log)
{
    const char *line = NULL, *last = "";
    for (size_t length = 0; (line = ci_rounds_line(log, line, &length));)
        if (length > 0)
            last = ci_pool_copy(pool, line, length);
    return last;
}

/* What the benchmark said to SkipWithError; NULL: it did not. */
static const char *skipped(struct ci_pool *pool, const struct ci_buffer *printed)
{
    static const char flag[] = "\"error_occurred\": true", message[] = "\"error_message\": \"";
    const char *line = NULL;
    bool failed = false;
    for (size_t length = 0; (line = ci_rounds_line(printed, line, &length));) {
        const char *text = ci_pool_copy(pool, line, length), *said = strstr(text, message);
        failed |= strstr(text, flag) != NULL;
        if (failed && said)
            return ci_pool_format(pool, "it says: %.*s", (int)strcspn(said + strlen(message), "\""),
                                  said + strlen(message));
    }
    return failed ? "it reports an error" : NULL;
}

/* One run of the benchmark, with one flag more that tells how much. */
static const char *run_once(struct ci_pool *pool, const struct ci_worker_job *job, const char *much,
                            const char *repeated, struct ci_count_run *run)
{
    struct place place;
    struct ci_buffer log = {0}, printed = {0};
    const char *filter = ci_pool_format(pool, "--benchmark_filter=%s", job->pattern);
    const char *format = "--benchmark_format=json", *verbose = "--v=2";
    char *arguments[] = {(char *)job->path, (char *)filter,  (char *)much, (char *)repeated,
                         (char *)format,    (char *)verbose, NULL};
    *run = (struct ci_count_run){0};
    if (!make_place(&place))
        return ci_pool_format(pool, "no folder for its profile: %s", strerror(errno));
    bool done = run_to_end(job, arguments, &place, &printed, &log);
    const char *wrong = skipped(pool, &printed);
    if (!wrong && !done)
        wrong = ci_pool_format(pool, "it failed: %s", last_line(pool, &log));
    else if (!wrong && !add_profile(place.calls, run))
        wrong = "it wrote no profile; build it in mode=count";
    else if (!wrong && !run->has[INSTRUCTIONS])
        wrong = "it counts no instructions; build it in mode=count";
    else if (!wrong && access(place.heap, F_OK) == 0 && !add_profile(place.heap, run))
        wrong = "its heap profile cannot be read";
    add_calls(&log, threads_of(job->name), run);
    if (!wrong && run->calls == 0)
        wrong = "this version of the library does not tell the number of iterations";
    ci_buffer_deinit(&printed);
    ci_buffer_deinit(&log);
    remove_place(&place);
    return wrong;
}

/* The flag for `times` the least number of iterations. Versions before 1.8 take a time: with none
 * they are content with one iteration, with some they take more and more until it is over. */
static const char *amount(struct ci_pool *pool, const struct ci_worker_job *job, int64_t iterations,
                          int64_t times)
{
    if (job->kind == CI_WORKER_GOOGLE)
        return ci_pool_format(pool, "--benchmark_min_time=%" PRId64 "x", iterations * times);
    return ci_pool_format(pool, "--benchmark_min_time=%.9f", times > 1 ? 2e-4 * (double)times : 0);
}

/* ---- A benchmark ---- */

/* Runs of one benchmark with more and more iterations. */
struct series {
    struct ci_pool *pool;
    const struct ci_worker_job *job;
    int64_t iterations; /* of the smallest */
    size_t next;        /* of `amounts` */
    const char *wrong;  /* what went wrong; NULL: nothing */
};

static const int64_t amounts[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};

/* One run with the next amount. Returns false after the last one, or when it went wrong. */
static bool run_next(struct series *series, const char *repeated, struct ci_count_run *run)
{
    if (series->wrong || series->next == sizeof amounts / sizeof *amounts)
        return false;
    const char *much =
        amount(series->pool, series->job, series->iterations, amounts[series->next++]);
    series->wrong = run_once(series->pool, series->job, much, repeated, run);
    return !series->wrong;
}

/* A run with more iterations than `before` had. A version that takes a time needs more of it for a
 * slow benchmark; where all runs are alike the benchmark fixes its number itself. */
static bool run_more(struct series *series, const struct ci_count_run *before,
                     struct ci_count_run *run)
{
    while (run_next(series, "--benchmark_repetitions=1", run)) {
        if (run->iterations > before->iterations)
            return true;
        if (series->job->kind == CI_WORKER_GOOGLE)
            return false;
    }
    return false;
}

/* A benchmark whose number of iterations is fixed: what a call does is in it. */
static const char *share(struct series *series, struct ci_count_run *runs, struct ci_count *count)
{
    series->next = 0;
    if (!run_next(series, "--benchmark_repetitions=2", &runs[1]))
        return series->wrong;
    return ci_count_share(runs, count)
               ? NULL
               : "its numbers of iterations and of repetitions are fixed in the program";
}

static bool differ(const struct ci_count *a, const struct ci_count *b)
{
    for (int unit = 0; unit < CI_COUNT_UNITS; unit++)
        if (a->has[unit] && fabs(a->per_op[unit] - b->per_op[unit]) > 1e-9 * fabs(a->per_op[unit]))
            return true;
    return false;
}

/*
 * With one iteration alone a call may do less than with several, by a jump or two: so the first run
 * has one call with one iteration, and the others have that and more.
 */
const char *ci_count_measure(struct ci_pool *pool, const struct ci_worker_job *job,
                             int64_t iterations, struct ci_count *count)
{
    struct series series = {pool, job, iterations, 0, NULL};
    struct ci_count_run runs[4];
    if (!run_next(&series, "--benchmark_repetitions=1", &runs[0]))
        return series.wrong;
    if (!run_more(&series, &runs[0], &runs[1]))
        return series.wrong ? series.wrong : share(&series, runs, count);
    bool third = run_more(&series, &runs[1], &runs[2]);
    if (!third && !series.wrong) { /* a very slow one: a call and an iteration more instead */
        runs[2] = runs[1];
        series.next = 0;
        third = run_next(&series, "--benchmark_repetitions=2", &runs[1]);
    }
    if (!third)
        return series.wrong;
    if (!ci_count_solve(runs, count))
        return "its runs are too much alike to tell an iteration";
    struct ci_count more;
    runs[3] = runs[2];
    if (series.next > 1 && run_more(&series, &runs[2], &runs[3])) {
        runs[1] = runs[2];
        runs[2] = runs[3];
        if (ci_count_solve(runs, &more)) {
            more.varies = differ(count, &more);
            *count = more;
        }
    }
    return series.wrong;
}

/* Whole numbers as they are, others with six significant digits. */
static void append_value(struct ci_buffer *text, double value, const char *unit)
{
    char column[128];
    double whole = round(value);
    bool is_whole = fabs(value - whole) < 1e-9 * fmax(1, fabs(value)) && fabs(value) < 1e15;
    int length = is_whole ? snprintf(column, sizeof column, "\t%.0f %s", whole + 0.0, unit)
                          : snprintf(column, sizeof column, "\t%.6g %s", value, unit);
    ci_buffer_append(text, column, (size_t)length);
}

void ci_count_print(struct ci_buffer *text, const char *name, const struct ci_count *count)
{
    char line[4096];
    if (text->length == 0) {
        static const char mode[] = "cinstr-mode: count\n";
        ci_buffer_append(text, mode, strlen(mode));
        for (int unit = 0; unit < CI_COUNT_UNITS; unit++) {
            int length = snprintf(line, sizeof line, "Unit %s assume=exact better=lower\n",
                                  units[unit].name);
            if (count->has[unit])
                ci_buffer_append(text, line, (size_t)length);
        }
    }
    int length =
        snprintf(line, sizeof line, "Benchmark%.3900s\t%8" PRId64, name, count->iterations);
    for (int i = 0; i < length; i++) /* a name with a space would end there */
        if (line[i] == ' ' && i < (int)(strlen("Benchmark") + strlen(name)))
            line[i] = '_';
    ci_buffer_append(text, line, (size_t)length);
    for (int unit = 0; unit < CI_COUNT_UNITS; unit++)
        if (count->has[unit])
            append_value(text, count->per_op[unit], units[unit].name);
    ci_buffer_append(text, "\n", 1);
}

bool ci_count_has_counts(const char *path)
{
    struct place place;
    struct ci_buffer log = {0}, printed = {0};
    struct ci_worker_job job = {.path = path, .cpu = -1};
    char *arguments[] = {(char *)path, (char *)"--benchmark_list_tests=true", NULL};
    struct ci_count_run run = {0};
    if (!make_place(&place))
        return false;
    bool counts =
        run_to_end(&job, arguments, &place, &printed, &log) && add_profile(place.calls, &run);
    ci_buffer_deinit(&printed);
    ci_buffer_deinit(&log);
    remove_place(&place);
    return counts && run.has[INSTRUCTIONS];
}
