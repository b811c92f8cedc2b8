/* SPDX-License-Identifier: MIT */
/* surroundings.c - made by the benchmark's process, removed by the one that waits for it. */
#include "surroundings.h"

#include "channel.h"
#include "state.h"

#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ci_surroundings_note(struct ci_directories *directories, const char *path, size_t size)
{
    char **paths = realloc(directories->paths, (directories->count + 1) * sizeof *paths);
    if (!paths)
        return;
    directories->paths = paths;
    paths[directories->count] = strndup(path, size);
    directories->count += paths[directories->count] != NULL;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)type, (void)place;
    remove(path); /* what cannot be removed stays, and so does its directory */
    return 0;
}

void ci_surroundings_remove(struct ci_directories *directories)
{
    for (size_t i = 0; i < directories->count; i++) {
        nftw(directories->paths[i], remove_one, 16, FTW_DEPTH | FTW_PHYS);
        free(directories->paths[i]);
    }
    free(directories->paths);
    *directories = (struct ci_directories){0};
}

const char *cinstr_bench_temp_dir(cinstr_bench *b)
{
    struct ci_bench *bench = ci_bench_of(b);
    const char *root = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/%s-XXXXXX", root && *root ? root : "/tmp", bench->name) < 0)
        ci_act_fatal(bench, "no memory for a temporary directory");
    for (char *c = strrchr(path, '\0') - strlen(bench->name) - 7; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-')
            *c = '_'; /* a sub-benchmark's name has slashes */
    if (!mkdtemp(path))
        ci_act_fatal(bench, "cannot make a temporary directory '%s': %s", path, strerror(errno));
    pthread_mutex_lock(&bench->lock);
    ci_channel_send(bench->channel, CI_MESSAGE_DIRECTORY, path, strlen(path) + 1);
    pthread_mutex_unlock(&bench->lock);
    return path; /* the process keeps it until it ends */
}

/* The former value of a variable. */
struct variable {
    char *name, *value; /* value NULL: it was not set */
};

static void restore(void *arg)
{
    struct variable *variable = arg;
    if (variable->value)
        setenv(variable->name, variable->value, 1);
    else
        unsetenv(variable->name);
    free(variable->name);
    free(variable->value);
    free(variable);
}

void cinstr_bench_setenv(cinstr_bench *b, const char *name, const char *value)
{
    struct variable *before = calloc(1, sizeof *before);
    const char *old = getenv(name);
    if (before) {
        before->name = strdup(name);
        before->value = old ? strdup(old) : NULL;
    }
    if (!before || !before->name || (old && !before->value))
        ci_act_fatal(ci_bench_of(b), "no memory for variable '%s'", name);
    if (setenv(name, value, 1) != 0)
        ci_act_fatal(ci_bench_of(b), "cannot set variable '%s': %s", name, strerror(errno));
    cinstr_bench_cleanup(b, restore, before);
}
