/* SPDX-License-Identifier: MIT */
/*
 * decode.c - takes a profile out of its protobuf message and checks every reference.
 *
 * protobuf-c decodes all but the samples into one pool, which is dropped at the end; what a report
 * needs is copied to the profile's own pool, with indexes in place of ids.
 */
#include "profile/decode.h"
#include "base/clean.h"
#include "base/map.h"
#include "common/profile_fields.h"
#include "profile.pb-c.h"
#include "profile/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What a reference to a frame costs of the allowance. */
enum { FRAME_COST = 16 };

struct decode {
    struct ci_wire wire; /* all of the profile */
    size_t n_samples;
    const Cinstr__Profile *message; /* without samples */
    struct ci_pool *scratch;
    struct ci_profile *profile;
    const char **strings;
    size_t *lengths;  /* of the strings */
    size_t memory;    /* that samples may take */
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

static int unreadable(struct decode *decode)
{
    return ci_error_set(decode->error,
                        "neither gzip nor protobuf, or cut off, or far larger in memory than in "
                        "the file; give a pprof profile file");
}

/* What the arrays of a sample will hold. */
struct sample_counts {
    size_t locations, values, labels;
};

/* Counts the numbers of a field, which may be packed; false: it has none. */
static bool count_numbers(const struct ci_wire_field *field, size_t *count)
{
    if (field->type != CI_WIRE_BYTES && field->type != CI_WIRE_NUMBER)
        return false;
    *count += ci_wire_count(&field->bytes);
    return true;
}

static bool count_sample(struct ci_wire wire, struct sample_counts *counts)
{
    struct ci_wire_field field;
    bool right = true;
    *counts = (struct sample_counts){0};
    while (right && ci_wire_next(&wire, &field)) {
        if (field.number == CI_FIELD_SAMPLE_LOCATION)
            right = count_numbers(&field, &counts->locations);
        else if (field.number == CI_FIELD_SAMPLE_VALUE)
            right = count_numbers(&field, &counts->values);
        else if (field.number == CI_FIELD_SAMPLE_LABEL)
            right = field.type == CI_WIRE_BYTES && ++counts->labels;
    }
    return right && !wire.broken;
}

static int take_label(struct decode *decode, struct ci_wire wire, struct ci_label *label)
{
    int64_t numbers[CI_FIELD_LABEL_UNIT + 1] = {0};
    struct ci_wire_field field;
    const char *text;
    while (ci_wire_next(&wire, &field)) {
        if (field.number < CI_FIELD_LABEL_KEY || field.number > CI_FIELD_LABEL_UNIT)
            continue;
        if (field.type != CI_WIRE_NUMBER)
            return unreadable(decode);
        numbers[field.number] = (int64_t)field.value;
    }
    if (wire.broken)
        return unreadable(decode);
    if (get_string(decode, numbers[CI_FIELD_LABEL_KEY], &label->key) ||
        get_string(decode, numbers[CI_FIELD_LABEL_TEXT], &text) ||
        get_string(decode, numbers[CI_FIELD_LABEL_UNIT], &label->unit))
        return -1;
    label->text = numbers[CI_FIELD_LABEL_TEXT] ? text : NULL;
    label->number = numbers[CI_FIELD_LABEL_NUMBER];
    return 0;
}

static int take_location(struct decode *decode, uint64_t id, struct ci_sample *to)
{
    size_t location = ci_idmap_find(&decode->locations, id);
    if (location == CI_MAP_NONE)
        return malformed(decode, "a sample at a location that is not there", id);
    to->locations[to->n_locations++] = (uint32_t)location;
    return spend(decode, FRAME_COST * decode->profile->locations[location].n_lines);
}

/* Fills in the sample's arrays, which are large enough. */
static int take_fields(struct decode *decode, struct ci_wire wire, struct ci_sample *to)
{
    struct ci_wire_field field;
    size_t values = 0;
    while (ci_wire_next(&wire, &field)) {
        if (field.number == CI_FIELD_SAMPLE_LABEL &&
            take_label(decode, field.bytes, &to->labels[to->n_labels++]))
            return -1;
        if (field.number != CI_FIELD_SAMPLE_LOCATION && field.number != CI_FIELD_SAMPLE_VALUE)
            continue;
        while (field.bytes.at < field.bytes.end) {
            uint64_t number = ci_wire_number(&field.bytes);
            if (field.bytes.broken)
                return unreadable(decode);
            if (field.number == CI_FIELD_SAMPLE_VALUE)
                to->values[values++] = (int64_t)number;
            else if (take_location(decode, number, to))
                return -1;
        }
    }
    return 0;
}

static int take_sample(struct decode *decode, struct ci_wire wire, struct ci_sample *to)
{
    struct ci_profile *profile = decode->profile;
    struct sample_counts counts;
    if (!count_sample(wire, &counts))
        return unreadable(decode);
    if (counts.values != profile->n_types)
        return malformed(decode, "a sample without a value for each sample type", counts.values);
    *to = (struct ci_sample){
        .values = ci_pool_try(&profile->pool, counts.values * sizeof *to->values),
        .locations = ci_pool_try(&profile->pool, counts.locations * sizeof *to->locations),
    };
    if (counts.labels)
        to->labels = ci_pool_try(&profile->pool, counts.labels * sizeof *to->labels);
    if (!to->values || !to->locations || (counts.labels && !to->labels))
        return unreadable(decode);
    return take_fields(decode, wire, to) ||
                   ci_profile_add_magnitudes(profile, to, decode->sums, decode->error)
               ? -1
               : 0;
}

/* A label of two bytes takes many times as much memory: the file's size bounds that, too. */
static int take_samples(struct decode *decode)
{
    struct ci_profile *profile = decode->profile;
    if (decode->n_samples && profile->n_types == 0)
        return malformed(decode, "samples without sample types", decode->n_samples);
    decode->sums = ci_pool_alloc(decode->scratch, profile->n_types, sizeof *decode->sums);
    profile->pool.limit = profile->pool.taken + decode->memory;
    profile->samples = ci_pool_try(&profile->pool, decode->n_samples * sizeof *profile->samples);
    if (!profile->samples)
        return unreadable(decode);
    struct ci_wire wire = decode->wire;
    struct ci_wire_field field;
    while (ci_wire_next(&wire, &field))
        if (field.number == CI_FIELD_PROFILE_SAMPLE &&
            take_sample(decode, field.bytes, &profile->samples[profile->n_samples++]))
            return -1;
    profile->pool.limit = 0;
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

/* Has protobuf-c decode all fields but samples, which are counted. NULL: they are none. */
static const Cinstr__Profile *unpack(struct decode *decode, ProtobufCAllocator *allocator)
{
    struct ci_wire wire = decode->wire;
    struct ci_wire_field field;
    struct ci_buffer rest = {0};
    for (const uint8_t *from = wire.at; ci_wire_next(&wire, &field); from = wire.at) {
        if (field.number != CI_FIELD_PROFILE_SAMPLE)
            ci_buffer_append(&rest, from, (size_t)(wire.at - from));
        else if (field.type == CI_WIRE_BYTES)
            decode->n_samples++;
        else
            wire.broken = true;
    }
    const Cinstr__Profile *message = NULL;
    if (!wire.broken)
        message = cinstr__profile__unpack(allocator, rest.length, (const uint8_t *)rest.bytes);
    ci_buffer_deinit(&rest);
    return message;
}

struct ci_profile *ci_profile_decode_raw(const void *data, size_t size, size_t allowance,
                                         struct ci_error *error)
{
    struct ci_pool scratch = {.limit = allowance};
    ProtobufCAllocator allocator = {decode_alloc, decode_free, &scratch};
    struct decode decode = {
        .scratch = &scratch, .memory = allowance, .allowance = allowance, .error = error};
    decode.wire = (struct ci_wire){.at = data, .end = (const uint8_t *)data + size};
    decode.message = unpack(&decode, &allocator);
    scratch.limit = 0; /* what is still taken is smaller than the message */
    decode.profile = calloc(1, sizeof *decode.profile);
    if (!decode.profile)
        ci_pool_exhausted();
    int status = decode.message ? take_all(&decode) : unreadable(&decode);
    ci_pool_deinit(&scratch);
    if (status)
        ci_profile_destroy(&decode.profile);
    return decode.profile;
}
