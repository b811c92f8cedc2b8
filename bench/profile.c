/* SPDX-License-Identifier: MIT */
/* profile.c - parts of profiles in a directory beside the file they become. */
#include "profile.h"

#include <cinstr/bench_abi.h>
#include "session.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const kinds[] = {"prof", "heap"};

/* The file that was asked for, NULL for none. */
static const char *wanted_file(int kind)
{
    return kind == 0 ? ci_bench_session.flags.cpu_profile : ci_bench_session.flags.memory_profile;
}

/* Where the file goes: -outputdir is for relative names. Returns false when the name is too long.
 */
static bool output_path(char *path, size_t size, const char *file)
{
    const char *directory = ci_bench_session.flags.output_directory;
    int length = directory && *file != '/' ? snprintf(path, size, "%s/%s", directory, file)
                                           : snprintf(path, size, "%s", file);
    return (size_t)length < size;
}

/* Whether the program counts what the profiles show. */
static bool can_be_written(char *error, size_t size)
{
    static const char *const names[] = {"cpu", "mem"};
    static const char *const needs[] = {" and mode=time or mode=count", " and allocation probes"};
    static const uint32_t wanted[] = {CINSTR_BENCH_HAS_CALLS, CINSTR_BENCH_HAS_ALLOCATIONS};
    struct cinstr_bench_counts counts;
    uint32_t counted =
        __cinstr_bench_counts_v2 && __cinstr_bench_write_v1 ? __cinstr_bench_counts_v2(&counts) : 0;
    for (int kind = 0; kind < 2; kind++) {
        if (!wanted_file(kind) || counted & wanted[kind])
            continue;
        snprintf(error, size, "-%sprofile needs a program built with the cinstr plugin%s",
                 names[kind], needs[kind]);
        return false;
    }
    return true;
}

bool ci_profile_setup(char *error, size_t size)
{
    const char *file = wanted_file(0) ? wanted_file(0) : wanted_file(1);
    char path[PATH_MAX];
    if (!file)
        return true;
    if (!can_be_written(error, size))
        return false;
    if (!output_path(path, sizeof path - 16, file)) {
        snprintf(error, size, "the name of the profile is too long");
        return false;
    }
    strcat(path, ".parts-XXXXXX");
    if (!mkdtemp(path)) {
        snprintf(error, size, "cannot create '%s': %s", path, strerror(errno));
        return false;
    }
    ci_bench_session.profile_directory = strdup(path);
    return ci_bench_session.profile_directory != NULL;
}

bool ci_profile_write_parts(const char *name)
{
    bool done = true;
    for (int kind = 0; kind < 2; kind++) {
        char path[PATH_MAX];
        if (!wanted_file(kind))
            continue;
        snprintf(path, sizeof path, "%s/%s-%010ld.pb.gz", ci_bench_session.profile_directory,
                 kinds[kind], (long)getpid());
        done = __cinstr_bench_write_v1(path, kinds[kind], name) && done;
    }
    return done;
}

/* Makes `path` out of the parts. Returns whether it is complete. */
static bool join(const char *path, char **parts, size_t count)
{
    if (count == 1 && rename(parts[0], path) == 0)
        return true;
    if (count > 0 && __cinstr_bench_merge_v1)
        return __cinstr_bench_merge_v1(path, (const char *const *)parts, (int)count);
    if (count == 0)
        fprintf(stderr, "cinstr-bench: '%s' not written: nothing was measured\n", path);
    else
        fprintf(stderr, "cinstr-bench: '%s' not written; its %zu parts are in '%s'\n", path, count,
                ci_bench_session.profile_directory);
    return false;
}

static bool join_kind(int kind)
{
    char pattern[PATH_MAX], path[PATH_MAX];
    glob_t parts;
    snprintf(pattern, sizeof pattern, "%s/%s-*", ci_bench_session.profile_directory, kinds[kind]);
    int code = glob(pattern, GLOB_NOESCAPE, NULL, &parts);
    bool done = output_path(path, sizeof path, wanted_file(kind)) &&
                join(path, parts.gl_pathv, code == 0 ? parts.gl_pathc : 0);
    for (size_t i = 0; done && i < parts.gl_pathc; i++)
        unlink(parts.gl_pathv[i]);
    if (code == 0)
        globfree(&parts);
    return done;
}

bool ci_profile_teardown(void)
{
    bool done = true;
    if (!ci_bench_session.profile_directory)
        return true;
    for (int kind = 0; kind < 2; kind++)
        if (wanted_file(kind))
            done = join_kind(kind) && done;
    rmdir(ci_bench_session.profile_directory); /* fails where parts stay, as it should */
    free(ci_bench_session.profile_directory);
    ci_bench_session.profile_directory = NULL;
    return done;
}
