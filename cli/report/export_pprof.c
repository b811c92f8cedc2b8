/* SPDX-License-Identifier: MIT */
/* export_pprof.c - a profile that speedscope and the like show right; see export.h. */
#include "report/export.h"

/* Where a location's lines are in the new table. */
struct span {
    uint32_t start, count;
};

/* Makes the table of locations with a line each; a location without lines stays. */
static struct span *split_locations(struct ci_profile *profile)
{
    struct ci_pool *pool = &profile->pool;
    size_t total = 0, count = 0;
    for (size_t i = 0; i < profile->n_locations; i++)
        total += profile->locations[i].n_lines ? profile->locations[i].n_lines : 1;
    struct span *spans = ci_pool_alloc(pool, profile->n_locations, sizeof *spans);
    struct ci_location *split = ci_pool_alloc(pool, total, sizeof *split);
    for (size_t i = 0; i < profile->n_locations; i++) {
        const struct ci_location *old = &profile->locations[i];
        spans[i].start = (uint32_t)count;
        do {
            split[count] = *old;
            if (old->n_lines) {
                split[count].lines = &old->lines[count - spans[i].start];
                split[count].n_lines = 1;
            }
            count++;
        } while (count - spans[i].start < old->n_lines);
        spans[i].count = (uint32_t)(count - spans[i].start);
    }
    profile->locations = split;
    profile->n_locations = total;
    return spans;
}

static void split_sample(struct ci_pool *pool, const struct span *spans, struct ci_sample *sample)
{
    size_t total = 0, count = 0;
    for (size_t i = 0; i < sample->n_locations; i++)
        total += spans[sample->locations[i]].count;
    uint32_t *split = ci_pool_alloc(pool, total, sizeof *split);
    for (size_t i = 0; i < sample->n_locations; i++)
        for (uint32_t j = 0; j < spans[sample->locations[i]].count; j++)
            split[count++] = spans[sample->locations[i]].start + j;
    sample->locations = split;
    sample->n_locations = total;
}

void ci_export_simplify(struct ci_profile *profile, size_t value)
{
    const struct span *spans = split_locations(profile);
    size_t kept = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        split_sample(&profile->pool, spans, sample);
        sample->values[0] = sample->values[value];
        if (sample->values[0])
            profile->samples[kept++] = *sample;
    }
    profile->n_samples = kept;
    profile->types[0] = profile->types[value];
    profile->n_types = 1;
    profile->default_type = profile->types[0].type;
}
