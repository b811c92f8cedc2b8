/* SPDX-License-Identifier: MIT */
/* merge.c - numbers equal entries of several profiles alike and adds their samples up. */
#include "profile/merge.h"
#include "base/flags.h"
#include "base/map.h"
#include "base/outfile.h"
#include "base/pool.h"
#include "base/status.h"
#include "commands.h"
#include "profile/measure.h"
#include "profile/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct merge {
    struct ci_profile *sum; /* its tables have room for all entries of all profiles */
    struct ci_bytemap mappings, functions, locations, samples, comments;
    struct ci_key key;
};

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

/* NUMBERS tells the sum's locations of the profile's, or is UINT32_MAX where not yet known. */
static void merge_sample(struct merge *merge, const struct ci_profile *profile, uint32_t *numbers,
                         const struct ci_sample *from)
{
    struct ci_profile *sum = merge->sum;
    struct ci_sample to = *from;
    to.locations = ci_pool_alloc(&sum->pool, from->n_locations, sizeof *to.locations);
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

struct ci_profile *ci_profile_merge(struct ci_profile *const *profiles, size_t count,
                                    struct ci_error *error)
{
    for (size_t i = 1; i < count; i++)
        if (!same_types(profiles[0], profiles[i])) {
            ci_error_set(error, "its sample types are not those of the first profile; "
                                "merge profiles of one mode");
            return NULL;
        }
    struct merge merge = {.sum = make_sum(profiles, count)};
    for (size_t i = 0; i < count; i++)
        merge_profile(&merge, profiles[i]);
    ci_key_deinit(&merge.key);
    return merge.sum;
}

/* ---- 'cinstr merge' ---- */

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
