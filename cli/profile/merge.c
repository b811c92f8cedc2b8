/* SPDX-License-Identifier: MIT */
/* merge.c - 'cinstr merge': sums profiles of one kind. */
#include "commands.h"
#include "base/status.h"
#include "base/flags.h"
#include "base/outfile.h"
#include "base/pool.h"
#include "profile/profile_merge.h"
#include "profile/write.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static const struct ci_flag table[] = {
    {"o", "OUT", "the profile to write", ci_flag_text, 0, 0, 0},
    {0},
};

static const char notes[] =
    "Sums the profiles: samples of equal stacks and labels become one. The same FILES make the\n"
    "same bytes.\n\n"
    "Exit status: 0 done; 2 the command line or a file cannot be used; 3 a file cannot be read;\n"
    "7 the profiles have different sample types. OUT is written whole or not at all.\n";

static int load_all(char **paths, size_t count, struct ci_profile **profiles)
{
    for (size_t i = 0; i < count; i++) {
        struct ci_error error;
        profiles[i] = ci_profile_load(paths[i], &error);
        if (profiles[i])
            continue;
        ci_error_print(paths[i], &error);
        return access(paths[i], R_OK) ? EXIT_NO_FILE : EXIT_USAGE;
    }
    return 0;
}

/* The first two profiles that do not fit are told; a pair at a time is enough to find them. */
static int refuse(char **paths, struct ci_profile **profiles, size_t count)
{
    struct ci_error error;
    for (size_t i = 1; i < count; i++) {
        struct ci_profile *pair[] = {profiles[0], profiles[i]};
        struct ci_profile *sum = ci_profile_merge(pair, 2, &error);
        if (!sum) {
            ci_error_print(paths[i], &error);
            break;
        }
        ci_profile_destroy(&sum);
    }
    return EXIT_UNLIKE;
}

static int merge_files(char **paths, size_t count, struct ci_profile **profiles, const char *out)
{
    struct ci_error error;
    int status = load_all(paths, count, profiles);
    if (status)
        return status;
    struct ci_profile *sum = ci_profile_merge(profiles, count, &error);
    if (!sum)
        return refuse(paths, profiles, count);
    struct ci_bytes bytes = ci_profile_encode(sum);
    status = ci_outfile_deliver(out, bytes.data, bytes.size);
    free(bytes.data);
    ci_profile_destroy(&sum);
    return status;
}

int ci_merge_run(int argc, char **argv)
{
    (void)argc; /* argv ends with NULL */
    struct ci_flags flags = {.arguments = "-o OUT FILE...", .table = table, .notes = notes};
    const char *out = NULL;
    int status;
    if (!ci_flags_read(&flags, argv, &out, &status))
        return status;
    if (!out)
        return ci_flags_refuse(&flags, "no -o OUT given");
    size_t count = 0;
    while (flags.next[count])
        count++;
    if (count == 0)
        return ci_flags_refuse(&flags, "no profile given");
    struct ci_pool pool = {0};
    struct ci_profile **profiles = ci_pool_alloc(&pool, count, sizeof(struct ci_profile *));
    status = merge_files(flags.next, count, profiles, out);
    for (size_t i = 0; i < count; i++)
        ci_profile_destroy(&profiles[i]);
    ci_pool_deinit(&pool);
    return status;
}
