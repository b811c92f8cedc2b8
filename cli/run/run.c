/* SPDX-License-Identifier: MIT */
/*
 * run.c - 'cinstr run': a program in an environment that is the same everywhere.
 *
 * Each run writes its profiles to a temporary directory of its own, so that no older file is taken
 * for one of them. Those of the first run are moved to where the user wants them when all is done.
 */
#include "run/run.h"
#include "run/scratch.h"
#include "commands.h"
#include "base/status.h"
#include "base/flags.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char notes[] =
    "Runs PROG, built with cinstr-gcc, without address space randomization and with these "
    "variables\n"
    "alone: PATH=/usr/local/bin:/usr/bin:/bin HOME=/nonexistent LC_ALL=C TZ=UTC CINSTR_OUT,\n"
    "CINSTR_WATCH, and those of --env. Then its first ten functions and the profiles' names are "
    "printed to stderr.\n"
    "PROG is watched (CINSTR_WATCH=on): its profile is there however it ends, by SIGKILL too, and\n"
    "'cinstr snapshot' can ask for one while it runs.\n"
    "With --malloc, libcinstr-malloc.so is loaded into PROG (LD_PRELOAD): what libraries allocate\n"
    "is charged to the call sites of the program that it happens under.\n"
    "With --repeat, standard input is read again from where it was (/dev/null, if that cannot "
    "be),\n"
    "and the output of all runs but the first is dropped.\n"
    "The exit status is PROG's, 128 + N after signal N, 126 or 127 if it cannot be run; the\n"
    "statuses below are for what else goes wrong: 4 names the functions that counted "
    "differently.\n";

struct request {
    struct ci_pool pool;
    struct ci_run run;
    size_t n_env;
    const char *directory;
    long repeat;
    struct ci_run_end end;
    bool no_summary;
    bool no_watch;
    const char *http;
};

static void add_variable(struct request *request, const char *text)
{
    struct ci_run *run = &request->run;
    run->env = ci_pool_grow(&request->pool, run->env, request->n_env, sizeof *run->env);
    run->env[request->n_env++] = (char *)text;
}

/* A variable of our own environment; a variable that is not set here is not set in the program
 * either. */
static void pass_variable(struct request *request, const char *name)
{
    const char *value = getenv(name);
    if (value)
        add_variable(request, ci_pool_format(&request->pool, "%s=%s", name, value));
}

/* The interposer of this installation, which is below the prefix that bin/ is in. Returns false
 * when it is missing. */
static bool add_interposer(struct request *request)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    for (int i = 0; i < 2; i++) /* the name, then bin */
        while (length > 0 && self[--length] != '/')
            ;
    if (length <= 0)
        return false;
    self[length] = '\0';
    static const char *const places[] = {CINSTR_LIBDIR, "lib"}; /* the latter in a build tree */
    const char *path = NULL;
    for (size_t i = 0; i < 2 && (!path || access(path, R_OK)); i++)
        path = ci_pool_format(&request->pool, "%s/%s/libcinstr-malloc.so.1", self, places[i]);
    add_variable(request, ci_pool_format(&request->pool, "LD_PRELOAD=%s", path));
    return access(path, R_OK) == 0;
}

static const char *read_variable(void *target, const struct ci_flag *flag, const char *name)
{
    (void)flag;
    if (strchr(name, '='))
        return "--env takes a name alone; set its value before";
    pass_variable(target, name);
    return NULL;
}

static const char *read_malloc(void *target, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    (void)value;
    return add_interposer(target) ? NULL
                                  : "--malloc needs " CINSTR_LIBDIR
                                    "/libcinstr-malloc.so.1, which is not beside "
                                    "bin/cinstr; install cinstr again";
}

static const char *read_repeat(void *target, const struct ci_flag *flag, const char *value)
{
    struct request *request = target;
    char *end;
    (void)flag;
    errno = 0;
    request->repeat = strtol(value, &end, 10);
    request->run.rewind = request->repeat > 1;
    bool right = *value && !*end && !errno && request->repeat >= 1 && request->repeat <= 10000;
    return right ? NULL : "--repeat takes a number from 1 to 10000";
}

#define AT(field) offsetof(struct request, field)

static const struct ci_flag table[] = {
    {"env", "NAME", "pass this variable on; may be given several times", read_variable, 0, 0, 0},
    {"repeat", "N", "run N times and compare the counts", read_repeat, 0, 0, 0},
    {"o", "DIR", "the directory for the profiles (.)", ci_flag_text, AT(directory), 0, 0},
    {"malloc", NULL, "count what libraries without probes allocate, too", read_malloc, 0, 0, 0},
    {"http", "ADDRESS", "serve profiles while it runs, as 'cinstr serve' does", ci_flag_text,
     AT(http), 0, 0},
    {"no-watch", NULL, "do not watch PROG: a profile only if it ends by itself", ci_flag_set,
     AT(no_watch), 0, 0},
    {"no-summary", NULL, "do not print the first ten functions", ci_flag_set, AT(no_summary), 0, 0},
    {0},
};

#undef AT

/* Returns an exit status when there is nothing to run, else 0 with the program set. */
static int parse(struct request *request, char **argv)
{
    struct ci_flags flags = {.arguments = "-- PROG [ARGUMENT...]",
                             .table = table,
                             .notes = notes,
                             .statuses =
                                 CI_STATUS_READS | CI_STATUS(NONDETERMINISTIC) | CI_STATUS(NO_DATA),
                             .style = CI_ARGUMENTS_LAST};
    static const char *const fixed[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent",
                                        "LC_ALL=C", "TZ=UTC"};
    int status;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        add_variable(request, fixed[i]);
    if (!ci_flags_read(&flags, argv, request, &status))
        return status;
    if (!*flags.next)
        return ci_flags_refuse(&flags, "no program given");
    request->run.program = flags.next;
    return 0;
}

static int refuse_directory(const char *path)
{
    struct ci_error error;
    ci_error_set(&error, "cannot be used for profiles: %s; name a directory", strerror(errno));
    return ci_error_print(path, &error);
}

/* The absolute path of the directory, which is created if it does not exist; NULL with errno set.
 */
static const char *prepare_directory(struct request *request)
{
    char path[PATH_MAX];
    if (mkdir(request->directory, 0777) && errno != EEXIST)
        return NULL;
    struct stat status;
    if (!realpath(request->directory, path) || stat(path, &status))
        return NULL;
    if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return NULL;
    }
    return ci_pool_copy(&request->pool, path, strlen(path));
}

/* Runs the program with its profiles in a new directory. */
static int run_once(struct request *request, const char *directory, struct ci_run_scratch *scratch)
{
    if (ci_run_scratch_make(scratch, &request->pool, directory))
        return refuse_directory(directory);
    struct ci_run run = request->run;
    size_t n_env = request->n_env;
    add_variable(request,
                 ci_pool_format(&request->pool, "CINSTR_OUT=%s/%%e.%%t.pb.gz", scratch->path));
    if (!request->no_watch)
        add_variable(request, "CINSTR_WATCH=on");
    add_variable(request, NULL);
    run.env = request->run.env;
    request->n_env = n_env;
    int ended = ci_run_program(&run);
    ci_run_scratch_close(scratch);
    return ended;
}

/* The report is for people; the program's own output keeps standard output for itself. */
static void print_top(const char *path)
{
    char *arguments[] = {"top", "-nodecount=10", "--", (char *)path, NULL};
    FILE *saved = stdout;
    stdout = stderr; /* a variable in glibc; the reports print to what it names */
    ci_top_run(4, arguments);
    stdout = saved;
}

/* What ended it before the names of the profiles: they go up to there. */
static void print_name(const struct request *request, const struct ci_run_group *group)
{
    if (request->end.signal)
        fprintf(stderr, "cinstr: %s: ended by signal %d (SIG%s); profile up to there: ",
                request->run.program[0], request->end.signal, sigabbrev_np(request->end.signal));
    else
        fprintf(stderr, "cinstr: profile: ");
    fprintf(stderr, "%s/%s", request->directory, group->name);
    fprintf(stderr, group->count > 1 ? " and of %zu processes more\n" : "\n", group->count - 1);
}

static void print_summary(const struct request *request, const struct ci_run_groups *groups)
{
    struct ci_pool pool = {0};
    for (size_t i = 0; i < groups->count && !request->no_summary; i++) {
        const char *path =
            ci_pool_format(&pool, "%s/%s", request->directory, groups->groups[i].name);
        if (access(path, R_OK) == 0)
            print_top(path);
    }
    for (size_t i = 0; i < groups->count; i++)
        print_name(request, &groups->groups[i]);
    ci_pool_deinit(&pool);
}

/* Runs once more and compares. Returns an exit status. */
static int repeat(struct request *request, const char *directory, int number, int expected,
                  const struct ci_run_groups *first)
{
    struct ci_run_scratch scratch;
    struct ci_run_groups groups = {0};
    request->run.quiet = true;
    int ended = run_once(request, directory, &scratch);
    int status = ended == expected ? 0 : EXIT_NONDETERMINISTIC;
    if (status)
        fprintf(stderr, "cinstr: run %d ended with status %d, run 1 with %d\n", number, ended,
                expected);
    if (scratch.path && ci_run_load(&groups, scratch.path))
        status = EXIT_USAGE;
    else if (!ci_run_compare(first, &groups, number))
        status = EXIT_NONDETERMINISTIC;
    ci_run_unload(&groups);
    ci_run_scratch_remove(&scratch);
    return status;
}

/* Says why there is no profile. Returns an exit status. */
static int tell_none(const struct request *request)
{
    const char *program = request->run.program[0];
    int signal = request->end.signal;
    if (signal)
        fprintf(stderr, "cinstr: %s: ended by signal %d (SIG%s)\n", program, signal,
                sigabbrev_np(signal));
    fprintf(stderr, "cinstr: %s: no profile was written; %s\n", program,
            request->end.watched ? "its watcher was ended too, as when memory runs out"
                                 : "build the program with cinstr-gcc");
    return EXIT_NO_DATA;
}

static int run_all(struct request *request, const char *directory)
{
    struct ci_run_scratch scratch;
    struct ci_run_groups groups = {0};
    int ended = run_once(request, directory, &scratch), status = 0;
    if (!scratch.path)
        return ended;
    status = ci_run_load(&groups, scratch.path);
    if (status == 0 && groups.count == 0 && (ended == 0 || request->end.signal))
        status = tell_none(request);
    for (int i = 2; i <= request->repeat && status == 0; i++)
        status = repeat(request, directory, i, ended, &groups);
    int kept = ci_run_scratch_keep(&scratch, directory);
    ci_run_scratch_remove(&scratch);
    if (!kept)
        print_summary(request, &groups);
    ci_run_unload(&groups);
    if (ended)
        return ended;
    return status ? status : kept;
}

static int start_http(struct request *request)
{
    struct ci_error error;
    request->run.http = ci_http_start(request->http, &error);
    if (!request->run.http)
        return ci_error_print(request->http, &error);
    ci_http_tell(request->run.http);
    return 0;
}

int ci_run_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct request request = {.directory = ".", .repeat = 1};
    request.run.end = &request.end;
    ci_run_adopt();
    int status = parse(&request, argv);
    if (request.run.program && request.http)
        status = start_http(&request);
    if (request.run.program && !status) {
        const char *directory = prepare_directory(&request);
        status = directory ? run_all(&request, directory) : refuse_directory(request.directory);
    }
    ci_http_stop(request.run.http);
    ci_pool_deinit(&request.pool);
    return status;
}
