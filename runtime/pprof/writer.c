/* SPDX-License-Identifier: MIT */
/*
 * writer.c - a snapshot as a profile, part by part: head, samples, then the tables they refer to.
 *
 * The parts are messages of the same type that a reader joins. Tables come after the samples, which
 * determine what is used; strings come last for the same reason.
 */
#include "allocators.h"
#include "gzip.h"
#include "lines.h"
#include "samples.h"

#include "common/profile_fields.h"

#include <profile.pb-c.h>

enum { WRITER_BATCH = 512 };

struct writer {
    const struct ci_snapshot *snapshot;
    struct ci_strings strings;
    struct ci_functions functions;
    struct ci_mappings objects;
    struct ci_locations locations;
    struct ci_gzip gzip;
};

/* Readers drop the allocators' own frames, so that their callers come first. */
static bool writer_drop_allocators(struct writer *writer, Cinstr__Profile *profile)
{
    const char *pattern = ci_allocators_pattern(writer->snapshot, &writer->strings);
    profile->drop_frames = pattern ? ci_strings_index(&writer->strings, pattern) : -1;
    return profile->drop_frames >= 0;
}

/* Sample types, times and comments; false: no memory. */
static bool writer_head(struct writer *writer)
{
    const struct ci_snapshot *snapshot = writer->snapshot;
    struct ci_strings *strings = &writer->strings;
    Cinstr__Profile profile = CINSTR__PROFILE__INIT;
    Cinstr__ValueType types[CI_PART_VALUES_MAX], *pointers[CI_PART_VALUES_MAX];
    Cinstr__ValueType period = CINSTR__VALUE_TYPE__INIT;
    profile.sample_type = pointers;
    for (; profile.n_sample_type < snapshot->value_count; profile.n_sample_type++) {
        Cinstr__ValueType *type = pointers[profile.n_sample_type] = &types[profile.n_sample_type];
        cinstr__value_type__init(type);
        type->type = ci_strings_index(strings, snapshot->types[profile.n_sample_type].type);
        type->unit = ci_strings_index(strings, snapshot->types[profile.n_sample_type].unit);
        if (type->type < 0 || type->unit < 0)
            return false;
    }
    if (snapshot->default_type < snapshot->value_count)
        profile.default_sample_type = types[snapshot->default_type].type;
    bool heap = snapshot->kind == CI_KIND_HEAP;
    const char *period_type = heap                              ? "space"
                              : snapshot->kind == CI_KIND_BLOCK ? "contentions"
                                                                : "calls";
    period.type = ci_strings_index(strings, period_type);
    period.unit = ci_strings_index(strings, heap ? "bytes" : "count");
    profile.period_type = &period;
    profile.period = 1;
    profile.time_nanos = snapshot->start_nanos;
    profile.duration_nanos = snapshot->duration_nanos;
    profile.comment =
        ci_arena_get(snapshot->arena, snapshot->comment_count * sizeof *profile.comment);
    if (!profile.comment || period.type < 0 || period.unit < 0)
        return false;
    for (; profile.n_comment < snapshot->comment_count; profile.n_comment++) {
        int64_t comment = ci_strings_index(strings, snapshot->comments[profile.n_comment]);
        if (comment < 0)
            return false;
        profile.comment[profile.n_comment] = comment;
    }
    if (heap && !writer_drop_allocators(writer, &profile))
        return false;
    ci_gzip_write(&writer->gzip, &profile.base);
    return true;
}

/* A build-id in hex digits; "" for none. NULL: no memory. */
static const char *writer_hex(struct ci_arena *arena, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = ci_arena_get(arena, size * 2 + 1);
    for (size_t i = 0; text && bytes && i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

static bool writer_mapping(struct writer *writer, const struct ci_mapping *object)
{
    const char *build_id =
        writer_hex(writer->snapshot->arena, object->build_id, object->build_id_size);
    Cinstr__Mapping mapping = CINSTR__MAPPING__INIT, *pointer = &mapping;
    mapping.id = object->id;
    mapping.memory_start = object->text_start;
    mapping.memory_limit = object->text_end;
    mapping.file_offset = object->text_offset;
    mapping.filename = ci_strings_index(&writer->strings, object->path);
    mapping.build_id = build_id ? ci_strings_index(&writer->strings, build_id) : -1;
    /* The profile has all symbols that can be found: readers need not look for more. */
    mapping.has_functions = mapping.has_filenames = true;
    mapping.has_line_numbers = mapping.has_inline_frames = true;
    if (mapping.filename < 0 || mapping.build_id < 0)
        return false;
    Cinstr__Profile profile = CINSTR__PROFILE__INIT;
    profile.n_mapping = 1;
    profile.mapping = &pointer;
    ci_gzip_write(&writer->gzip, &profile.base);
    return true;
}

static bool writer_mappings(struct writer *writer)
{
    size_t count = 0;
    struct ci_mapping **objects = ci_mappings_number(&writer->objects, &count);
    for (size_t i = 0; objects && i < count; i++)
        if (!writer_mapping(writer, objects[i]))
            return false;
    return objects;
}

enum {
    WRITER_FIELD_BYTES = 1 + CI_WIRE_NUMBER_MAX,
    WRITER_LINE_BYTES = 2 + 2 * WRITER_FIELD_BYTES,
};
_Static_assert(WRITER_LINE_BYTES - 2 < 128, "a line's length is one byte");

static uint8_t *writer_line(uint8_t *to, const struct ci_location_line *line)
{
    uint8_t *fields = to + 2, *end = fields;
    end = ci_wire_field(end, CI_FIELD_LINE_FUNCTION, line->function_id);
    end = ci_wire_field(end, CI_FIELD_LINE_NUMBER, line->line);
    to[0] = CI_WIRE_TAG(CI_FIELD_LOCATION_LINE, CI_WIRE_BYTES);
    to[1] = (uint8_t)(end - fields);
    return end;
}

/* Writes a location, which is packed in `packed` first. protobuf-c would take ten times as long,
 * and there may be thousands. */
static void writer_location(struct writer *writer, const struct ci_location *location,
                            uint8_t *packed)
{
    uint8_t head[WRITER_FIELD_BYTES], *end = packed;
    end = ci_wire_field(end, CI_FIELD_LOCATION_ID, location->id);
    end =
        ci_wire_field(end, CI_FIELD_LOCATION_MAPPING, location->object ? location->object->id : 0);
    end = ci_wire_field(end, CI_FIELD_LOCATION_ADDRESS, location->address);
    for (uint32_t i = 0; i < location->line_count; i++)
        end = writer_line(end, &location->lines[i]);
    head[0] = CI_WIRE_TAG(CI_FIELD_PROFILE_LOCATION, CI_WIRE_BYTES);
    uint8_t *head_end = ci_wire_number(head + 1, (uint64_t)(end - packed));
    ci_gzip_append(&writer->gzip, head, (size_t)(head_end - head));
    ci_gzip_append(&writer->gzip, packed, (size_t)(end - packed));
}

static bool writer_locations(struct writer *writer)
{
    uint32_t lines_max = 0;
    for (const struct ci_location *at = writer->locations.first; at; at = at->next)
        lines_max = at->line_count > lines_max ? at->line_count : lines_max;
    uint8_t *packed = ci_arena_get(writer->snapshot->arena,
                                   3 * WRITER_FIELD_BYTES + (size_t)lines_max * WRITER_LINE_BYTES);
    if (!packed)
        return false;
    for (const struct ci_location *at = writer->locations.first; at; at = at->next)
        writer_location(writer, at, packed);
    return true;
}

static void writer_functions(struct writer *writer)
{
    struct ci_strings *strings = &writer->strings;
    for (struct ci_profile_function *at = writer->functions.first_used; at; at = at->next_used) {
        Cinstr__Function message = CINSTR__FUNCTION__INIT, *pointer = &message;
        message.id = at->id;
        message.name = ci_strings_use(strings, at->name);
        message.system_name = ci_strings_use(strings, at->system_name);
        message.filename = ci_strings_use(strings, at->file);
        message.start_line = at->line;
        Cinstr__Profile profile = CINSTR__PROFILE__INIT;
        profile.n_function = 1;
        profile.function = &pointer;
        ci_gzip_write(&writer->gzip, &profile.base);
    }
}

static void writer_strings(struct writer *writer)
{
    char *pointers[WRITER_BATCH];
    Cinstr__Profile profile = CINSTR__PROFILE__INIT;
    profile.string_table = pointers;
    for (const struct ci_string *at = writer->strings.first_used; at; at = at->next_used) {
        pointers[profile.n_string_table++] = (char *)at->text;
        if (profile.n_string_table < WRITER_BATCH && at->next_used)
            continue;
        ci_gzip_write(&writer->gzip, &profile.base);
        profile.n_string_table = 0;
    }
}

static bool writer_write(struct writer *writer)
{
    const struct ci_snapshot *snapshot = writer->snapshot;
    if (!ci_strings_init(&writer->strings, snapshot->arena))
        return false;
    writer->strings.bare = snapshot->bare;
    if (!ci_functions_init(&writer->functions, &writer->strings, snapshot) ||
        !ci_mappings_init(&writer->objects, snapshot->arena))
        return false;
    writer->objects.bare = snapshot->bare;
    ci_locations_init(&writer->locations, &writer->functions, &writer->objects);
    if (!writer_head(writer) || !ci_samples_write(snapshot, &writer->locations, &writer->gzip) ||
        !writer_mappings(writer) || !writer_locations(writer))
        return false;
    writer_functions(writer);
    writer_strings(writer);
    return true;
}

const char *ci_pprof_write(const struct ci_snapshot *snapshot, int fd)
{
    struct writer *writer = ci_arena_get(snapshot->arena, sizeof *writer);
    if (!writer)
        return "no memory";
    writer->snapshot = snapshot;
    ci_gzip_open(&writer->gzip, snapshot->arena, fd);
    if (!writer->gzip.error && !writer_write(writer) && !writer->gzip.error)
        writer->gzip.error = "no memory";
    ci_lines_close(&writer->objects);
    return ci_gzip_close(&writer->gzip);
}
