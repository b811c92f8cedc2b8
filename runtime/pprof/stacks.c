/* SPDX-License-Identifier: MIT */
/* stacks.c - packs the frames of callers, each once. */
#include "stacks.h"
#include "wire.h"

#include <string.h>

enum { STACKS_BUFFER = 4 << 10, STACKS_FRAMES_MAX = 2 * CI_WIRE_NUMBER_MAX };

bool ci_stacks_init(struct ci_stacks *stacks, const struct ci_snapshot *snapshot,
                    struct ci_locations *locations)
{
    struct ci_arena *arena = snapshot->arena;
    *stacks = (struct ci_stacks){
        .snapshot = snapshot,
        .locations = locations,
        .frames.arena = arena,
        .nodes = ci_arena_get_whole(arena, snapshot->context_count * sizeof *stacks->nodes),
        .buffer = ci_arena_get(arena, STACKS_BUFFER + CI_WIRE_STEP),
        .size = STACKS_BUFFER,
    };
    if (!stacks->nodes || !stacks->buffer)
        return false;
    for (uint32_t i = 0; i < snapshot->context_count; i++)
        stacks->nodes[i].length = CI_STACKS_NONE;
    return true;
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

/* The frame around contexts that were collapsed. */
static bool stacks_begin(struct ci_stacks *stacks, uint32_t context)
{
    stacks->nodes[context].length = 0;
    if (!(stacks->snapshot->contexts[context].flags & CI_CONTEXT_TRUNCATED))
        return true;
    const struct ci_location *root =
        ci_locations_named(stacks->locations, "[truncated]", "", 0, 0, 0);
    if (!root)
        return false;
    uint8_t packed[CI_WIRE_NUMBER_MAX];
    stacks->nodes[context].length = stacks_put(stacks, 0, packed, ci_wire_number(packed, root->id));
    return true;
}

/* Adds the frames between a context and its parent, whose callers are in the buffer. */
static bool stacks_add(struct ci_stacks *stacks, uint32_t parent, uint32_t context)
{
    const struct ci_context *contexts = stacks->snapshot->contexts;
    const struct ci_frames *frames =
        ci_frames_get(stacks->locations, &stacks->frames, &contexts[parent], &contexts[context]);
    uint32_t used = stacks->nodes[parent].length;
    if (!frames || !stacks_reserve(stacks, used))
        return false;
    uint8_t packed[STACKS_FRAMES_MAX], *end = packed;
    if (frames->between)
        end = ci_wire_number(end, frames->between->id);
    end = ci_wire_number(end, frames->caller->id);
    stacks->nodes[context].length = stacks_put(stacks, used, packed, end);
    return true;
}

struct ci_stacks_callers ci_stacks_callers(struct ci_stacks *stacks, uint32_t context)
{
    const struct ci_context *contexts = stacks->snapshot->contexts;
    struct ci_stacks_callers callers = {0};
    uint32_t at = context, below = CI_NO_PARENT;
    bool fresh = false;
    while (stacks->nodes[at].length == CI_STACKS_NONE) {
        stacks->nodes[at].below = below;
        below = at;
        if (contexts[at].parent == CI_NO_PARENT) {
            fresh = true;
            break;
        }
        at = contexts[at].parent;
    }
    if (fresh && !stacks_begin(stacks, at))
        return callers;
    if (fresh)
        below = stacks->nodes[at].below;
    for (; below != CI_NO_PARENT; at = below, below = stacks->nodes[below].below)
        if (!stacks_add(stacks, at, below))
            return callers;
    callers.length = stacks->nodes[context].length;
    callers.bytes = stacks->buffer + stacks->size - callers.length;
    return callers;
}
