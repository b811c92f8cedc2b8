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

enum { KINDS = 3 };

static const struct {
    const char *name;
    size_t file; /* the flag's place in ci_bench_session.flags: NULL where none was asked for */
    uint32_t counted;
    const char *flag, *needs;
} kinds[KINDS] = {
    {"prof", offsetof(struct ci_flags, cpu_profile), CINSTR_BENCH_HAS_CALLS, "cpu",
     " and mode=time or mode=count"},
    {"heap", offsetof(struct ci_flags, memory_profile), CINSTR_BENCH_HAS_ALLOCATIONS, "mem",
     " and allocation probes"},
    {"block", offsetof(struct ci_flags, block_profile), CINSTR_BENCH_HAS_WAITS, "block",
     " and mode=time"},
};

/* The file that was asked for, NULL for none. */
static const char *wanted_file(int kind)
{
    return *(const char **)((char *)&ci_bench_session.flags + kinds[kind].file);
}

/* Whether any of them was asked for. */
static const char *any_file(void)
{
    const char *file = NULL;
    for (int kind = 0; kind < KINDS && !file; kind++)
        file = wanted_file(kind);
    return file;
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
    struct cinstr_bench_counts counts;
    uint32_t counted =
        __cinstr_bench_counts_v3 && __cinstr_bench_write_v1 ? __cinstr_bench_counts_v3(&counts) : 0;
    for (int kind = 0; kind < KINDS; kind++) {
        if (!wanted_file(kind) || counted & kinds[kind].counted)
            continue;
        snprintf(error, size, "-%sprofile needs a program built with the cinstr plugin%s",
                 kinds[kind].flag, kinds[kind].needs);
        return false;
    }
    return true;
}

bool ci_profile_setup(char *error, size_t size)
{
    const char *file = any_file();
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
    for (int kind = 0; kind < KINDS; kind++) {
        char path[PATH_MAX];
        if (!wanted_file(kind))
            continue;
        snprintf(path, sizeof path, "%s/%s-%010ld.pb.gz", ci_bench_session.profile_directory,
                 kinds[kind].name, (long)getpid());
        done = __cinstr_bench_write_v1(path, kinds[kind].name, name) && done;
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
    snprintf(pattern, sizeof pattern, "%s/%s-*", ci_bench_session.profile_directory,
             kinds[kind].name);
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
    for (int kind = 0; kind < KINDS; kind++)
        if (wanted_file(kind))
            done = join_kind(kind) && done;
    rmdir(ci_bench_session.profile_directory); /* fails if parts are left, as it should */
    free(ci_bench_session.profile_directory);
    ci_bench_session.profile_directory = NULL;
    return done;
}
