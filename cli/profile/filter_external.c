/* SPDX-License-Identifier: MIT */
/* filter_external.c - -noexternal: stacks without the functions that have no probes. */
#include "profile/filter.h"

#include <string.h>

/* Whether a frame is of such a function. Nobody knows where that is defined: its file is the object
 * that it is in. */
static bool is_external(const struct ci_location *location)
{
    if (location->n_lines != 1)
        return false;
    const struct ci_function *function = location->lines[0].function;
    return function->start_line == 0 && *function->name != '[' && !strchr(function->file, '/');
}

void ci_filter_hide_external(struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        uint32_t *kept = ci_pool_alloc(&profile->pool, sample->n_locations + 1, sizeof *kept);
        size_t count = 0;
        for (size_t j = 0; j < sample->n_locations; j++)
            if (!is_external(&profile->locations[sample->locations[j]]))
                kept[count++] = sample->locations[j];
        sample->locations = kept;
        sample->n_locations = count;
    }
}
