/* SPDX-License-Identifier: MIT */
/* update.c - makes new profiles the bases. */
#include "base/status.h"
#include "base/filepath.h"
#include "gate/gate.h"
#include "base/outfile.h"
#include "profile/merge.h"
#include "profile/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Clears what a base must not have: it is compared for years, also with profiles of other machines.
 */
static void strip(struct ci_profile *profile)
{
    profile->time_nanos = profile->duration_nanos = 0;
    for (size_t i = 0; i < profile->n_locations; i++)
        profile->locations[i].address = 0;
    for (size_t i = 0; i < profile->n_mappings; i++) {
        struct ci_mapping *mapping = &profile->mappings[i];
        mapping->file = ci_filepath_base(&profile->pool, mapping->file);
        mapping->build_id = "";
        mapping->start = mapping->limit = mapping->offset = 0;
    }
}

static struct ci_bytes make_base(const char *path, int *status)
{
    struct ci_error error;
    struct ci_profile *profile = ci_profile_load(path, &error);
    if (!profile) {
        *status = ci_error_print(path, &error);
        return (struct ci_bytes){0};
    }
    strip(profile);
    /* Locations that differed only in their addresses are merged. A sum of one profile cannot fail.
     */
    struct ci_profile *sum = ci_profile_merge(&profile, 1, &error);
    struct ci_bytes bytes = ci_profile_encode(sum);
    ci_profile_destroy(&sum);
    ci_profile_destroy(&profile);
    return bytes;
}

/* Makes the directories of the path. */
static int make_directories(struct ci_pool *pool, const char *path)
{
    char *copy = ci_pool_copy(pool, path, strlen(path));
    for (char *slash = copy; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdir(copy, 0777) && errno != EEXIST) {
            struct ci_error error;
            ci_error_set(&error, "cannot be made a directory: %s", strerror(errno));
            return ci_error_print(copy, &error);
        }
        *slash = '/';
    }
    return 0;
}

static int write_base(struct ci_pool *pool, const char *path, const struct ci_bytes *bytes)
{
    int status = make_directories(pool, path);
    return status ? status : ci_outfile_deliver(path, bytes->data, bytes->size);
}

int ci_gate_update(struct ci_gate *gate, const struct ci_gate_files *files)
{
    struct ci_bytes *bases = ci_pool_alloc(&gate->pool, files->count, sizeof *bases);
    int status = 0;
    for (size_t i = 0; i < files->count && status == 0; i++)
        if (files->files[i].has_new)
            bases[i] = make_base(files->files[i].new, &status);
    for (size_t i = 0; i < files->count; i++) {
        if (bases[i].data && status == 0)
            status = write_base(&gate->pool, files->files[i].base, &bases[i]);
        free(bases[i].data);
    }
    return status;
}
