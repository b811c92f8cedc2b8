/* SPDX-License-Identifier: MIT */
/*
 * decode.c - takes a profile out of its protobuf message and checks every reference.
 *
 * protobuf-c decodes into one pool, which is dropped at the end; what a report needs is copied to
 * the profile's own pool, with indexes in place of ids.
 */
#include "profile/decode.h"
#include "base/clean.h"
#include "base/map.h"
#include "profile.pb-c.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a reference to a frame costs of the allowance. */
enum { FRAME_COST = 16 };

struct decode {
    const Cinstr__Profile *message;
    struct ci_pool *scratch;
    struct ci_profile *profile;
    const char **strings;
    size_t *lengths;  /* of the strings */
    size_t allowance; /* what references may still cost: see spend */
    uint64_t *sums;   /* of the magnitudes of each type's values so far */
    struct ci_idmap mappings, functions, locations;
    struct ci_error *error;
};

static int malformed(struct decode *decode, const char *what, uint64_t number)
{
    return ci_error_set(decode->error, "malformed profile: %s (%" PRIu64 "); record it again", what,
                        number);
}

/*
 * A long string or a location of many inlined calls takes a few bytes each time it is referred to,
 * and all of its length wherever reports print or follow it. What references cost is bounded by
 * the file's size, as memory is.
 */
static int spend(struct decode *decode, size_t cost)
{
    if (cost > decode->allowance)
        return ci_error_set(decode->error,
                            "refers to its strings or frames far more often than a file of its "
                            "size does; record it again");
    decode->allowance -= cost;
    return 0;
}

static int copy_strings(struct decode *decode)
{
    const Cinstr__Profile *message = decode->message;
    if (message->n_string_table == 0 || message->string_table[0][0] != '\0')
        return ci_error_set(decode->error,
                            "not a pprof profile; give a file that cinstr or pprof has written");
    decode->strings = ci_pool_alloc(decode->scratch, message->n_string_table, sizeof(char *));
    decode->lengths = ci_pool_alloc(decode->scratch, message->n_string_table, sizeof(size_t));
    for (size_t i = 0; i < message->n_string_table; i++) {
        decode->lengths[i] = strlen(message->string_table[i]);
        char *text =
            ci_pool_copy(&decode->profile->pool, message->string_table[i], decode->lengths[i]);
        ci_clean(text, decode->lengths[i]); /* once, for all that prints it */
        decode->strings[i] = text;
    }
    return 0;
}

static int get_string(struct decode *decode, int64_t index, const char **out)
{
    *out = "";
    if (index < 0 || (uint64_t)index >= decode->message->n_string_table)
        return malformed(decode, "a string index outside the string table", (uint64_t)index);
    *out = decode->strings[index];
    return spend(decode, decode->lengths[index]);
}

static int take_value_type(struct decode *decode, const Cinstr__ValueType *from,
                           struct ci_value_type *to)
{
    return get_string(decode, from->type, &to->type) || get_string(decode, from->unit, &to->unit)
               ? -1
               : 0;
}

static int take_header(struct decode *decode)
{
    const Cinstr__Profile *from = decode->message;
    struct ci_profile *to = decode->profile;
    to->n_types = from->n_sample_type;
    to->types = ci_pool_alloc(&to->pool, to->n_types, sizeof *to->types);
    for (size_t i = 0; i < to->n_types; i++)
        if (take_value_type(decode, from->sample_type[i], &to->types[i]))
            return -1;
    to->n_comments = from->n_comment;
    to->comments = ci_pool_alloc(&to->pool, to->n_comments, sizeof *to->comments);
    for (size_t i = 0; i < to->n_comments; i++)
        if (get_string(decode, from->comment[i], &to->comments[i]))
            return -1;
    to->period_type = (struct ci_value_type){"", ""};
    if (from->period_type && take_value_type(decode, from->period_type, &to->period_type))
        return -1;
    to->period = from->period;
    to->time_nanos = from->time_nanos;
    to->duration_nanos = from->duration_nanos;
    if (from->duration_nanos < 0 || from->period < 0)
        return malformed(decode, "a negative duration or period", 0);
    return get_string(decode, from->drop_frames, &to->drop_frames) ||
                   get_string(decode, from->keep_frames, &to->keep_frames) ||
                   get_string(decode, from->default_sample_type, &to->default_type) ||
                   get_string(decode, from->doc_url, &to->doc_url)
               ? -1
               : 0;
}

static int take_mappings(struct decode *decode)
{
    const Cinstr__Profile *message = decode->message;
    struct ci_profile *profile = decode->profile;
    profile->mappings =
        ci_pool_alloc(&profile->pool, message->n_mapping, sizeof *profile->mappings);
    for (size_t i = 0; i < message->n_mapping; i++) {
        const Cinstr__Mapping *from = message->mapping[i];
        struct ci_mapping *to = &profile->mappings[profile->n_mappings++];
        if (ci_idmap_add(&decode->mappings, decode->scratch, from->id))
            return malformed(decode, "a mapping with id 0 or another's id", from->id);
        to->start = from->memory_start;
        to->limit = from->memory_limit;
        to->offset = from->file_offset;
        to->has_functions = from->has_functions;
        to->has_filenames = from->has_filenames;
        to->has_line_numbers = from->has_line_numbers;
        to->has_inline_frames = from->has_inline_frames;
        if (get_string(decode, from->filename, &to->file) ||
            get_string(decode, from->build_id, &to->build_id))
            return -1;
        if (to->limit && to->limit < to->start)
            return malformed(decode, "a mapping that ends before it starts", from->id);
    }
    return 0;
}

static int take_functions(struct decode *decode)
{
    const Cinstr__Profile *message = decode->message;
    struct ci_profile *profile = decode->profile;
    profile->functions =
        ci_pool_alloc(&profile->pool, message->n_function, sizeof *profile->functions);
    for (size_t i = 0; i < message->n_function; i++) {
        const Cinstr__Function *from = message->function[i];
        struct ci_function *to = &profile->functions[profile->n_functions++];
        if (ci_idmap_add(&decode->functions, decode->scratch, from->id))
            return malformed(decode, "a function with id 0 or another's id", from->id);
        to->start_line = from->start_line;
        if (get_string(decode, from->name, &to->name) ||
            get_string(decode, from->system_name, &to->system_name) ||
            get_string(decode, from->filename, &to->file))
            return -1;
    }
    return 0;
}

static int take_lines(struct decode *decode, const Cinstr__Location *from, struct ci_location *to)
{
    struct ci_profile *profile = decode->profile;
    to->n_lines = from->n_line;
    to->lines = ci_pool_alloc(&profile->pool, from->n_line, sizeof *to->lines);
    for (size_t i = 0; i < from->n_line; i++) {
        size_t function = ci_idmap_find(&decode->functions, from->line[i]->function_id);
        if (function == CI_MAP_NONE)
            return malformed(decode, "a line of a function that is not there",
                             from->line[i]->function_id);
        to->lines[i].function = &profile->functions[function];
        to->lines[i].line = from->line[i]->line;
        to->lines[i].column = from->line[i]->column;
    }
    return 0;
}

static int take_locations(struct decode *decode)
{
    const Cinstr__Profile *message = decode->message;
    struct ci_profile *profile = decode->profile;
    profile->locations =
        ci_pool_alloc(&profile->pool, message->n_location, sizeof *profile->locations);
    for (size_t i = 0; i < message->n_location; i++) {
        const Cinstr__Location *from = message->location[i];
        struct ci_location *to = &profile->locations[profile->n_locations++];
        if (ci_idmap_add(&decode->locations, decode->scratch, from->id))
            return malformed(decode, "a location with id 0 or another's id", from->id);
        to->address = from->address;
        to->folded = from->is_folded;
        if (from->mapping_id) {
            size_t mapping = ci_idmap_find(&decode->mappings, from->mapping_id);
            if (mapping == CI_MAP_NONE)
                return malformed(decode, "a location in a mapping that is not there",
                                 from->mapping_id);
            to->mapping = &profile->mappings[mapping];
        }
        if (take_lines(decode, from, to))
            return -1;
    }
    return 0;
}

static int take_labels(struct decode *decode, const Cinstr__Sample *from, struct ci_sample *to)
{
    to->n_labels = from->n_label;
    if (from->n_label == 0)
        return 0;
    to->labels = ci_pool_alloc(&decode->profile->pool, from->n_label, sizeof *to->labels);
    for (size_t i = 0; i < from->n_label; i++) {
        const Cinstr__Label *label = from->label[i];
        const char *text;
        if (get_string(decode, label->key, &to->labels[i].key) ||
            get_string(decode, label->str, &text) ||
            get_string(decode, label->num_unit, &to->labels[i].unit))
            return -1;
        to->labels[i].text = label->str ? text : NULL;
        to->labels[i].number = label->num;
    }
    return 0;
}

static int take_sample(struct decode *decode, const Cinstr__Sample *from, struct ci_sample *to)
{
    struct ci_profile *profile = decode->profile;
    if (from->n_value != profile->n_types)
        return malformed(decode, "a sample without a value for each sample type", from->n_value);
    to->values = ci_pool_alloc(&profile->pool, from->n_value, sizeof *to->values);
    if (from->n_value)
        memcpy(to->values, from->value, from->n_value * sizeof *to->values);
    to->n_locations = from->n_location_id;
    to->locations = ci_pool_alloc(&profile->pool, from->n_location_id, sizeof *to->locations);
    for (size_t i = 0; i < from->n_location_id; i++) {
        size_t location = ci_idmap_find(&decode->locations, from->location_id[i]);
        if (location == CI_MAP_NONE)
            return malformed(decode, "a sample at a location that is not there",
                             from->location_id[i]);
        to->locations[i] = (uint32_t)location;
        if (spend(decode, FRAME_COST * profile->locations[location].n_lines))
            return -1;
    }
    if (ci_profile_add_magnitudes(profile, to, decode->sums, decode->error))
        return -1;
    return take_labels(decode, from, to);
}

static int take_samples(struct decode *decode)
{
    const Cinstr__Profile *message = decode->message;
    struct ci_profile *profile = decode->profile;
    if (message->n_sample && profile->n_types == 0)
        return malformed(decode, "samples without sample types", message->n_sample);
    decode->sums = ci_pool_alloc(decode->scratch, profile->n_types, sizeof *decode->sums);
    profile->samples = ci_pool_alloc(&profile->pool, message->n_sample, sizeof *profile->samples);
    for (size_t i = 0; i < message->n_sample; i++)
        if (take_sample(decode, message->sample[i], &profile->samples[profile->n_samples++]))
            return -1;
    return 0;
}

static int take_all(struct decode *decode)
{
    return copy_strings(decode) || take_header(decode) || take_mappings(decode) ||
                   take_functions(decode) || take_locations(decode) || take_samples(decode)
               ? -1
               : 0;
}

static void *decode_alloc(void *pool, size_t size)
{
    return ci_pool_try(pool, size);
}

static void decode_free(void *pool, void *memory)
{
    (void)pool;
    (void)memory;
}

struct ci_profile *ci_profile_decode_raw(const void *data, size_t size, size_t allowance,
                                         struct ci_error *error)
{
    struct ci_pool scratch = {.limit = allowance};
    ProtobufCAllocator allocator = {decode_alloc, decode_free, &scratch};
    struct decode decode = {.scratch = &scratch, .allowance = allowance, .error = error};
    decode.message = cinstr__profile__unpack(&allocator, size, data);
    scratch.limit = 0; /* what is still taken is smaller than the message */
    decode.profile = calloc(1, sizeof *decode.profile);
    if (!decode.profile)
        ci_pool_exhausted();
    int status = -1;
    if (decode.message)
        status = take_all(&decode);
    else
        ci_error_set(error, "neither gzip nor protobuf, or cut off, or far larger in memory than "
                            "in the file; give a pprof profile file");
    ci_pool_deinit(&scratch);
    if (status)
        ci_profile_destroy(&decode.profile);
    return decode.profile;
}
