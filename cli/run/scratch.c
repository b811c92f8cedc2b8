/* SPDX-License-Identifier: MIT */
/* scratch.c - see scratch.h. */
#include "run/scratch.h"
#include "base/outfile.h"
#include "base/status.h"
#include "base/input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where any user can go: the way to where root stands may be barred. */
#define SCRATCH_OPEN "/var/tmp"

enum { SCRATCH_PASS = 0711, SCRATCH_WRITE = 01733, SCRATCH_OWN = 0700 };

static const char *make_in(struct ci_pool *pool, const char *directory, const char *prefix)
{
    return mkdtemp(ci_pool_format(pool, "%s/%sXXXXXX", directory, prefix));
}

/* A directory that all may write to, with a name that nobody can look up. */
static bool make_open(struct ci_run_scratch *scratch, struct ci_pool *pool)
{
    scratch->top = make_in(pool, SCRATCH_OPEN, ".cinstr-run-");
    scratch->path = scratch->top ? make_in(pool, scratch->top, "") : NULL;
    return scratch->path && !chmod(scratch->path, SCRATCH_WRITE) &&
           !chmod(scratch->top, SCRATCH_PASS);
}

int ci_run_scratch_make(struct ci_run_scratch *scratch, struct ci_pool *pool, const char *directory)
{
    *scratch = (struct ci_run_scratch){NULL, NULL};
    if (geteuid() == 0) {
        if (make_open(scratch, pool))
            return 0;
        ci_run_scratch_remove(scratch);
    }
    scratch->path = scratch->top = make_in(pool, directory, ".cinstr-run-");
    return scratch->path ? 0 : -1;
}

static bool is_profile(int directory, const char *name)
{
    struct stat status;
    return name[0] != '.' && !fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) &&
           S_ISREG(status.st_mode) && status.st_nlink == 1;
}

/* Removes the directory's files, but for profiles when they are to stay. */
static void empty(const char *path, bool profiles_stay)
{
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        if (!profiles_stay || !is_profile(dirfd(directory), entry->d_name))
            unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory)
        closedir(directory);
}

void ci_run_scratch_close(const struct ci_run_scratch *scratch)
{
    chmod(scratch->path, SCRATCH_OWN);
    empty(scratch->path, true);
}

/* To another file system. Returns an exit status. */
static int copy(const char *from, const char *to)
{
    struct ci_bytes bytes;
    struct ci_error error;
    int status = ci_input_read(from, &bytes, &error);
    if (status) {
        ci_error_print(from, &error);
        return EXIT_NO_FILE;
    }
    status = ci_outfile_deliver(to, bytes.data, bytes.size);
    free(bytes.data);
    return status;
}

static int move(const char *from, const char *to)
{
    struct ci_error error;
    if (!rename(from, to))
        return 0;
    if (errno == EXDEV)
        return copy(from, to);
    ci_error_set(&error, "cannot be used for profiles: %s; name a directory", strerror(errno));
    return ci_error_print(to, &error);
}

int ci_run_scratch_keep(const struct ci_run_scratch *scratch, const char *directory)
{
    struct ci_pool pool = {0};
    int status = 0;
    DIR *from = opendir(scratch->path);
    for (struct dirent *entry; from && (entry = readdir(from));) {
        if (!is_profile(dirfd(from), entry->d_name))
            continue;
        int moved = move(ci_pool_format(&pool, "%s/%s", scratch->path, entry->d_name),
                         ci_pool_format(&pool, "%s/%s", directory, entry->d_name));
        status = moved ? moved : status;
    }
    if (from)
        closedir(from);
    ci_pool_deinit(&pool);
    return status;
}

void ci_run_scratch_remove(const struct ci_run_scratch *scratch)
{
    if (scratch->path) {
        empty(scratch->path, false);
        rmdir(scratch->path);
    }
    if (scratch->top)
        rmdir(scratch->top);
}
