/* SPDX-License-Identifier: MIT */
/*
 * samples.c - samples from the tree of contexts, one at a time, in protobuf's wire format.
 *
 * A sample's stack consists of its own frames, then those of its context's callers, which stacks.c
 * keeps packed.
 */
#include "samples.h"
#include "stacks.h"
#include "wire.h"

#include "common/profile_fields.h"

#include <string.h>

enum {
    SAMPLES_DIGITS = 11,
    SAMPLES_OWN_FRAMES = CI_OUTSIDE_FRAMES + 3, /* an allocator, [more frames] and the leaf */
    SAMPLES_LABELS = 6,                         /* of one sample at most */
    SAMPLES_LABEL_BYTES = 2 + 4 * (1 + CI_WIRE_NUMBER_MAX),
    SAMPLES_FRAMES_BYTES = SAMPLES_OWN_FRAMES * CI_WIRE_NUMBER_MAX,
    SAMPLES_VALUES_BYTES = CI_PART_VALUES_MAX * CI_WIRE_NUMBER_MAX,
    SAMPLES_PACKED_BYTES = 2 + 2 * CI_WIRE_NUMBER_MAX + SAMPLES_VALUES_BYTES,
    SAMPLES_LABELS_BYTES = SAMPLES_LABELS * SAMPLES_LABEL_BYTES,
};

/*
 * A packed part that all contexts with the same counts share: frames, then values. The parts of the
 * same counts follow one another, up to one without values.
 */
struct samples_packed {
    uint8_t frames_size, values_size;
    uint8_t bytes[];
};

/*
 * The parts of a sample but for its callers. Invariant: each is filled from the first byte up to
 * its end.
 */
struct samples_sample {
    uint8_t frames[SAMPLES_FRAMES_BYTES + CI_WIRE_STEP], *frames_end;
    uint8_t values[SAMPLES_VALUES_BYTES + CI_WIRE_STEP], *values_end;
    uint8_t labels[SAMPLES_LABELS_BYTES + CI_WIRE_STEP], *labels_end;
};

struct samples {
    const struct ci_snapshot *snapshot;
    struct ci_locations *locations;
    struct ci_gzip *gzip;
    struct ci_stacks stacks;
    struct ci_part *parts; /* of one context */
    uint8_t *packed;       /* room for all of them */
    struct samples_sample sample;
};

static void samples_push(struct samples *samples, const struct ci_location *location)
{
    struct samples_sample *sample = &samples->sample;
    sample->frames_end = ci_wire_number(sample->frames_end, location->id);
}

/* Where a sample of a context is: a line, and maybe what was called there. */
struct samples_place {
    const struct ci_location *called; /* NULL: nothing */
    const struct ci_part *part;       /* whose stack of code without probes is below; or NULL */
    const struct ci_location *leaf;
};

/* Whether a frame is the one that contains the call site, or, after a tail call, one around that.
 */
static bool samples_is_caller(struct samples *samples, uint32_t index, bool tail, uintptr_t frame)
{
    const struct ci_context *contexts = samples->snapshot->contexts;
    do {
        const char *name = cinstr_rel_get(&contexts[index].function->name);
        if (ci_frames_in(samples->locations, frame, name))
            return true;
        index = contexts[index].parent;
    } while (tail && index != CI_NO_PARENT);
    return false;
}

/* The frames between an allocator and the call site of a context. */
static bool samples_push_unprobed(struct samples *samples, uint32_t index,
                                  const struct ci_part *part)
{
    const struct ci_outside_stack *stack = part->stack;
    const struct ci_location *frame;
    for (uint32_t i = 0; i < stack->count; i++) {
        if (samples_is_caller(samples, index, part->tail, stack->frames[i]))
            return true;
        frame = ci_frames_unprobed(samples->locations, stack->frames[i]);
        if (!frame)
            return false;
        samples_push(samples, frame);
    }
    if (!stack->cut)
        return true;
    frame = ci_locations_named(samples->locations, "[more frames]", "", 0, 0, 0);
    if (frame)
        samples_push(samples, frame);
    return frame;
}

/* Fills in the frames that the sample does not share with others of its context. */
static bool samples_set_frames(struct samples *samples, uint32_t index, struct samples_place place)
{
    samples->sample.frames_end = samples->sample.frames;
    if (place.called)
        samples_push(samples, place.called);
    if (place.part && !samples_push_unprobed(samples, index, place.part))
        return false;
    if (place.leaf)
        samples_push(samples, place.leaf);
    return place.leaf;
}

static void samples_set_values(struct samples *samples, const int64_t *values, uint32_t count)
{
    uint8_t *to = samples->sample.values;
    for (uint32_t i = 0; i < samples->snapshot->value_count; i++)
        to = ci_wire_number(to, i < count ? (uint64_t)values[i] : 0);
    samples->sample.values_end = to;
}

/* A label: a text, or a number and its unit (NULL: none). */
struct samples_label {
    const char *key, *text, *unit;
    int64_t number;
};

/* The index of a text in the profile's table, 0 for NULL; negative: no memory. */
static int64_t samples_text(struct samples *samples, const char *text)
{
    return text ? ci_strings_index(samples->locations->functions->strings, text) : 0;
}

static bool samples_add_label(struct samples *samples, struct samples_label label)
{
    int64_t key = samples_text(samples, label.key), text = samples_text(samples, label.text);
    int64_t unit = samples_text(samples, label.unit);
    if (key < 0 || text < 0 || unit < 0)
        return false;
    uint8_t bytes[SAMPLES_LABEL_BYTES], *end = bytes;
    end = ci_wire_field(end, CI_FIELD_LABEL_KEY, (uint64_t)key);
    end = ci_wire_field(end, CI_FIELD_LABEL_TEXT, (uint64_t)text);
    end = ci_wire_field(end, CI_FIELD_LABEL_NUMBER, (uint64_t)label.number);
    end = ci_wire_field(end, CI_FIELD_LABEL_UNIT, (uint64_t)unit);
    uint8_t *to = samples->sample.labels_end;
    *to++ = CI_WIRE_TAG(CI_FIELD_SAMPLE_LABEL, CI_WIRE_BYTES);
    *to++ = (uint8_t)(end - bytes); /* one byte: less than 128 */
    memcpy(to, bytes, (size_t)(end - bytes));
    samples->sample.labels_end = to + (end - bytes);
    return true;
}
_Static_assert(SAMPLES_LABEL_BYTES < 128, "a label's length is one byte");

/* Labels a sample with the number of its thread, and with its name and first function. */
static bool samples_label_thread(struct samples *samples, uint32_t number)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    char digits[SAMPLES_DIGITS] = {0}, *text = digits + sizeof digits - 1;
    for (uint32_t rest = number; rest; rest /= 10)
        *--text = (char)('0' + rest % 10);
    if (number > snapshot->thread_count || !snapshot->threads[number - 1].name)
        return samples_add_label(samples,
                                 (struct samples_label){.key = "thread_number", .text = text});
    const struct ci_thread_facts *facts = &snapshot->threads[number - 1];
    const struct ci_string *start = NULL;
    if (facts->start) {
        start = ci_names_demangle(samples->locations->functions->strings, facts->start);
        if (!start)
            return false;
    }
    return samples_add_label(samples,
                             (struct samples_label){.key = "thread", .text = facts->name}) &&
           samples_add_label(samples,
                             (struct samples_label){.key = "thread_number", .text = text}) &&
           (!start || samples_add_label(samples, (struct samples_label){.key = "thread_start",
                                                                        .text = start->text}));
}

/* Labels a sample with the size of its blocks, and with their type where that is known. */
static bool samples_label_blocks(struct samples *samples, const struct ci_part *part)
{
    struct samples_label type = {.key = "type", .text = part->type};
    struct samples_label size = {.key = "bytes", .number = part->size_class, .unit = "bytes"};
    return (!part->type || samples_add_label(samples, type)) && samples_add_label(samples, size);
}

static bool samples_set_labels(struct samples *samples, uint32_t index, const struct ci_part *part)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    uint32_t thread = snapshot->contexts[index].thread;
    struct samples_label given = {.key = snapshot->label_key, .text = snapshot->label_text};
    const struct cinstr_function *function = snapshot->contexts[index].function;
    struct samples_label lock = {.key = "lock", .text = ci_snapshot_lock(function)};
    samples->sample.labels_end = samples->sample.labels;
    if (!lock.text && !thread && !given.key && !part)
        return true; /* as most */
    return (!lock.text || samples_add_label(samples, lock)) &&
           (!thread || samples_label_thread(samples, thread)) &&
           (!given.key || samples_add_label(samples, given)) &&
           (!part || !part->allocator || samples_label_blocks(samples, part));
}

static uint8_t *samples_begin_bytes(uint8_t *to, unsigned field, size_t length)
{
    *to++ = CI_WIRE_TAG(field, CI_WIRE_BYTES);
    return ci_wire_number(to, length);
}

/* How many bytes a number takes. */
static size_t samples_number_size(uint64_t number)
{
    return ((size_t)(63 - __builtin_clzll(number | 1)) * 9 + 73) / 64;
}

/* Bytes for ci_wire_copy. */
struct samples_piece {
    const uint8_t *bytes;
    size_t size;
};

static uint8_t *samples_put(uint8_t *to, struct samples_piece piece)
{
    return ci_wire_copy(to, piece.bytes, piece.size);
}

/* What a sample consists of: its own frames, then its callers. */
struct samples_pieces {
    struct samples_piece frames, callers, values, labels;
};

/* Writes a sample that has its pieces one by one, as it is larger than any room. */
static void samples_write_large(struct samples *samples, const struct samples_pieces *pieces,
                                size_t size)
{
    uint8_t head[2 * (1 + CI_WIRE_NUMBER_MAX)], *to = head;
    to = samples_begin_bytes(to, CI_FIELD_PROFILE_SAMPLE, size);
    to = samples_begin_bytes(to, CI_FIELD_SAMPLE_LOCATION,
                             pieces->frames.size + pieces->callers.size);
    ci_gzip_append(samples->gzip, head, (size_t)(to - head));
    ci_gzip_append(samples->gzip, pieces->frames.bytes, pieces->frames.size);
    ci_gzip_append(samples->gzip, pieces->callers.bytes, pieces->callers.size);
    to = samples_begin_bytes(head, CI_FIELD_SAMPLE_VALUE, pieces->values.size);
    ci_gzip_append(samples->gzip, head, (size_t)(to - head));
    ci_gzip_append(samples->gzip, pieces->values.bytes, pieces->values.size);
    ci_gzip_append(samples->gzip, pieces->labels.bytes, pieces->labels.size);
}

static void samples_write(struct samples *samples, const struct samples_pieces *pieces)
{
    const size_t stack_size = pieces->frames.size + pieces->callers.size;
    const size_t size = 1 + samples_number_size(stack_size) + stack_size + 1 +
                        samples_number_size(pieces->values.size) + pieces->values.size +
                        pieces->labels.size;
    uint8_t *to = ci_gzip_room(samples->gzip, 1 + samples_number_size(size) + size);
    if (!to) {
        samples_write_large(samples, pieces, size);
        return;
    }
    to = samples_begin_bytes(to, CI_FIELD_PROFILE_SAMPLE, size);
    to = samples_begin_bytes(to, CI_FIELD_SAMPLE_LOCATION, stack_size);
    to = samples_put(to, pieces->frames);
    to = samples_put(to, pieces->callers);
    to = samples_begin_bytes(to, CI_FIELD_SAMPLE_VALUE, pieces->values.size);
    to = samples_put(to, pieces->values);
    to = samples_put(to, pieces->labels);
    ci_gzip_take(samples->gzip, to);
}

/* The pieces that the samples of a context share. */
static struct samples_pieces samples_begin(const struct samples *samples,
                                           struct ci_stacks_callers callers)
{
    const struct samples_sample *sample = &samples->sample;
    return (struct samples_pieces){
        .callers = {callers.bytes, callers.length},
        .labels = {sample->labels, (size_t)(sample->labels_end - sample->labels)},
    };
}

/* Adds a sample of a context, at one of its places; `part` NULL: the context's own. */
static bool samples_add(struct samples *samples, uint32_t index, struct samples_place place,
                        const int64_t *values, const struct ci_part *part)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    if (!samples_set_frames(samples, index, place))
        return false;
    struct ci_stacks_callers callers = ci_stacks_callers(&samples->stacks, index);
    if (!callers.bytes || !samples_set_labels(samples, index, part))
        return false;
    samples_set_values(samples, values,
                       part ? snapshot->value_count : snapshot->context_value_count);
    const struct samples_sample *sample = &samples->sample;
    struct samples_pieces pieces = samples_begin(samples, callers);
    pieces.frames =
        (struct samples_piece){sample->frames, (size_t)(sample->frames_end - sample->frames)};
    pieces.values =
        (struct samples_piece){sample->values, (size_t)(sample->values_end - sample->values)};
    samples_write(samples, &pieces);
    return true;
}

static bool samples_any(uint32_t count, const int64_t *values)
{
    for (uint32_t i = 0; i < count; i++)
        if (values[i])
            return true;
    return false;
}

/* The location of a part's line, looked up once for a line of all contexts. NULL: no memory. */
static const struct ci_location *
samples_line(struct samples *samples, const struct ci_context *context, const struct ci_part *part)
{
    if (part->scratch && *part->scratch)
        return *part->scratch;
    struct ci_location *line = ci_locations_line(samples->locations, context->function, part->scope,
                                                 part->file, part->line, context->body);
    if (part->scratch)
        *part->scratch = line;
    return line;
}

static bool samples_add_part(struct samples *samples, uint32_t index, const struct ci_part *part)
{
    struct ci_locations *locations = samples->locations;
    const struct ci_context *context = &samples->snapshot->contexts[index];
    struct samples_place place = {.leaf = samples_line(samples, context, part)};
    if (part->allocator || part->called) {
        const char *called = part->allocator ? part->allocator : part->called;
        place.called = ci_locations_external(locations, called);
        if (!place.called)
            return false;
        place.part = part->stack ? part : NULL;
    }
    return samples_add(samples, index, place, part->values, part);
}

/* Packs the parts that follow from a context's counts. NULL: no memory. */
static struct samples_packed *samples_pack(struct samples *samples,
                                           const struct ci_context *context)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    struct samples_sample *sample = &samples->sample;
    uint32_t parts = snapshot->parts(snapshot, context, samples->parts);
    uint8_t *to = samples->packed;
    for (uint32_t i = 0; i < parts; i++) {
        const struct ci_part *part = &samples->parts[i];
        if (!samples_any(snapshot->value_count, part->values))
            continue;
        const struct ci_location *leaf = samples_line(samples, context, part);
        if (!leaf)
            return NULL;
        struct samples_packed *packed = (struct samples_packed *)to;
        to = packed->bytes;
        if (part->called) {
            const struct ci_location *called =
                ci_locations_external(samples->locations, part->called);
            if (!called)
                return NULL;
            to = ci_wire_number(to, called->id);
        }
        to = ci_wire_number(to, leaf->id);
        packed->frames_size = (uint8_t)(to - packed->bytes);
        samples_set_values(samples, part->values, snapshot->value_count);
        packed->values_size = (uint8_t)(sample->values_end - sample->values);
        memcpy(to, sample->values, packed->values_size);
        to += packed->values_size;
    }
    size_t size = (size_t)(to - samples->packed);
    void *copy = ci_arena_get(snapshot->arena, size + sizeof(struct samples_packed) + CI_WIRE_STEP);
    return copy ? memcpy(copy, samples->packed, size) : NULL;
}
_Static_assert(SAMPLES_VALUES_BYTES <= UINT8_MAX, "the size of values is one byte");

/* The samples of a context's lines where they follow from its counts. */
static bool samples_add_packed(struct samples *samples, uint32_t index)
{
    const struct ci_context *context = &samples->snapshot->contexts[index];
    if (!context->counts->packed)
        context->counts->packed = samples_pack(samples, context);
    const struct samples_packed *packed = context->counts->packed;
    if (!packed || !packed->values_size)
        return packed;
    struct ci_stacks_callers callers = ci_stacks_callers(&samples->stacks, index);
    if (!callers.bytes || !samples_set_labels(samples, index, NULL))
        return false;
    struct samples_pieces pieces = samples_begin(samples, callers);
    while (packed->values_size) {
        const uint8_t *values = packed->bytes + packed->frames_size;
        pieces.frames = (struct samples_piece){packed->bytes, packed->frames_size};
        pieces.values = (struct samples_piece){values, packed->values_size};
        samples_write(samples, &pieces);
        packed = (const struct samples_packed *)(values + packed->values_size);
    }
    return true;
}

/* The samples of a context: its own, then those of its lines. */
static bool samples_add_context(struct samples *samples, uint32_t index)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    const struct ci_context *context = &snapshot->contexts[index];
    if (samples_any(snapshot->context_value_count, context->values)) {
        struct samples_place place = {
            .leaf = ci_locations_leaf(samples->locations, context->function, context->body)};
        if (!samples_add(samples, index, place, context->values, NULL))
            return false;
    }
    if (context->counts && !context->counts->shares_time)
        return samples_add_packed(samples, index);
    uint32_t parts = snapshot->parts ? snapshot->parts(snapshot, context, samples->parts) : 0;
    for (uint32_t i = 0; i < parts; i++)
        if (samples_any(snapshot->value_count, samples->parts[i].values) &&
            !samples_add_part(samples, index, &samples->parts[i]))
            return false;
    return true;
}

static bool samples_add_all(struct samples *samples)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    for (uint32_t i = 0; i < snapshot->context_count && !samples->gzip->error; i++)
        if (!samples_add_context(samples, i))
            return false;
    return true;
}

bool ci_samples_write(const struct ci_snapshot *snapshot, struct ci_locations *locations,
                      struct ci_gzip *gzip)
{
    struct samples samples = {
        .snapshot = snapshot,
        .locations = locations,
        .gzip = gzip,
        .parts = ci_arena_get(snapshot->arena, (snapshot->part_max + 1) * sizeof *samples.parts),
        .packed = ci_arena_get(snapshot->arena, snapshot->part_max * SAMPLES_PACKED_BYTES),
    };
    return samples.parts && samples.packed &&
           ci_stacks_init(&samples.stacks, snapshot, locations) && samples_add_all(&samples);
}
