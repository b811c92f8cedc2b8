/* SPDX-License-Identifier: MIT */
/* write.c - from a profile in memory to profile.proto's messages, packed and compressed. */
#include "profile/write.h"
#include "base/map.h"
#include "profile.pb-c.h"

#include <stdlib.h>
#include <string.h>

/* The message under construction; all of it is in the pool. */
struct encode {
    const struct ci_profile *profile;
    struct ci_pool pool;
    struct ci_bytemap strings;
    Cinstr__Profile message;
};

static int64_t add_string(struct encode *encode, const char *text)
{
    Cinstr__Profile *message = &encode->message;
    size_t number = ci_bytemap_add(&encode->strings, &encode->pool, text, strlen(text));
    if (number == message->n_string_table) {
        message->string_table = ci_pool_grow(&encode->pool, message->string_table, number,
                                             sizeof *message->string_table);
        message->string_table[message->n_string_table++] = (char *)text;
    }
    return (int64_t)number;
}

/* An array of COUNT pointers to things of SIZE bytes, as protobuf-c wants repeated messages. */
static void *make_array(struct encode *encode, size_t count, size_t size)
{
    char **pointers = ci_pool_alloc(&encode->pool, count, sizeof *pointers);
    char *things = ci_pool_alloc(&encode->pool, count, size);
    for (size_t i = 0; i < count; i++)
        pointers[i] = things + i * size;
    return pointers;
}

static void put_type(struct encode *encode, const struct ci_value_type *from, Cinstr__ValueType *to)
{
    cinstr__value_type__init(to);
    to->type = add_string(encode, from->type);
    to->unit = add_string(encode, from->unit);
}

static void put_header(struct encode *encode)
{
    const struct ci_profile *from = encode->profile;
    Cinstr__Profile *to = &encode->message;
    to->n_sample_type = from->n_types;
    to->sample_type = make_array(encode, from->n_types, sizeof **to->sample_type);
    for (size_t i = 0; i < from->n_types; i++)
        put_type(encode, &from->types[i], to->sample_type[i]);
    to->n_comment = from->n_comments;
    to->comment = ci_pool_alloc(&encode->pool, from->n_comments, sizeof *to->comment);
    for (size_t i = 0; i < from->n_comments; i++)
        to->comment[i] = add_string(encode, from->comments[i]);
    if (*from->period_type.type || *from->period_type.unit) {
        to->period_type = ci_pool_alloc(&encode->pool, 1, sizeof *to->period_type);
        put_type(encode, &from->period_type, to->period_type);
    }
    to->period = from->period;
    to->time_nanos = from->time_nanos;
    to->duration_nanos = from->duration_nanos;
    to->drop_frames = add_string(encode, from->drop_frames);
    to->keep_frames = add_string(encode, from->keep_frames);
    to->default_sample_type = add_string(encode, from->default_type);
    to->doc_url = add_string(encode, from->doc_url);
}

static void put_mappings(struct encode *encode)
{
    const struct ci_profile *profile = encode->profile;
    Cinstr__Profile *message = &encode->message;
    message->n_mapping = profile->n_mappings;
    message->mapping = make_array(encode, profile->n_mappings, sizeof **message->mapping);
    for (size_t i = 0; i < profile->n_mappings; i++) {
        const struct ci_mapping *from = &profile->mappings[i];
        Cinstr__Mapping *to = message->mapping[i];
        cinstr__mapping__init(to);
        to->id = i + 1;
        to->memory_start = from->start;
        to->memory_limit = from->limit;
        to->file_offset = from->offset;
        to->filename = add_string(encode, from->file);
        to->build_id = add_string(encode, from->build_id);
        to->has_functions = from->has_functions;
        to->has_filenames = from->has_filenames;
        to->has_line_numbers = from->has_line_numbers;
        to->has_inline_frames = from->has_inline_frames;
    }
}

static void put_functions(struct encode *encode)
{
    const struct ci_profile *profile = encode->profile;
    Cinstr__Profile *message = &encode->message;
    message->n_function = profile->n_functions;
    message->function = make_array(encode, profile->n_functions, sizeof **message->function);
    for (size_t i = 0; i < profile->n_functions; i++) {
        const struct ci_function *from = &profile->functions[i];
        Cinstr__Function *to = message->function[i];
        cinstr__function__init(to);
        to->id = i + 1;
        to->name = add_string(encode, from->name);
        to->system_name = add_string(encode, from->system_name);
        to->filename = add_string(encode, from->file);
        to->start_line = from->start_line;
    }
}

static void put_location(struct encode *encode, size_t index)
{
    const struct ci_profile *profile = encode->profile;
    const struct ci_location *from = &profile->locations[index];
    Cinstr__Location *to = encode->message.location[index];
    cinstr__location__init(to);
    to->id = index + 1;
    to->mapping_id = from->mapping ? (uint64_t)(from->mapping - profile->mappings) + 1 : 0;
    to->address = from->address;
    to->is_folded = from->folded;
    to->n_line = from->n_lines;
    to->line = make_array(encode, from->n_lines, sizeof **to->line);
    for (size_t i = 0; i < from->n_lines; i++) {
        cinstr__line__init(to->line[i]);
        to->line[i]->function_id = (uint64_t)(from->lines[i].function - profile->functions) + 1;
        to->line[i]->line = from->lines[i].line;
        to->line[i]->column = from->lines[i].column;
    }
}

static void put_sample(struct encode *encode, const struct ci_sample *from, Cinstr__Sample *to)
{
    cinstr__sample__init(to);
    to->n_value = encode->profile->n_types;
    to->value = from->values;
    to->n_location_id = from->n_locations;
    to->location_id = ci_pool_alloc(&encode->pool, from->n_locations, sizeof *to->location_id);
    for (size_t i = 0; i < from->n_locations; i++)
        to->location_id[i] = from->locations[i] + UINT64_C(1);
    to->n_label = from->n_labels;
    to->label = make_array(encode, from->n_labels, sizeof **to->label);
    for (size_t i = 0; i < from->n_labels; i++) {
        const struct ci_label *label = &from->labels[i];
        cinstr__label__init(to->label[i]);
        to->label[i]->key = add_string(encode, label->key);
        to->label[i]->str = label->text ? add_string(encode, label->text) : 0;
        to->label[i]->num = label->text ? 0 : label->number;
        to->label[i]->num_unit = add_string(encode, label->unit);
    }
}

static struct ci_bytes pack(const Cinstr__Profile *message)
{
    struct ci_bytes raw = {.size = cinstr__profile__get_packed_size(message)};
    raw.data = malloc(raw.size + 1);
    if (!raw.data)
        ci_pool_exhausted();
    cinstr__profile__pack(message, raw.data);
    return raw;
}

struct ci_bytes ci_profile_encode(const struct ci_profile *profile)
{
    struct encode encode = {.profile = profile};
    cinstr__profile__init(&encode.message);
    add_string(&encode, ""); /* string 0 is the empty one */
    put_header(&encode);
    put_mappings(&encode);
    put_functions(&encode);
    Cinstr__Profile *message = &encode.message;
    message->n_location = profile->n_locations;
    message->location = make_array(&encode, profile->n_locations, sizeof **message->location);
    for (size_t i = 0; i < profile->n_locations; i++)
        put_location(&encode, i);
    message->n_sample = profile->n_samples;
    message->sample = make_array(&encode, profile->n_samples, sizeof **message->sample);
    for (size_t i = 0; i < profile->n_samples; i++)
        put_sample(&encode, &profile->samples[i], message->sample[i]);
    struct ci_bytes raw = pack(message);
    ci_pool_deinit(&encode.pool);
    struct ci_bytes out;
    struct ci_error error;
    if (ci_gzip_deflate(raw.data, raw.size, &out, &error))
        ci_pool_exhausted();
    free(raw.data);
    return out;
}
