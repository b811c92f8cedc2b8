/* SPDX-License-Identifier: MIT */
/* gate.c - 'cinstr gate': fails when profiles are worse than their bases. */
#include "gate/gate.h"
#include "commands.h"
#include "base/status.h"
#include "base/flags.h"
#include "base/outfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char default_config[] = "cinstr.gate";

static const char notes[] =
    "LIMIT is METRIC=REL%[|ABS], for the total of a profile, METRIC@NAME=REL%[|ABS], for the own\n"
    "value of each function that is called NAME, or whose whole name the regular expression NAME\n"
    "matches, or func:GLOB:METRIC=REL%[|ABS], the same by a pattern of a shell. REL is the growth\n"
    "that is allowed, ABS a value that is never to be exceeded: a number, with k, M, Ki, ... and "
    "B\n"
    "or s at will. METRIC is a sample type, @exact for all but times, or @all. The last limit "
    "that\n"
    "matches counts; limits of the command line come after those of the file, which has one on\n"
    "each line. A LIMIT replaces the default, @exact=0%.\n"
    "Growth from 0 is beyond every limit. Directories are compared file by file (*.pb.gz).\n"
    "With --ratchet, an improvement ends with 1 until the base has it.\n";

static const struct {
    const char *name;
    ci_gate_print_t *print;
} formats[] = {
    {"text", ci_gate_print_text},     {"markdown", ci_gate_print_markdown},
    {"json", ci_gate_print_json},     {"junit", ci_gate_print_junit},
    {"github", ci_gate_print_github},
};

struct report {
    ci_gate_print_t *print;
    const char *path; /* NULL: -o's, or standard output */
};

/* The command line. */
struct request {
    struct ci_pool *pool;
    const char *base, *config, *out; /* each NULL where it was not given */
    bool update, allow_missing, ratchet, uncertain;
    const char **limits;
    size_t n_limits;
    struct report *reports; /* one at least, once the command line is read */
    size_t n_reports;
    const char *new;
};

static const char *read_limit(void *target, const struct ci_flag *flag, const char *value)
{
    struct request *request = target;
    (void)flag;
    request->limits =
        ci_pool_grow(request->pool, request->limits, request->n_limits, sizeof *request->limits);
    request->limits[request->n_limits++] = value;
    return NULL;
}

/* NAME or NAME:FILE. */
static const char *read_format(void *target, const struct ci_flag *flag, const char *value)
{
    struct request *request = target;
    size_t length = strcspn(value, ":");
    struct report report = {.path = value[length] ? value + length + 1 : NULL};
    (void)flag;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strlen(formats[i].name) == length && strncmp(formats[i].name, value, length) == 0)
            report.print = formats[i].print;
    if (!report.print)
        return "--format is text, markdown, json, junit or github, and :FILE";
    if (report.path && !*report.path)
        return "--format=NAME:FILE lacks its file";
    request->reports =
        ci_pool_grow(request->pool, request->reports, request->n_reports, sizeof *request->reports);
    request->reports[request->n_reports++] = report;
    return NULL;
}

#define AT(field) offsetof(struct request, field)

static const struct ci_flag table[] = {
    {"base", "BASE", "the profile, or directory of profiles, to compare with", ci_flag_text,
     AT(base), 0, 0},
    {"limit", "LIMIT", "see below; may be given several times", read_limit, 0, 0, 0},
    {"config", "FILE", "read limits from FILE (cinstr.gate, if it is there)", ci_flag_text,
     AT(config), 0, 0},
    {"format", "NAME[:FILE]",
     "text (default), markdown, json, junit or github; again for another FILE", read_format, 0, 0,
     0},
    {"o", "OUT", "write the report to OUT instead of standard output", ci_flag_text, AT(out), 0, 0},
    {"update", NULL, "make NEW the base after the report", ci_flag_set, AT(update), 0, 0},
    {"allow-missing", NULL, "a profile or metric that only the base has is no failure", ci_flag_set,
     AT(allow_missing), 0, 0},
    {"ratchet", NULL, "an improvement beyond its limit is a failure until the base has it",
     ci_flag_set, AT(ratchet), 0, 0},
    {"uncertain", NULL,
     "judge instructions and their mix as they are told, even where that is an estimate",
     ci_flag_set, AT(uncertain), 0, 0},
    {0},
};

#undef AT

/* Returns an exit status when there is nothing to do, else 0 with the request's 'new' set. */
static int parse(struct request *request, char **argv)
{
    struct ci_flags flags = {.arguments = "--base BASE NEW",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_JUDGES};
    int status;
    if (!ci_flags_read(&flags, argv, request, &status))
        return status;
    size_t unnamed = 0;
    for (size_t i = 0; i < request->n_reports; i++)
        unnamed += !request->reports[i].path;
    if (unnamed > 1)
        return ci_flags_refuse(&flags,
                               "of several formats all but one need a file: --format=X:FILE");
    if (!request->n_reports)
        read_format(request, NULL, "text");
    if (!request->base)
        return ci_flags_refuse(&flags, "no --base BASE given");
    if (flags.next[0] && strcmp(flags.next[0], "-") == 0 && strcmp(request->base, "-") == 0)
        return ci_flags_refuse(&flags, "standard input can be read once: name one of the profiles");
    if (!flags.next[0] || flags.next[1])
        return ci_flags_refuse(&flags, "one new profile, or one directory, is to be given");
    request->new = flags.next[0];
    return 0;
}

/* The file's limits, then those of the command line. */
static void take_limits(struct ci_gate *gate, const struct request *request)
{
    struct ci_error error;
    const char *path = request->config;
    if (!path && access(default_config, F_OK) == 0)
        path = default_config;
    if (path && ci_limit_read(gate, path, &error))
        ci_gate_complain(gate, access(path, R_OK) ? EXIT_NO_FILE : EXIT_USAGE, path, error.text);
    for (size_t i = 0; i < request->n_limits; i++)
        if (ci_limit_add(gate, request->limits[i], "--limit", &error))
            ci_gate_complain(gate, EXIT_USAGE, "gate", error.text);
    ci_limit_default(gate);
}

static void judge_files(struct ci_gate *gate, const struct ci_gate_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct ci_gate_file *file = &files->files[i];
        const char *paths[2] = {file->base, file->new};
        if (file->has_base && file->has_new)
            ci_gate_judge(gate, file->name, paths);
        else
            ci_gate_note_profile(gate, file->name,
                                 file->has_base ? CI_VERDICT_MISSING : CI_VERDICT_NEW);
    }
}

static int print_report(struct ci_gate *gate, const struct report *report, const char *path,
                        int status)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        ci_pool_exhausted();
    report->print(gate, status, out);
    if (fclose(out))
        ci_pool_exhausted();
    int delivered = 0;
    if (size || path)
        delivered = ci_outfile_deliver(path, text, size);
    free(text);
    return delivered;
}

/* Prints all reports, even after one that cannot be written. Returns the first failure. */
static int print_reports(struct ci_gate *gate, const struct request *request, int status)
{
    int failure = 0;
    for (size_t i = 0; i < request->n_reports; i++) {
        const struct report *report = &request->reports[i];
        int delivered =
            print_report(gate, report, report->path ? report->path : request->out, status);
        failure = failure ? failure : delivered;
    }
    return failure;
}

static void print_problem(const struct ci_gate *gate)
{
    if (gate->problem)
        fprintf(stderr, "cinstr: %s\n", gate->problem_text);
}

static int judge(struct ci_gate *gate, const struct request *request,
                 const struct ci_gate_files *files)
{
    judge_files(gate, files);
    int status = ci_gate_finish(gate);
    print_problem(gate);
    int delivered = print_reports(gate, request, status);
    return delivered ? delivered : status;
}

/* Whether the new profiles can be bases: whether they can be compared with themselves. */
static int check_new(const struct ci_gate_files *files)
{
    struct ci_gate gate = {0};
    for (size_t i = 0; i < files->count; i++) {
        const char *paths[2] = {files->files[i].new, files->files[i].new};
        if (files->files[i].has_new)
            ci_gate_judge(&gate, files->files[i].name, paths);
    }
    print_problem(&gate);
    ci_pool_deinit(&gate.pool);
    return gate.problem;
}

/*
 * Prints what an update changes, if the present bases can be compared with, and makes the update. A
 * profile that is missing stays missing; the exit status tells.
 */
static int update(struct ci_gate *gate, const struct request *request,
                  const struct ci_gate_files *files)
{
    int status = check_new(files);
    if (status)
        return status;
    judge_files(gate, files);
    int verdict = ci_gate_finish(gate);
    if (!gate->problem)
        status = print_reports(gate, request, verdict);
    if (status == 0)
        status = ci_gate_update(gate, files);
    for (size_t i = 0; i < files->count && status == 0; i++) {
        if (files->files[i].has_new || gate->allow_missing)
            continue;
        ci_error_note("%s: no new profile for this base; remove it if it is obsolete",
                      files->files[i].base);
        return EXIT_REGRESSION;
    }
    return status;
}

int ci_gate_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_gate gate = {0};
    struct ci_gate_files files = {0};
    struct request request = {.pool = &gate.pool};
    int status = parse(&request, argv);
    if (request.new) {
        gate.allow_missing = request.allow_missing;
        gate.ratchet = request.ratchet;
        gate.judge_uncertain = request.uncertain;
        bool updating = request.update;
        take_limits(&gate, &request);
        if (!gate.problem)
            ci_gate_find_files(&gate, request.base, request.new, updating, &files);
        status = updating && !gate.problem ? update(&gate, &request, &files)
                                           : judge(&gate, &request, &files);
    }
    ci_limit_deinit(&gate);
    ci_pool_deinit(&gate.pool);
    return status;
}
