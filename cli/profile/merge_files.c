/* SPDX-License-Identifier: MIT */
/* merge_files.c - 'cinstr merge': sums profiles of one kind, some at a time. */
#include "commands.h"
#include "base/status.h"
#include "base/filepath.h"
#include "base/flags.h"
#include "base/order.h"
#include "base/outfile.h"
#include "base/pool.h"
#include "profile/merge.h"
#include "profile/write.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MERGE_AT_ONCE = 32,     /* profiles in memory beside the sum so far */
    MERGE_SLICES = 8,       /* processes */
    MERGE_SLICE_LEAST = 64, /* files that are worth one */
};

static size_t min_size(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct request {
    const char *out;
    bool heap, block;
};

static const struct ci_flag table[] = {
    {"o", "OUT", "the profile to write", ci_flag_text, offsetof(struct request, out), 0, 0},
    {"heap", NULL, "of a directory, the profiles of allocations", ci_flag_set,
     offsetof(struct request, heap), 0, 0},
    {"block", NULL, "of a directory, the profiles of waits", ci_flag_set,
     offsetof(struct request, block), 0, 0},
    {0},
};

static const char notes[] =
    "Sums the profiles: samples of equal stacks and labels become one. The same FILES make the\n"
    "same bytes. A directory stands for its *.pb.gz files in the order of their names, without "
    "those\n"
    "of allocations (*.heap.*) and waits (*.block.*), or with --heap or --block for those alone:\n"
    "what CINSTR_OUT=DIR/ has collected.\n"
    "OUT is written whole or not at all.\n";

/* ---- The files ---- */

/* Invariant: `paths` has `count` of them, in memory of the pool. */
struct files {
    struct ci_pool pool;
    const char **paths;
    size_t count;
};

static void add_file(struct files *files, const char *path)
{
    files->paths = ci_pool_grow(&files->pool, files->paths, files->count, sizeof *files->paths);
    files->paths[files->count++] = path;
}

/* Whether it is a profile of the requested kind, which programs tell in its name. */
static bool is_wanted(const char *name, const struct request *request)
{
    return name[0] != '.' && ci_filepath_stem(name, ".pb.gz") > 0 &&
           !!strstr(name, ".heap.") == request->heap && !!strstr(name, ".block.") == request->block;
}

/* Adds a file, or the files of a directory. */
static void add_argument(struct files *files, const char *path, const struct request *request)
{
    DIR *directory = opendir(path);
    size_t first = files->count;
    if (!directory) {
        add_file(files, path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(directory));)
        if (is_wanted(entry->d_name, request))
            add_file(files, ci_pool_format(&files->pool, "%s/%s", path, entry->d_name));
    closedir(directory);
    if (files->count > first)
        qsort(files->paths + first, files->count - first, sizeof *files->paths, ci_order_texts);
}

/* ---- The sum ---- */

/* Adds one more profile to the parts; returns an exit status. */
static int load(const char *path, struct ci_profile **profile)
{
    struct ci_error error;
    *profile = ci_profile_load(path, &error);
    return *profile ? 0 : ci_error_print(path, &error);
}

/* The first that does not fit is told; a pair at a time is enough to find it. */
static int refuse(const char *const *paths, struct ci_profile **profiles, size_t count,
                  const struct ci_error *error)
{
    for (size_t i = 1; i < count; i++) {
        struct ci_error of_pair;
        struct ci_profile *pair[] = {profiles[0], profiles[i]};
        struct ci_profile *sum = ci_profile_merge(pair, 2, &of_pair);
        if (!sum)
            return ci_error_print(paths[i - 1], &of_pair);
        ci_profile_destroy(&sum);
    }
    return ci_error_print("merge", error);
}

/* Adds COUNT files to the sum so far, of which there is none at first. */
static int add_some(struct ci_profile **sum, const char *const *paths, size_t count)
{
    struct ci_profile *parts[MERGE_AT_ONCE + 1] = {*sum}, *next = NULL;
    struct ci_error error;
    size_t first = *sum != NULL;
    int status = 0;
    for (size_t i = 0; i < count && !status; i++)
        status = load(paths[i], &parts[first + i]);
    if (!status) {
        next = ci_profile_merge(parts, first + count, &error);
        status = next ? 0 : refuse(paths + 1 - first, parts, first + count, &error);
    }
    if (next) {
        ci_profile_own(next);
        *sum = next;
    } else {
        *sum = parts[0];
        parts[0] = NULL;
    }
    for (size_t i = 0; i < first + count; i++)
        ci_profile_destroy(&parts[i]);
    return status;
}

/* Sums a run of files; returns an exit status. */
static int sum_files(struct ci_profile **sum, const char *const *paths, size_t count)
{
    int status = 0;
    for (size_t at = 0; at < count && !status; at += MERGE_AT_ONCE)
        status = add_some(sum, paths + at, min_size(count - at, MERGE_AT_ONCE));
    return status;
}

/* ---- Several processes: each sums a slice, and the slices are summed in their order ---- */

/* In the child: leaves the sum in the file. */
static _Noreturn void sum_slice(const char *const *paths, size_t count, int file)
{
    struct ci_profile *sum = NULL;
    int status = sum_files(&sum, paths, count);
    if (!status) {
        struct ci_bytes bytes = ci_profile_encode(sum);
        for (size_t at = 0; at < bytes.size && !status;) {
            ssize_t written = write(file, bytes.data + at, bytes.size - at);
            status = written <= 0 ? EXIT_USAGE : 0;
            at += written > 0 ? (size_t)written : 0;
        }
    }
    _exit(status);
}

struct slice {
    pid_t process;
    int file; /* without a name */
};

static void start_slice(struct slice *slice, const char *const *paths, size_t count)
{
    slice->file = memfd_create("cinstr-merge", MFD_CLOEXEC);
    fflush(NULL);
    slice->process = slice->file < 0 ? -1 : fork();
    if (slice->process == 0)
        sum_slice(paths, count, slice->file);
}

/* The slice's exit status; the error has been printed. */
static int end_slice(struct slice *slice)
{
    int status;
    if (slice->process < 0 || waitpid(slice->process, &status, 0) < 0) {
        fprintf(stderr, "cinstr: merge: no second process: %s; name fewer files\n",
                strerror(errno));
        return EXIT_USAGE;
    }
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "cinstr: merge: a process of it ended by signal %d; name fewer files\n",
                WTERMSIG(status));
        return EXIT_USAGE;
    }
    return WEXITSTATUS(status);
}

static int sum_in_slices(struct ci_profile **sum, const char *const *paths, size_t count,
                         size_t slice_count)
{
    struct slice slices[MERGE_SLICES];
    char names[MERGE_SLICES][32];
    const char *parts[MERGE_SLICES];
    int status = 0;
    for (size_t i = 0; i < slice_count; i++) {
        size_t first = count * i / slice_count, end = count * (i + 1) / slice_count;
        start_slice(&slices[i], paths + first, end - first);
        snprintf(names[i], sizeof names[i], "/proc/self/fd/%d", slices[i].file);
        parts[i] = names[i];
    }
    for (size_t i = 0; i < slice_count; i++) {
        int ended = end_slice(&slices[i]);
        status = status ? status : ended;
    }
    if (!status)
        status = add_some(sum, parts, slice_count);
    for (size_t i = 0; i < slice_count; i++)
        close(slices[i].file);
    return status;
}

static int merge_files(const struct files *files, const char *out)
{
    struct ci_profile *sum = NULL;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    size_t slices = min_size(files->count / MERGE_SLICE_LEAST,
                             processors > 0 ? min_size((size_t)processors, MERGE_SLICES) : 1);
    int status = slices > 1 ? sum_in_slices(&sum, files->paths, files->count, slices)
                            : sum_files(&sum, files->paths, files->count);
    if (!status) {
        struct ci_bytes bytes = ci_profile_encode(sum);
        status = ci_outfile_deliver(out, bytes.data, bytes.size);
        free(bytes.data);
    }
    ci_profile_destroy(&sum);
    return status;
}

int ci_merge_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "-o OUT FILE|DIR...",
                             .table = table,
                             .notes = notes,
                             .statuses = CI_STATUS_READS | CI_STATUS(UNLIKE)};
    struct request request = {0};
    struct files files = {0};
    int status;
    if (!ci_flags_read(&flags, argv, &request, &status))
        return status;
    if (!request.out)
        return ci_flags_refuse(&flags, "no -o OUT given");
    if (request.heap && request.block)
        return ci_flags_refuse(&flags, "--heap and --block are different profiles; give one");
    if (!flags.next[0])
        return ci_flags_refuse(&flags, "no profile given");
    for (char **argument = flags.next; *argument; argument++)
        add_argument(&files, *argument, &request);
    status = files.count ? merge_files(&files, request.out)
                         : ci_flags_refuse(&flags, "no profile in the directory");
    ci_pool_deinit(&files.pool);
    return status;
}
