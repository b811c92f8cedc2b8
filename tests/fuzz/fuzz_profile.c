/* SPDX-License-Identifier: MIT */
/*
 * fuzz_profile.c - feeds bytes to the profile reader; sums up, joins, exports and writes again what
 * it accepts.
 */
#include "fuzz.h"
#include "profile/doubt.h"
#include "profile/filter.h"
#include "profile/merge.h"
#include "profile/write.h"
#include "report/export.h"
#include "report/graph.h"
#include "tree/flat.h"

#include <stdio.h>
#include <stdlib.h>

static void sum_up(const uint8_t *data, size_t size, enum ci_granularity granularity)
{
    struct ci_error error;
    struct ci_profile *profile = ci_profile_decode(data, size, &error);
    if (!profile)
        return;
    ci_filter_merge(profile);
    ci_filter_names(profile);
    ci_filter_drop_frames(profile, &error);
    ci_filter_aggregate(profile, granularity, granularity == CI_BY_FILE);
    ci_filter_trim_files(profile, "", "/src");
    struct ci_graph_options options = {.mean = true, .objects = true, .edges = CI_EDGES_ALL};
    for (options.value = 0; options.value < profile->n_types; options.value++) {
        struct ci_graph graph;
        ci_graph_init(&graph, profile, &options, NULL);
        ci_graph_sort(&graph, CI_SORT_CUM);
        ci_graph_deinit(&graph);
    }
    ci_profile_destroy(&profile);
}

/* What is written is read again. */
static void write_again(const struct ci_profile *profile)
{
    struct ci_error error;
    struct ci_bytes bytes = ci_profile_encode(profile);
    struct ci_profile *again = ci_profile_decode(bytes.data, bytes.size, &error);
    if (!again) {
        fprintf(stderr, "what was written is not read: %s\n", error.text);
        abort();
    }
    ci_profile_destroy(&again);
    ci_bytes_drop(&bytes);
}

static void export(const struct ci_profile *profile)
{
    static FILE *nowhere;
    struct ci_error error;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    if (!nowhere || profile->n_types == 0)
        return;
    ci_export_callgrind(profile, 0, nowhere, &error);
    ci_export_speedscope(profile, 0, nowhere, &error);
    ci_export_chrome(profile, nowhere, &error);
}

static void join(struct ci_profile *profile)
{
    struct ci_error error;
    struct ci_profile *both[] = {profile, profile};
    struct ci_profile *sum = ci_profile_merge(both, 2, &error);
    if (!sum)
        return;
    struct ci_tree tree;
    struct ci_flat flat;
    ci_tree_build(&tree, sum, profile);
    ci_flat_init(&flat, &tree, 5);
    ci_flat_deinit(&flat);
    ci_tree_deinit(&tree);
    ci_profile_destroy(&sum);
}

static void use(const uint8_t *data, size_t size)
{
    struct ci_error error;
    struct ci_doubt *doubts;
    struct ci_profile *profile = ci_profile_decode(data, size, &error);
    if (!profile)
        return;
    ci_doubt_list(profile, "instructions", &profile->pool, &doubts);
    ci_doubt_list(profile, "time", &profile->pool, &doubts);
    write_again(profile);
    export(profile);
    join(profile);
    ci_profile_destroy(&profile);
}

/* Every way of merging frames, so that every field of an accepted profile is used. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sum_up(data, size, CI_BY_FUNCTION);
    sum_up(data, size, CI_BY_FILE);
    sum_up(data, size, CI_BY_ADDRESS);
    use(data, size);
    return 0;
}
