/* SPDX-License-Identifier: MIT */
/* filter_merge.c - adds samples of the same stack and labels up, which only differences need. */
#include "profile/filter.h"
#include "profile/measure.h"

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_labels(const struct ci_label *a, const struct ci_label *b)
{
    int order = strcmp(a->key, b->key);
    if (!order)
        order = strcmp(a->text ? a->text : "", b->text ? b->text : "");
    if (!order)
        order = compare_numbers((uint64_t)a->number, (uint64_t)b->number);
    return order ? order : strcmp(a->unit, b->unit);
}

static int compare_samples(const void *left, const void *right)
{
    const struct ci_sample *a = left, *b = right;
    int order = compare_numbers(a->n_locations, b->n_locations);
    if (!order && a->n_locations)
        order = memcmp(a->locations, b->locations, a->n_locations * sizeof *a->locations);
    if (!order)
        order = compare_numbers(a->n_labels, b->n_labels);
    for (size_t i = 0; !order && i < a->n_labels; i++)
        order = compare_labels(&a->labels[i], &b->labels[i]);
    return order;
}

static bool has_negative(const struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_samples; i++)
        for (size_t j = 0; j < profile->n_types; j++)
            if (profile->samples[i].values[j] < 0)
                return true;
    return false;
}

void ci_filter_merge(struct ci_profile *profile)
{
    if (!has_negative(profile))
        return;
    qsort(profile->samples, profile->n_samples, sizeof *profile->samples, compare_samples);
    size_t count = 0;
    for (size_t i = 0; i < profile->n_samples; i++) {
        struct ci_sample *sample = &profile->samples[i];
        struct ci_sample *last = count ? &profile->samples[count - 1] : NULL;
        if (!last || compare_samples(last, sample) != 0) {
            profile->samples[count++] = *sample;
            continue;
        }
        for (size_t j = 0; j < profile->n_types; j++)
            last->values[j] = ci_measure_add(last->values[j], sample->values[j]);
    }
    profile->n_samples = count;
}
