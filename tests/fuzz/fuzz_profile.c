/* SPDX-License-Identifier: MIT */
/*
 * fuzz_profile.c - feeds bytes to the profile reader and sums up what it accepts.
 *
 * With clang: clang -fsanitize=fuzzer,address fuzz_profile.c and the reader's sources. With GCC,
 * replay.c runs it over a corpus.
 */
#include "profile/filter.h"
#include "fuzz.h"
#include "report/graph.h"

/* Every way of merging frames, so that every field of an accepted profile is used. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sum_up(data, size, CI_BY_FUNCTION);
    sum_up(data, size, CI_BY_FILE);
    sum_up(data, size, CI_BY_ADDRESS);
    return 0;
}
