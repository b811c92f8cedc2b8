/* SPDX-License-Identifier: MIT */
/* filter_external.c - -noexternal: stacks without the functions that have no probes. */
#include "profile/filter.h"

void ci_filter_hide_external(struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        uint32_t *kept = ci_pool_alloc(&profile->pool, sample->n_locations + 1, sizeof *kept);
        size_t count = 0;
        for (size_t j = 0; j < sample->n_locations; j++)
            if (!ci_location_is_external(&profile->locations[sample->locations[j]]))
                kept[count++] = sample->locations[j];
        sample->locations = kept;
        sample->n_locations = count;
    }
}
