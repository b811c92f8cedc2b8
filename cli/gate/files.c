/* SPDX-License-Identifier: MIT */
/* files.c - which profiles belong to which bases. */
#include "base/status.h"
#include "gate/gate.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Names of profiles below a directory. */
struct names {
    struct ci_pool *pool;
    const char **names;
    size_t count;
};

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

static void add_name(struct names *names, const char *name)
{
    names->names = ci_pool_grow(names->pool, names->names, names->count, sizeof *names->names);
    names->names[names->count++] = name;
}

/* Adds the profiles below ROOT/BELOW. Returns false, with errno set, when it cannot be read. */
static bool list_profiles(struct names *names, const char *root, const char *below)
{
    DIR *directory = opendir(ci_pool_format(names->pool, "%s/%s", root, below));
    bool done = directory != NULL;
    for (struct dirent *entry; done && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *name =
            ci_pool_format(names->pool, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        struct stat status;
        /* A dangling link is a profile that cannot be read, not one that does not exist. */
        bool is_directory = stat(ci_pool_format(names->pool, "%s/%s", root, name), &status) == 0 &&
                            S_ISDIR(status.st_mode);
        if (is_directory)
            done = list_profiles(names, root, name);
        else if (ends_with(name, ".pb.gz") || ends_with(name, ".pb"))
            add_name(names, name);
    }
    int reason = errno;
    if (directory)
        closedir(directory);
    errno = reason;
    return done;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Lists a directory. Complains with the status, unless that is 0, when it has no profile. */
static bool list_directory(struct ci_gate *gate, const char *path, int status, struct names *names)
{
    *names = (struct names){.pool = &gate->pool};
    if (!list_profiles(names, path, "")) {
        ci_gate_complain(gate, EXIT_NO_FILE, path, strerror(errno));
        return false;
    }
    if (names->count)
        qsort(names->names, names->count, sizeof *names->names, compare_names);
    if (names->count || !status)
        return true;
    ci_gate_complain(gate, status, path, "there is no profile (*.pb.gz) in the directory");
    return false;
}

static void add_file(struct ci_gate *gate, struct ci_gate_files *files, const char *name,
                     const char *base, const char *new)
{
    files->files = ci_pool_grow(&gate->pool, files->files, files->count, sizeof *files->files);
    struct ci_gate_file *file = &files->files[files->count++];
    file->name = name;
    file->base = base;
    file->new = new;
}

/* Merges the two sorted lists. */
static void pair_names(struct ci_gate *gate, const char *base, const char *new,
                       const struct names *bases, const struct names *news, bool update,
                       struct ci_gate_files *files)
{
    bool any = false;
    for (size_t i = 0, j = 0; i < bases->count || j < news->count;) {
        int order = i == bases->count  ? 1
                    : j == news->count ? -1
                                       : strcmp(bases->names[i], news->names[j]);
        const char *name = order <= 0 ? bases->names[i] : news->names[j];
        add_file(gate, files, name, ci_pool_format(&gate->pool, "%s/%s", base, name),
                 ci_pool_format(&gate->pool, "%s/%s", new, name));
        files->files[files->count - 1].has_base = order <= 0;
        files->files[files->count - 1].has_new = order >= 0;
        any |= order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    if (!any && !update)
        ci_gate_complain(gate, EXIT_NO_MATCH, new, "no profile has a name that the base has");
}

static void find_in_directories(struct ci_gate *gate, const char *base, const char *new,
                                bool has_base, bool update, struct ci_gate_files *files)
{
    struct names bases = {.pool = &gate->pool}, news;
    bool ready = !has_base || list_directory(gate, base, update ? 0 : EXIT_NO_FILE, &bases);
    if (list_directory(gate, new, EXIT_NO_DATA, &news) && ready)
        pair_names(gate, base, new, &bases, &news, update, files);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Complains if the path cannot be accessed; with ABSENT_OK, not if nothing is there. */
static bool look(struct ci_gate *gate, const char *path, const char *what, bool absent_ok,
                 bool *is_directory)
{
    struct stat status;
    bool found = stat(path, &status) == 0;
    if (!found && !(absent_ok && errno == ENOENT))
        ci_gate_complain(
            gate, EXIT_NO_FILE, path,
            ci_pool_format(&gate->pool, "the %s cannot be opened: %s", what, strerror(errno)));
    *is_directory = found && S_ISDIR(status.st_mode);
    return found;
}

void ci_gate_find_files(struct ci_gate *gate, const char *base, const char *new, bool update,
                        struct ci_gate_files *files)
{
    bool base_is_directory, new_is_directory;
    *files = (struct ci_gate_files){0};
    bool has_base = look(gate, base, "base", update, &base_is_directory);
    bool has_new = look(gate, new, "new profile", false, &new_is_directory);
    if (gate->problem)
        return;
    if (has_base && base_is_directory != new_is_directory) {
        ci_gate_complain(gate, EXIT_USAGE, "gate",
                         "give two profiles or two directories, not one of each");
        return;
    }
    if (new_is_directory) {
        find_in_directories(gate, base, new, has_base, update, files);
        return;
    }
    add_file(gate, files, base_name(new), base, new);
    files->files[0].has_base = has_base;
    files->files[0].has_new = has_new;
}
