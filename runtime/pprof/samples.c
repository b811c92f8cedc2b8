/* SPDX-License-Identifier: MIT */
/*
 * samples.c - stacks from the tree of contexts, a batch of samples at a time.
 *
 * The cost is the number of contexts times their depth, so what a stack needs of each context is
 * kept in 16 bytes beside the contexts and found once.
 */
#include "samples.h"
#include "frames.h"

#include <profile.pb-c.h>
#include <string.h>

enum {
    SAMPLES_BATCH = 1024,
    SAMPLES_POOL = 32 << 10, /* locations of a batch, unless one stack alone has more */
    SAMPLES_DIGITS = 11,
    SAMPLES_LABELS = 4, /* of one sample at most */
};

/* What a stack takes of one context; ids of locations, 0: not known yet, or none. */
struct samples_node {
    uint32_t parent;
    uint32_t caller;
    uint32_t between;
    uint32_t truncated; /* the context or one above it was collapsed */
};

struct samples_batch {
    size_t count;
    Cinstr__Sample samples[SAMPLES_BATCH];
    Cinstr__Sample *pointers[SAMPLES_BATCH];
    Cinstr__Label labels[SAMPLES_BATCH][SAMPLES_LABELS];
    Cinstr__Label *label_pointers[SAMPLES_BATCH][SAMPLES_LABELS];
    int64_t values[SAMPLES_BATCH][CI_PART_VALUES_MAX];
};

struct samples {
    const struct ci_snapshot *snapshot;
    struct ci_locations *locations;
    struct ci_gzip *gzip;
    struct ci_keymap frames;
    struct samples_node *nodes;
    struct samples_batch *batch;
    struct ci_part *parts; /* of one context */
    uint64_t *pool;        /* stacks of the batch, one after the other */
    size_t pool_size;
    size_t pool_used;
};

static void samples_flush(struct samples *samples)
{
    struct samples_batch *batch = samples->batch;
    Cinstr__Profile profile = CINSTR__PROFILE__INIT;
    profile.n_sample = batch->count;
    profile.sample = batch->pointers;
    if (batch->count)
        ci_gzip_write(samples->gzip, &profile.base);
    batch->count = 0;
    samples->pool_used = 0;
}

/* Makes room for one more location of the stack that began at `start`, which moves if it must. */
static bool samples_reserve(struct samples *samples, size_t *start)
{
    if (samples->pool_used < samples->pool_size)
        return true;
    size_t length = samples->pool_used - *start;
    uint64_t *stack = samples->pool + *start;
    samples_flush(samples);
    if (length > samples->pool_size / 2) {
        uint64_t *pool =
            ci_arena_get(samples->snapshot->arena, samples->pool_size * 4 * sizeof *pool);
        if (!pool)
            return false;
        samples->pool = pool;
        samples->pool_size *= 4;
    }
    memmove(samples->pool, stack, length * sizeof *stack);
    samples->pool_used = length;
    *start = 0;
    return true;
}

static bool samples_push(struct samples *samples, size_t *start, uint64_t location)
{
    if (!samples_reserve(samples, start))
        return false;
    samples->pool[samples->pool_used++] = location;
    return true;
}

/* Finds the frames between a context and its parent, at the first stack that has them. */
static bool samples_link(struct samples *samples, uint32_t index)
{
    const struct ci_context *contexts = samples->snapshot->contexts;
    struct samples_node *node = &samples->nodes[index];
    const struct ci_frames *frames = ci_frames_get(samples->locations, &samples->frames,
                                                   &contexts[node->parent], &contexts[index]);
    if (!frames)
        return false;
    node->caller = (uint32_t)frames->caller->id;
    node->between = frames->between ? (uint32_t)frames->between->id : 0;
    return true;
}

/* Where a sample of a context is: a line, and maybe what was called there. */
struct samples_place {
    const struct ci_location *called; /* NULL: nothing */
    const struct ci_part *part;       /* whose stack of code without probes is below; or NULL */
    const struct ci_location *leaf;
};

/* Whether a frame is the one that the call site is in, or, behind a tail call, one around that. */
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
static bool samples_stack_unprobed(struct samples *samples, uint32_t index,
                                   const struct ci_part *part, size_t *start)
{
    const struct ci_outside_stack *stack = part->stack;
    const struct ci_location *frame;
    for (uint32_t i = 0; i < stack->count; i++) {
        if (samples_is_caller(samples, index, part->tail, stack->frames[i]))
            return true;
        frame = ci_frames_unprobed(samples->locations, stack->frames[i]);
        if (!frame || !samples_push(samples, start, frame->id))
            return false;
    }
    if (!stack->cut)
        return true;
    frame = ci_locations_named(samples->locations, "[more frames]", "", 0, 0, 0);
    return frame && samples_push(samples, start, frame->id);
}

/* Puts the stack of a context, below `place`, behind those of the batch, from *start on. */
static bool samples_stack(struct samples *samples, uint32_t index, struct samples_place place,
                          size_t *start)
{
    if (place.called && !samples_push(samples, start, place.called->id))
        return false;
    if (place.part && !samples_stack_unprobed(samples, index, place.part, start))
        return false;
    if (!place.leaf || !samples_push(samples, start, place.leaf->id))
        return false;
    uint32_t at = index;
    for (; samples->nodes[at].parent != CI_NO_PARENT; at = samples->nodes[at].parent) {
        const struct samples_node *node = &samples->nodes[at];
        if (!node->caller && !samples_link(samples, at))
            return false;
        if (node->between && !samples_push(samples, start, node->between))
            return false;
        if (!samples_push(samples, start, node->caller))
            return false;
    }
    if (!samples->nodes[index].truncated)
        return true;
    const struct ci_location *root =
        ci_locations_named(samples->locations, "[truncated]", "", 0, 0, 0);
    return root && samples_push(samples, start, root->id);
}

/* A further label of the sample; its key is set, or the result is NULL. */
static Cinstr__Label *samples_add_label(struct samples *samples, Cinstr__Sample *sample,
                                        const char *key)
{
    struct samples_batch *batch = samples->batch;
    Cinstr__Label *label = &batch->labels[batch->count][sample->n_label];
    cinstr__label__init(label);
    label->key = ci_strings_index(samples->locations->functions->strings, key);
    sample->label = batch->label_pointers[batch->count];
    sample->label[sample->n_label++] = label;
    return label->key > 0 ? label : NULL;
}

static bool samples_add_text(struct samples *samples, Cinstr__Sample *sample, const char *key,
                             const char *text)
{
    Cinstr__Label *label = samples_add_label(samples, sample, key);
    if (label)
        label->str = ci_strings_index(samples->locations->functions->strings, text);
    return label && label->str >= 0;
}

/* Labels a sample with the number of its thread. */
static bool samples_label_thread(struct samples *samples, Cinstr__Sample *sample, uint32_t thread)
{
    char digits[SAMPLES_DIGITS] = {0}, *text = digits + sizeof digits - 1;
    for (; thread; thread /= 10)
        *--text = (char)('0' + thread % 10);
    return samples_add_text(samples, sample, "thread", text);
}

/* Labels a sample with the size of its blocks, and with their type where that is known. */
static bool samples_label_blocks(struct samples *samples, Cinstr__Sample *sample,
                                 const struct ci_part *part)
{
    if (part->type && !samples_add_text(samples, sample, "type", part->type))
        return false;
    Cinstr__Label *label = samples_add_label(samples, sample, "bytes");
    if (!label)
        return false;
    label->num = part->size_class;
    label->num_unit = ci_strings_index(samples->locations->functions->strings, "bytes");
    return label->num_unit > 0;
}

/* Adds a sample of a context, at one of its places; `part` NULL: the context's own. */
static bool samples_add(struct samples *samples, uint32_t index, struct samples_place place,
                        const int64_t *values, const struct ci_part *part)
{
    const struct ci_snapshot *snapshot = samples->snapshot;
    struct ci_context *context = &snapshot->contexts[index];
    struct samples_batch *batch = samples->batch;
    size_t start = samples->pool_used;
    if (!samples_stack(samples, index, place, &start))
        return false;
    Cinstr__Sample *sample = &batch->samples[batch->count];
    cinstr__sample__init(sample);
    sample->n_location_id = samples->pool_used - start;
    sample->location_id = samples->pool + start;
    sample->n_value = snapshot->value_count;
    sample->value = batch->values[batch->count];
    memset(sample->value, 0, sizeof batch->values[0]);
    memcpy(sample->value, values,
           (part ? snapshot->value_count : snapshot->context_value_count) * sizeof *values);
    if (context->thread && !samples_label_thread(samples, sample, context->thread))
        return false;
    if (snapshot->label_key &&
        !samples_add_text(samples, sample, snapshot->label_key, snapshot->label_text))
        return false;
    if (part && part->allocator && !samples_label_blocks(samples, sample, part))
        return false;
    batch->pointers[batch->count++] = sample;
    if (batch->count == SAMPLES_BATCH)
        samples_flush(samples);
    return true;
}

static bool samples_any(uint32_t count, const int64_t *values)
{
    for (uint32_t i = 0; i < count; i++)
        if (values[i])
            return true;
    return false;
}

static bool samples_add_part(struct samples *samples, uint32_t index, const struct ci_part *part)
{
    struct ci_locations *locations = samples->locations;
    const struct ci_context *context = &samples->snapshot->contexts[index];
    struct samples_place place = {.leaf =
                                      ci_locations_line(locations, context->function, part->scope,
                                                        part->file, part->line, context->body)};
    if (part->allocator) {
        place.called = ci_locations_named(locations, part->allocator, "", 0, 0, 0);
        if (!place.called)
            return false;
        place.part = part->stack ? part : NULL;
    }
    return samples_add(samples, index, place, part->values, part);
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
    for (uint32_t i = 0; i < snapshot->context_count && !samples->gzip->error; i++) {
        const struct ci_context *context = &snapshot->contexts[i];
        struct samples_node *node = &samples->nodes[i];
        node->parent = context->parent;
        node->truncated = !!(context->flags & CI_CONTEXT_TRUNCATED);
        if (node->parent != CI_NO_PARENT)
            node->truncated |= samples->nodes[node->parent].truncated;
        if (!samples_add_context(samples, i))
            return false;
    }
    samples_flush(samples);
    return true;
}

bool ci_samples_write(const struct ci_snapshot *snapshot, struct ci_locations *locations,
                      struct ci_gzip *gzip)
{
    struct ci_arena *arena = snapshot->arena;
    struct samples samples = {
        .snapshot = snapshot,
        .locations = locations,
        .gzip = gzip,
        .frames.arena = arena,
        .nodes = ci_arena_get(arena, snapshot->context_count * sizeof *samples.nodes),
        .batch = ci_arena_get(arena, sizeof *samples.batch),
        .parts = ci_arena_get(arena, (snapshot->part_max + 1) * sizeof *samples.parts),
        .pool = ci_arena_get(arena, SAMPLES_POOL * sizeof *samples.pool),
        .pool_size = SAMPLES_POOL,
    };
    return samples.nodes && samples.batch && samples.parts && samples.pool &&
           samples_add_all(&samples);
}
