/* SPDX-License-Identifier: MIT */
/* compare.c - the determinism check: what two runs have counted differently; see run.h. */
#include "run/run.h"
#include "profile/schema.h"
#include "base/status.h"
#include "base/error.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 20 }; /* functions that differ; the first few are enough */

/* The name without the ".PID" that a forked process's profile has before its ".pb.gz". */
static const char *cut_number(struct ci_pool *pool, const char *name)
{
    static const char extension[] = ".pb.gz";
    size_t length = strlen(name), end = length - strlen(extension), start = end;
    while (start > 0 && isdigit((unsigned char)name[start - 1]))
        start--;
    if (start == end || start == 0 || name[start - 1] != '.')
        return name;
    return ci_pool_format(pool, "%.*s%s", (int)start - 1, name, extension);
}

static int is_profile(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 6 && strcmp(entry->d_name + length - 6, ".pb.gz") == 0;
}

static struct ci_run_group *find_group(struct ci_run_groups *groups, const char *name)
{
    for (size_t i = 0; i < groups->count; i++)
        if (strcmp(groups->groups[i].name, name) == 0)
            return &groups->groups[i];
    groups->groups =
        ci_pool_grow(&groups->pool, groups->groups, groups->count, sizeof *groups->groups);
    groups->groups[groups->count] = (struct ci_run_group){.name = name};
    return &groups->groups[groups->count++];
}

static int load_file(struct ci_run_groups *groups, const char *directory, const char *file)
{
    struct ci_error error;
    int status;
    const char *path = ci_pool_format(&groups->pool, "%s/%s", directory, file);
    const char *name = ci_pool_copy(&groups->pool, file, strlen(file));
    struct ci_profile *profile = ci_tally_load(path, &error, &status);
    if (!profile) {
        ci_error_print(path, &error);
        return status;
    }
    struct ci_run_group *group = find_group(groups, cut_number(&groups->pool, name));
    group->profiles =
        ci_pool_grow(&groups->pool, group->profiles, group->count, sizeof *group->profiles);
    group->profiles[group->count++] = profile;
    return 0;
}

int ci_run_load(struct ci_run_groups *groups, const char *directory)
{
    struct dirent **entries;
    struct ci_error error;
    *groups = (struct ci_run_groups){0};
    int count = scandir(directory, &entries, is_profile, alphasort);
    if (count < 0) {
        ci_error_set(&error, "cannot be read: %s", strerror(errno));
        return ci_error_print(directory, &error);
    }
    int status = 0;
    for (int i = 0; i < count; i++) {
        if (status == 0)
            status = load_file(groups, directory, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return status;
}

void ci_run_unload(struct ci_run_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        for (size_t j = 0; j < groups->groups[i].count; j++)
            ci_profile_destroy(&groups->groups[i].profiles[j]);
    ci_pool_deinit(&groups->pool);
}

static void print_difference(const struct ci_pair *pair, const struct ci_metric *metric, int number)
{
    const struct ci_tally_row *row = ci_match_row(pair);
    struct ci_error line;
    ci_error_set(&line, "%s:%" PRId64 ": %s: %" PRId64 " %s in run 1, %" PRId64 " in run %d",
                 *row->file ? row->file : "?", row->line, row->name, ci_match_base(pair, metric),
                 metric->type.type, ci_match_new(pair, metric), number);
    fprintf(stderr, "    %s\n", line.text);
}

/* Prints what differs; returns how much it was. */
static size_t compare_tallies(const struct ci_tally *first, const struct ci_tally *other,
                              int number)
{
    struct ci_match match;
    size_t count = 0;
    ci_match_init(&match, first, other, false);
    for (size_t i = 0; i < match.n_metrics; i++) {
        const struct ci_metric *metric = &match.metrics[i];
        for (size_t j = 0; j < match.n_pairs && ci_schema_is_exact(&metric->type); j++) {
            const struct ci_pair *pair = &match.pairs[j];
            if (ci_match_base(pair, metric) == ci_match_new(pair, metric))
                continue;
            if (count == 0)
                fprintf(stderr, "cinstr: run %d counted other than run 1:\n", number);
            if (count++ < SHOWN_MAX)
                print_difference(pair, metric, number);
        }
    }
    if (count > SHOWN_MAX)
        fprintf(stderr, "    and %zu more\n", count - SHOWN_MAX);
    ci_match_deinit(&match);
    return count;
}

static bool compare_groups(const struct ci_run_group *first, const struct ci_run_group *other,
                           int number)
{
    struct ci_tally tallies[2] = {0};
    const struct ci_run_group *groups[2] = {first, other};
    bool alike = true;
    for (int i = 0; i < 2; i++)
        for (size_t j = 0; j < groups[i]->count; j++)
            alike &= ci_tally_add(&tallies[i], groups[i]->profiles[j]);
    bool equal = alike && compare_tallies(&tallies[0], &tallies[1], number) == 0;
    if (!alike)
        fprintf(stderr, "cinstr: %s: processes of run 1 or %d have different sample types\n",
                first->name, number);
    else if (first->count != other->count)
        fprintf(stderr, "cinstr: %s: %zu processes in run 1, %zu in run %d\n", first->name,
                first->count, other->count, number);
    for (int i = 0; i < 2; i++)
        ci_tally_deinit(&tallies[i]);
    return equal && first->count == other->count;
}

bool ci_run_compare(const struct ci_run_groups *first, const struct ci_run_groups *other,
                    int number)
{
    bool equal = first->count == other->count;
    for (size_t i = 0; i < first->count && equal; i++)
        equal = strcmp(first->groups[i].name, other->groups[i].name) == 0;
    if (!equal) {
        fprintf(stderr, "cinstr: run %d wrote other profiles than run 1\n", number);
        return false;
    }
    for (size_t i = 0; i < first->count; i++)
        equal &= compare_groups(&first->groups[i], &other->groups[i], number);
    return equal;
}
