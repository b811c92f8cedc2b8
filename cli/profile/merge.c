/* SPDX-License-Identifier: MIT */
/* merge.c - numbers equal entries of several profiles alike and adds their samples up. */
#include "profile/merge.h"
#include "base/status.h"
#include "base/map.h"
#include "base/pool.h"
#include "profile/measure.h"

#include <stdlib.h>
#include <string.h>

struct merge {
    struct ci_profile *sum; /* its tables have room for all entries of all profiles */
    struct ci_bytemap mappings, functions, locations, samples, comments;
    struct ci_key key;
    uint32_t *stack; /* numbers_of_stack's */
    size_t stack_room;
};

/* One object is known by its build id, or by its file if it has none, and by its place in the file:
 * where a run has loaded it does not count. */
static struct ci_mapping *merge_mapping(struct merge *merge, const struct ci_mapping *from)
{
    struct ci_key *key = &merge->key;
    ci_key_clear(key);
    ci_key_add_text(key, *from->build_id ? from->build_id : from->file);
    ci_key_add_number(key, (int64_t)(from->limit - from->start));
    ci_key_add_number(key, (int64_t)from->offset);
    size_t number = ci_bytemap_add_key(&merge->mappings, &merge->sum->pool, key);
    struct ci_mapping *to = &merge->sum->mappings[number];
    if (number == merge->sum->n_mappings) {
        *to = *from;
        merge->sum->n_mappings++;
    }
    /* Where one profile knows less, a reader has to look for itself. */
    to->has_functions &= from->has_functions;
    to->has_filenames &= from->has_filenames;
    to->has_line_numbers &= from->has_line_numbers;
    to->has_inline_frames &= from->has_inline_frames;
    return to;
}

static struct ci_function *merge_function(struct merge *merge, const struct ci_function *from)
{
    struct ci_key *key = &merge->key;
    ci_key_clear(key);
    ci_key_add_text(key, from->name);
    ci_key_add_text(key, from->system_name);
    ci_key_add_text(key, from->file);
    ci_key_add_number(key, from->start_line);
    size_t number = ci_bytemap_add_key(&merge->functions, &merge->sum->pool, key);
    if (number == merge->sum->n_functions)
        merge->sum->functions[merge->sum->n_functions++] = *from;
    return &merge->sum->functions[number];
}

static uint32_t merge_location(struct merge *merge, const struct ci_location *from)
{
    struct ci_profile *sum = merge->sum;
    struct ci_location to = *from;
    to.lines = ci_pool_alloc(&sum->pool, from->n_lines, sizeof *to.lines);
    for (size_t i = 0; i < from->n_lines; i++) {
        to.lines[i] = from->lines[i];
        to.lines[i].function = merge_function(merge, from->lines[i].function);
    }
    if (from->mapping) {
        to.mapping = merge_mapping(merge, from->mapping);
        /* As if all runs had loaded the object where the first one has. */
        to.address += to.mapping->start - from->mapping->start;
    }
    struct ci_key *key = &merge->key;
    ci_key_clear(key);
    ci_key_add_number(key, to.mapping ? to.mapping - sum->mappings : -1);
    ci_key_add_number(key, (int64_t)to.address);
    ci_key_add_number(key, to.folded);
    for (size_t i = 0; i < to.n_lines; i++) {
        ci_key_add_number(key, to.lines[i].function - sum->functions);
        ci_key_add_number(key, to.lines[i].line);
        ci_key_add_number(key, to.lines[i].column);
    }
    size_t number = ci_bytemap_add_key(&merge->locations, &sum->pool, key);
    if (number == sum->n_locations)
        sum->locations[sum->n_locations++] = to;
    return (uint32_t)number;
}

/* Samples without any value are left out, as pprof leaves them out. */
static bool is_zero(const struct ci_sample *sample, size_t n_values)
{
    for (size_t i = 0; i < n_values; i++)
        if (sample->values[i])
            return false;
    return true;
}

static void set_sample_key(struct ci_key *key, const struct ci_sample *sample)
{
    ci_key_clear(key);
    ci_key_add_number(key, (int64_t)sample->n_locations);
    for (size_t i = 0; i < sample->n_locations; i++)
        ci_key_add_number(key, sample->locations[i]);
    for (size_t i = 0; i < sample->n_labels; i++) {
        const struct ci_label *label = &sample->labels[i];
        ci_key_add_text(key, label->key);
        ci_key_add_number(key, label->text != NULL);
        ci_key_add_text(key, label->text ? label->text : label->unit);
        ci_key_add_number(key, label->number);
    }
}

/* Room for a stack that is looked up; only a new one is kept. */
static uint32_t *numbers_of_stack(struct merge *merge, size_t count)
{
    if (count > merge->stack_room) {
        merge->stack_room = count * 2;
        merge->stack = ci_pool_alloc(&merge->sum->pool, merge->stack_room, sizeof *merge->stack);
    }
    return merge->stack;
}

/* NUMBERS tells the sum's locations of the profile's, or is UINT32_MAX where not yet known. */
static void merge_sample(struct merge *merge, const struct ci_profile *profile, uint32_t *numbers,
                         const struct ci_sample *from)
{
    struct ci_profile *sum = merge->sum;
    struct ci_sample to = *from;
    to.locations = numbers_of_stack(merge, from->n_locations);
    for (size_t i = 0; i < from->n_locations; i++) {
        uint32_t old = from->locations[i];
        if (numbers[old] == UINT32_MAX)
            numbers[old] = merge_location(merge, &profile->locations[old]);
        to.locations[i] = numbers[old];
    }
    set_sample_key(&merge->key, &to);
    size_t number = ci_bytemap_add_key(&merge->samples, &sum->pool, &merge->key);
    struct ci_sample *total = &sum->samples[number];
    if (number == sum->n_samples) {
        uint32_t *own = ci_pool_alloc(&sum->pool, to.n_locations, sizeof *own);
        if (to.n_locations)
            memcpy(own, to.locations, to.n_locations * sizeof *own);
        to.locations = own;
        to.values = ci_pool_alloc(&sum->pool, sum->n_types, sizeof *to.values);
        *total = to;
        sum->n_samples++;
    }
    for (size_t i = 0; i < sum->n_types; i++)
        total->values[i] = ci_measure_add(total->values[i], from->values[i]);
}

static void merge_header(struct merge *merge, const struct ci_profile *from)
{
    struct ci_profile *sum = merge->sum;
    for (size_t i = 0; i < from->n_comments; i++) {
        const char *comment = from->comments[i];
        size_t number = ci_bytemap_add(&merge->comments, &sum->pool, comment, strlen(comment));
        if (number == sum->n_comments)
            sum->comments[sum->n_comments++] = comment;
    }
    if (from->time_nanos && (!sum->time_nanos || from->time_nanos < sum->time_nanos))
        sum->time_nanos = from->time_nanos;
    sum->duration_nanos = ci_measure_add(sum->duration_nanos, from->duration_nanos);
    if (from->period > sum->period)
        sum->period = from->period;
    if (!*sum->default_type)
        sum->default_type = from->default_type;
}

static void merge_profile(struct merge *merge, const struct ci_profile *from)
{
    struct ci_pool scratch = {0};
    uint32_t *numbers = ci_pool_alloc(&scratch, from->n_locations, sizeof *numbers);
    memset(numbers, 0xff, from->n_locations * sizeof *numbers);
    merge_header(merge, from);
    for (size_t i = 0; i < from->n_mappings; i++)
        merge_mapping(merge, &from->mappings[i]);
    for (size_t i = 0; i < from->n_samples; i++)
        if (!is_zero(&from->samples[i], from->n_types))
            merge_sample(merge, from, numbers, &from->samples[i]);
    ci_pool_deinit(&scratch);
}

/* The sum of nothing, with the first profile's types and room for all. */
static struct ci_profile *make_sum(struct ci_profile *const *profiles, size_t count)
{
    struct ci_profile *sum = calloc(1, sizeof *sum);
    if (!sum)
        ci_pool_exhausted();
    const struct ci_profile *first = profiles[0];
    size_t mappings = 0, functions = 0, locations = 0, samples = 0, comments = 0;
    for (size_t i = 0; i < count; i++) {
        mappings += profiles[i]->n_mappings;
        functions += profiles[i]->n_functions;
        locations += profiles[i]->n_locations;
        samples += profiles[i]->n_samples;
        comments += profiles[i]->n_comments;
    }
    sum->mappings = ci_pool_alloc(&sum->pool, mappings, sizeof *sum->mappings);
    sum->functions = ci_pool_alloc(&sum->pool, functions, sizeof *sum->functions);
    sum->locations = ci_pool_alloc(&sum->pool, locations, sizeof *sum->locations);
    sum->samples = ci_pool_alloc(&sum->pool, samples, sizeof *sum->samples);
    sum->comments = ci_pool_alloc(&sum->pool, comments, sizeof *sum->comments);
    sum->n_types = first->n_types;
    sum->types = ci_pool_alloc(&sum->pool, sum->n_types, sizeof *sum->types);
    memcpy(sum->types, first->types, sum->n_types * sizeof *sum->types);
    sum->default_type = first->default_type;
    sum->drop_frames = first->drop_frames;
    sum->keep_frames = first->keep_frames;
    sum->doc_url = first->doc_url;
    sum->period_type = first->period_type;
    return sum;
}

static bool same_types(const struct ci_profile *a, const struct ci_profile *b)
{
    bool same = a->n_types == b->n_types && strcmp(a->period_type.type, b->period_type.type) == 0 &&
                strcmp(a->period_type.unit, b->period_type.unit) == 0;
    for (size_t i = 0; same && i < a->n_types; i++)
        same = strcmp(a->types[i].type, b->types[i].type) == 0 &&
               strcmp(a->types[i].unit, b->types[i].unit) == 0;
    return same;
}

/* Each profile was checked alone; added up they could still overflow. */
static int check_sums(struct ci_profile *sum, struct ci_profile *const *profiles, size_t count,
                      struct ci_error *error)
{
    uint64_t *sums = ci_pool_alloc(&sum->pool, sum->n_types, sizeof *sums);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < profiles[i]->n_samples; j++)
            if (ci_profile_add_magnitudes(profiles[i], &profiles[i]->samples[j], sums, error))
                return -1;
    return 0;
}

struct ci_profile *ci_profile_merge(struct ci_profile *const *profiles, size_t count,
                                    struct ci_error *error)
{
    for (size_t i = 1; i < count; i++)
        if (!same_types(profiles[0], profiles[i])) {
            ci_error_set(error, "its sample types are not those of the first profile; "
                                "merge profiles of one mode");
            error->status = EXIT_UNLIKE;
            return NULL;
        }
    struct merge merge = {.sum = make_sum(profiles, count)};
    int status = check_sums(merge.sum, profiles, count, error);
    for (size_t i = 0; i < count && !status; i++)
        merge_profile(&merge, profiles[i]);
    ci_key_deinit(&merge.key);
    if (status)
        ci_profile_destroy(&merge.sum);
    return merge.sum;
}

static const char *own_text(struct ci_profile *profile, const char *text)
{
    return text ? ci_pool_copy(&profile->pool, text, strlen(text)) : NULL;
}

static void own_type(struct ci_profile *profile, struct ci_value_type *type)
{
    type->type = own_text(profile, type->type);
    type->unit = own_text(profile, type->unit);
}

static void own_labels(struct ci_profile *profile, struct ci_sample *sample)
{
    struct ci_label *labels = ci_pool_alloc(&profile->pool, sample->n_labels, sizeof *labels);
    for (size_t i = 0; i < sample->n_labels; i++) {
        labels[i] = sample->labels[i];
        labels[i].key = own_text(profile, labels[i].key);
        labels[i].text = own_text(profile, labels[i].text);
        labels[i].unit = own_text(profile, labels[i].unit);
    }
    sample->labels = labels;
}

void ci_profile_own(struct ci_profile *profile)
{
    for (size_t i = 0; i < profile->n_types; i++)
        own_type(profile, &profile->types[i]);
    own_type(profile, &profile->period_type);
    for (size_t i = 0; i < profile->n_mappings; i++) {
        profile->mappings[i].file = own_text(profile, profile->mappings[i].file);
        profile->mappings[i].build_id = own_text(profile, profile->mappings[i].build_id);
    }
    for (size_t i = 0; i < profile->n_functions; i++) {
        struct ci_function *function = &profile->functions[i];
        function->name = own_text(profile, function->name);
        function->system_name = own_text(profile, function->system_name);
        function->file = own_text(profile, function->file);
    }
    for (size_t i = 0; i < profile->n_samples; i++)
        own_labels(profile, &profile->samples[i]);
    for (size_t i = 0; i < profile->n_comments; i++)
        profile->comments[i] = own_text(profile, profile->comments[i]);
    profile->default_type = own_text(profile, profile->default_type);
    profile->drop_frames = own_text(profile, profile->drop_frames);
    profile->keep_frames = own_text(profile, profile->keep_frames);
    profile->doc_url = own_text(profile, profile->doc_url);
}
