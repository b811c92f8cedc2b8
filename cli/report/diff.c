/* SPDX-License-Identifier: MIT */
/* diff.c - 'cinstr diff': what two profiles have spent differently, metric by metric. */
#include "report/diff.h"
#include "commands.h"
#include "base/clean.h"
#include "base/flags.h"
#include "base/outfile.h"
#include "base/status.h"
#include "profile/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char notes[] =
    "For each sample type the functions whose own value changed, the largest change first.\n"
    "Functions are matched by name and file; other lines and build directories do not matter.\n"
    "With -lines, a line is matched by its distance from the start of its function.\n"
    "Directories are compared file by file (*.pb.gz). Differences are no failure.\n";

/* The command line. */
struct request {
    struct ci_diff_options options;
    const char *paths[2]; /* base and new */
};

/* A pair of profiles; each may be missing. */
struct side {
    struct ci_profile *profile;
    struct ci_tally tally;
};

static const char *read_limit(void *field, const struct ci_flag *flag, const char *value)
{
    char *end;
    (void)flag;
    *(size_t *)field = strtoul(value, &end, 10);
    return *(size_t *)field == 0 || *end ? "-nodecount is a number above 0" : NULL;
}

static const char *read_format(void *field, const struct ci_flag *flag, const char *value)
{
    (void)flag;
    *(bool *)field = strcmp(value, "markdown") == 0;
    return strcmp(value, "markdown") == 0 || strcmp(value, "text") == 0
               ? NULL
               : "--format is text or markdown";
}

#define AT(field) offsetof(struct request, options.field)

static const struct ci_flag table[] = {
    {"lines", NULL, "by source line instead of by function", ci_flag_set, AT(by_line), 0, 0},
    {"sample_index", "NAME", "only this sample type", ci_flag_text, AT(sample_index), 0, 0},
    {"nodecount", "N", "the most rows to show of each sample type (all)", read_limit, AT(limit), 0,
     0},
    {"format", "NAME", "text (default) or markdown", read_format, AT(markdown), 0, 0},
    {0},
};

#undef AT

/* Returns an exit status. */
static int load(const struct request *request, const char *path, struct side *side)
{
    struct ci_error error;
    int status;
    side->profile = ci_tally_load(path, &error, &status);
    if (!side->profile) {
        ci_error_print(path, &error);
        return status;
    }
    side->tally.by = request->options.by_line ? CI_TALLY_LINE : CI_TALLY_FUNCTION;
    ci_tally_add(&side->tally, side->profile);
    return 0;
}

static int print_match(FILE *out, const struct request *request, const char *const paths[2],
                       const struct side sides[2])
{
    size_t chosen = 0;
    struct ci_error error;
    const char *name = request->options.sample_index;
    if (name && ci_profile_find_type(sides[0].profile, name, &chosen, &error))
        return ci_error_print(paths[0], &error);
    struct ci_match match;
    ci_match_init(&match, &sides[0].tally, &sides[1].tally, false);
    size_t printed = ci_diff_print(out, &request->options, &match,
                                   name ? sides[0].tally.metrics[chosen].type : NULL);
    ci_match_deinit(&match);
    if (printed)
        return 0;
    ci_error_set(&error, "it has no sample type in common with %s; compare profiles of one mode",
                 paths[0]);
    error.status = EXIT_UNLIKE;
    return ci_error_print(paths[1], &error);
}

/* Returns an exit status. */
static int diff_files(FILE *out, const struct request *request, const char *const paths[2])
{
    struct side sides[2] = {{0}, {0}};
    int status = 0;
    for (int i = 0; i < 2 && !status; i++)
        status = load(request, paths[i], &sides[i]);
    if (!status)
        status = print_match(out, request, paths, sides);
    for (int i = 0; i < 2; i++) {
        ci_tally_deinit(&sides[i].tally);
        ci_profile_destroy(&sides[i].profile);
    }
    return status;
}

/* ---- directories ---- */

static int list(struct ci_pool *pool, const char *path, struct ci_directory *directory)
{
    struct ci_error error;
    int reason = ci_directory_list(pool, path, directory);
    if (!reason && directory->count)
        return 0;
    ci_error_set(&error, "%s",
                 reason ? strerror(reason) : "there is no profile (*.pb.gz) in the directory");
    error.status = reason ? EXIT_NO_FILE : EXIT_NO_DATA;
    return ci_error_print(path, &error);
}

/* Compares a file that both sides have; goes on after one that cannot be read. */
static int diff_pair(FILE *out, const struct request *request, struct ci_pool *pool,
                     const char *name, const char *shown)
{
    const char *paths[2];
    for (int i = 0; i < 2; i++)
        paths[i] = ci_pool_format(pool, "%s/%s", request->paths[i], name);
    ci_diff_print_pair(out, &request->options, pool, shown);
    return diff_files(out, request, paths);
}

/* Merges the two sorted lists of names. */
static int diff_directories(FILE *out, const struct request *request, struct ci_pool *pool)
{
    struct ci_directory bases, news;
    int status = list(pool, request->paths[0], &bases);
    if (!status)
        status = list(pool, request->paths[1], &news);
    if (status)
        return status;
    for (size_t i = 0, j = 0; i < bases.count || j < news.count;) {
        int order = i == bases.count  ? 1
                    : j == news.count ? -1
                                      : strcmp(bases.names[i], news.names[j]);
        const char *name = order <= 0 ? bases.names[i] : news.names[j];
        char *shown = ci_pool_copy(pool, name, strlen(name));
        ci_clean(shown, strlen(shown));
        int failed = 0;
        if (order == 0)
            failed = diff_pair(out, request, pool, name, shown);
        else
            ci_diff_print_alone(out, &request->options, pool, shown,
                                order < 0 ? "the base" : "the new profiles");
        status = status ? status : failed;
        i += order <= 0;
        j += order >= 0;
    }
    return status;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Prints nothing unless there is something to compare. */
static int diff(const struct request *request, bool directories)
{
    char *text = NULL;
    size_t size = 0;
    struct ci_pool pool = {0};
    FILE *out = open_memstream(&text, &size);
    if (!out)
        ci_pool_exhausted();
    int status = directories ? diff_directories(out, request, &pool)
                             : diff_files(out, request, request->paths);
    if (fclose(out))
        ci_pool_exhausted();
    if (size && (directories || !status)) {
        int delivered = ci_outfile_deliver(NULL, text, size);
        status = status ? status : delivered;
    }
    free(text);
    ci_pool_deinit(&pool);
    return status;
}

int ci_diff_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "BASE NEW",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_READS | CI_STATUS(UNLIKE) | CI_STATUS(NO_DATA)};
    struct request request = {.options.limit = SIZE_MAX};
    int status;
    if (!ci_flags_read(&flags, argv, &request, &status))
        return status;
    if (!flags.next[0] || !flags.next[1] || flags.next[2])
        return ci_flags_refuse(&flags, "two profiles are to be given, BASE and NEW");
    bool directories = is_directory(flags.next[0]);
    if (directories != is_directory(flags.next[1]))
        return ci_flags_refuse(&flags, "give two profiles or two directories, not one of each");
    if (strcmp(flags.next[0], "-") == 0 && strcmp(flags.next[1], "-") == 0)
        return ci_flags_refuse(&flags, "standard input can be read once: name one of the profiles");
    request.paths[0] = flags.next[0];
    request.paths[1] = flags.next[1];
    return diff(&request, directories);
}
