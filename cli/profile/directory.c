/* SPDX-License-Identifier: MIT */
/* directory.c - walks a directory for profiles. */
#include "profile/directory.h"
#include "base/filepath.h"
#include "base/order.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
        else if (ci_filepath_stem(name, ".pb.gz") > 0 || ci_filepath_stem(name, ".pb") > 0)
            add_name(pool, found, name);
    }
    if (directory)
        closedir(directory);
    return reason;
}

int ci_directory_list(struct ci_pool *pool, const char *root, struct ci_directory *directory)
{
    *directory = (struct ci_directory){0};
    int reason = list_below(pool, root, "", directory);
    if (directory->count)
        qsort(directory->names, directory->count, sizeof *directory->names, ci_order_texts);
    return reason;
}
