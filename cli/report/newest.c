/* SPDX-License-Identifier: MIT */
/* newest.c - looks through the current directory. */
#include "report/newest.h"
#include "base/filepath.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec ? a.tv_sec > b.tv_sec : a.tv_nsec > b.tv_nsec;
}

bool ci_newest_find(const char *suffix, char name[NAME_MAX + 1])
{
    struct timespec newest = {0, 0};
    DIR *directory = opendir(".");
    *name = '\0';
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        struct stat status;
        if (ci_filepath_stem(entry->d_name, suffix) <= 0 || stat(entry->d_name, &status) ||
            !S_ISREG(status.st_mode))
            continue;
        bool is_tie = !is_later(newest, status.st_mtim) && !is_later(status.st_mtim, newest);
        if (*name && !is_later(status.st_mtim, newest) &&
            !(is_tie && strcmp(entry->d_name, name) < 0))
            continue;
        newest = status.st_mtim;
        strcpy(name, entry->d_name);
    }
    if (directory)
        closedir(directory);
    return *name;
}
