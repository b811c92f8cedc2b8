/* SPDX-License-Identifier: MIT */
/* directory.h - the profiles below a directory. */
#ifndef CINSTR_CLI_PROFILE_DIRECTORY_H
#define CINSTR_CLI_PROFILE_DIRECTORY_H

#include "base/pool.h"

struct ci_directory {
    const char **names; /* paths below the directory, sorted */
    size_t count;
};

/*
 * Lists the files *.pb.gz and *.pb below ROOT that no '.' begins the name of. Returns 0, or what
 * errno is where a directory cannot be read. All is in the pool.
 */
int ci_directory_list(struct ci_pool *pool, const char *root, struct ci_directory *directory);

#endif
