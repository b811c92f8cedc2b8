/* SPDX-License-Identifier: MIT */
/* directory.c - walks a directory for profiles. */
#include "profile/directory.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

static void add_name(struct ci_pool *pool, struct ci_directory *found, const char *name)
{
    found->names = ci_pool_grow(pool, found->names, found->count, sizeof *found->names);
    found->names[found->count++] = name;
}

static int list_below(struct ci_pool *pool, const char *root, const char *below,
                      struct ci_directory *found)
{
    DIR *directory = opendir(ci_pool_format(pool, "%s/%s", root, below));
    int reason = directory ? 0 : errno;
    for (struct dirent *entry; !reason && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.')
            continue;
        const char *name = ci_pool_format(pool, "%s%s%s", below, *below ? "/" : "", entry->d_name);
        struct stat status;
        /* A dangling link is a profile that cannot be read, not one that does not exist. */
        bool is_directory = stat(ci_pool_format(pool, "%s/%s", root, name), &status) == 0 &&
                            S_ISDIR(status.st_mode);
        if (is_directory)
            reason = list_below(pool, root, name, found);
        else if (ends_with(name, ".pb.gz") || ends_with(name, ".pb"))
            add_name(pool, found, name);
    }
    if (directory)
        closedir(directory);
    return reason;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

int ci_directory_list(struct ci_pool *pool, const char *root, struct ci_directory *directory)
{
    *directory = (struct ci_directory){0};
    int reason = list_below(pool, root, "", directory);
    if (directory->count)
        qsort(directory->names, directory->count, sizeof *directory->names, compare_names);
    return reason;
}
