/* SPDX-License-Identifier: MIT */
/* files.c - which profiles belong to which bases. */
#include "base/clean.h"
#include "base/status.h"
#include "gate/gate.h"
#include "profile/directory.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Lists a directory. Complains with the status, unless that is 0, when it has no profile. */
static bool list_directory(struct ci_gate *gate, const char *path, int status,
                           struct ci_directory *directory)
{
    int reason = ci_directory_list(&gate->pool, path, directory);
    if (reason) {
        ci_gate_complain(gate, EXIT_NO_FILE, path, strerror(reason));
        return false;
    }
    if (directory->count || !status)
        return true;
    ci_gate_complain(gate, status, path, "there is no profile (*.pb.gz) in the directory");
    return false;
}

static void add_file(struct ci_gate *gate, struct ci_gate_files *files, const char *name,
                     const char *base, const char *new)
{
    files->files = ci_pool_grow(&gate->pool, files->files, files->count, sizeof *files->files);
    struct ci_gate_file *file = &files->files[files->count++];
    char *shown = ci_pool_copy(&gate->pool, name, strlen(name));
    ci_clean(shown, strlen(shown));
    file->name = shown;
    file->base = base;
    file->new = new;
}

/* Merges the two sorted lists. */
static void pair_names(struct ci_gate *gate, const char *base, const char *new,
                       const struct ci_directory *bases, const struct ci_directory *news,
                       bool update, struct ci_gate_files *files)
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
    struct ci_directory bases = {0}, news;
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
    struct stat status = {.st_mode = 0};
    bool found = strcmp(path, "-") == 0 || stat(path, &status) == 0;
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
