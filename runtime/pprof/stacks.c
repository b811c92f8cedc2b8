/* SPDX-License-Identifier: MIT */
/* stacks.c - packs the frames of callers, each once. */
#include "stacks.h"
#include "wire.h"

#include <string.h>

enum {
    STACKS_BUFFER = 4 << 10,
    STACKS_DEPTH = 256,
    STACKS_FRAMES_MAX = 2 * CI_WIRE_NUMBER_MAX,
};

bool ci_stacks_init(struct ci_stacks *stacks, const struct ci_snapshot *snapshot,
                    struct ci_locations *locations)
{
    struct ci_arena *arena = snapshot->arena;
    *stacks = (struct ci_stacks){
        .snapshot = snapshot,
        .locations = locations,
        .frames.arena = arena,
        .path = ci_arena_get(arena, STACKS_DEPTH * sizeof *stacks->path),
        .due = ci_arena_get(arena, STACKS_DEPTH * sizeof *stacks->due),
        .path_max = STACKS_DEPTH,
        .buffer = ci_arena_get(arena, STACKS_BUFFER + CI_WIRE_STEP),
        .size = STACKS_BUFFER,
    };
    return stacks->path && stacks->due && stacks->buffer;
}

/* Makes room for the frames of one more context in front of the last `used` bytes. */
static bool stacks_reserve(struct ci_stacks *stacks, uint32_t used)
{
    if (stacks->size - used >= STACKS_FRAMES_MAX)
        return true;
    uint32_t size = stacks->size * 4;
    uint8_t *buffer =
        size > used ? ci_arena_get(stacks->snapshot->arena, size + CI_WIRE_STEP) : NULL;
    if (!buffer)
        return false;
    memcpy(buffer + size - used, stacks->buffer + stacks->size - used, used);
    stacks->buffer = buffer;
    stacks->size = size;
    return true;
}

/* Puts packed ids in front of the last `used` bytes; returns how many bytes are used then. */
static uint32_t stacks_put(struct ci_stacks *stacks, uint32_t used, const uint8_t *bytes,
                           const uint8_t *end)
{
    uint32_t size = (uint32_t)(end - bytes);
    memcpy(stacks->buffer + stacks->size - used - size, bytes, size);
    return used + size;
}

/* Makes room for one more step. */
static bool stacks_deepen(struct ci_stacks *stacks)
{
    struct ci_arena *arena = stacks->snapshot->arena;
    uint32_t max = stacks->path_max * 2;
    struct ci_stacks_step *path = ci_arena_get(arena, max * sizeof *path);
    uint32_t *due = ci_arena_get(arena, max * sizeof *due);
    if (!path || !due)
        return false;
    stacks->path = memcpy(path, stacks->path, stacks->path_max * sizeof *path);
    stacks->due = memcpy(due, stacks->due, stacks->path_max * sizeof *due);
    stacks->path_max = max;
    return true;
}

/* The frame around contexts that were collapsed; returns how many bytes it takes. */
static bool stacks_begin(struct ci_stacks *stacks, uint32_t context, uint32_t *length)
{
    *length = 0;
    if (!(stacks->snapshot->contexts[context].flags & CI_CONTEXT_TRUNCATED))
        return true;
    const struct ci_location *root =
        ci_locations_named(stacks->locations, "[truncated]", "", 0, 0, 0);
    if (!root)
        return false;
    uint8_t packed[CI_WIRE_NUMBER_MAX];
    *length = stacks_put(stacks, 0, packed, ci_wire_number(packed, root->id));
    return true;
}

/* Adds the frames between a context and its parent, whose callers are in the buffer. */
static bool stacks_add(struct ci_stacks *stacks, uint32_t parent, uint32_t context,
                       uint32_t *length)
{
    const struct ci_context *contexts = stacks->snapshot->contexts;
    const struct ci_frames *frames =
        ci_frames_get(stacks->locations, &stacks->frames, &contexts[parent], &contexts[context]);
    if (!frames || !stacks_reserve(stacks, *length))
        return false;
    uint8_t packed[STACKS_FRAMES_MAX], *end = packed;
    if (frames->between)
        end = ci_wire_number(end, frames->between->id);
    end = ci_wire_number(end, frames->caller->id);
    *length = stacks_put(stacks, *length, packed, end);
    return true;
}

/* Adds a step below the last one; with a parent, that is the last one. */
static bool stacks_push(struct ci_stacks *stacks, uint32_t context)
{
    uint32_t parent = stacks->snapshot->contexts[context].parent, length = 0;
    if (parent == CI_NO_PARENT) {
        stacks->depth = 0;
        if (!stacks_begin(stacks, context, &length))
            return false;
    } else {
        length = stacks->path[stacks->depth - 1].length;
        if (!stacks_add(stacks, parent, context, &length))
            return false;
    }
    if (stacks->depth == stacks->path_max && !stacks_deepen(stacks))
        return false;
    stacks->path[stacks->depth++] = (struct ci_stacks_step){context, length};
    return true;
}

/* Leaves the part of the path that does not lead to a context. Returns whether that is the end of
 * what is left. Contexts are numbered in the order in which paths come to them. */
static bool stacks_return_to(struct ci_stacks *stacks, uint32_t context)
{
    while (stacks->depth > 0 && stacks->path[stacks->depth - 1].context > context)
        stacks->depth--;
    return stacks->depth > 0 && stacks->path[stacks->depth - 1].context == context;
}

struct ci_stacks_callers ci_stacks_callers(struct ci_stacks *stacks, uint32_t context)
{
    const struct ci_context *contexts = stacks->snapshot->contexts;
    uint32_t due = 0;
    for (uint32_t at = context; at != CI_NO_PARENT && !stacks_return_to(stacks, at);
         at = contexts[at].parent) {
        if (due == stacks->path_max && !stacks_deepen(stacks))
            return (struct ci_stacks_callers){0};
        stacks->due[due++] = at;
    }
    while (due > 0)
        if (!stacks_push(stacks, stacks->due[--due]))
            return (struct ci_stacks_callers){0};
    uint32_t length = stacks->path[stacks->depth - 1].length;
    return (struct ci_stacks_callers){stacks->buffer + stacks->size - length, length};
}
