/* SPDX-License-Identifier: MIT */
/* frames.c - where a return address lies, and what that proves. */
#include "frames.h"
#include "lines.h"
#include "symbols.h"

#include <string.h>

/* Whether the call that made a context was its caller's own. */
enum frames_place { PLACE_UNKNOWN, PLACE_CALLER, PLACE_ELSEWHERE };

/* A call into a context, taken apart. `calling` is an address within the call instruction. */
struct frames_call {
    const struct cinstr_site *site; /* NULL: not known */
    const char *callee;             /* what the site names; NULL: an indirect call */
    bool same;                      /* the callee is the context's function by name */
    uintptr_t calling;              /* 0: not known */
    struct ci_mapping *object;      /* that holds `calling` */
    const struct ci_symbol *symbol; /* likewise, once asked for */
};

/* Whether two names are of parts of one function: equal but for the ".cold" that GCC splits off. */
static bool frames_same_name(const char *one, const char *other)
{
    const char *one_cold = strstr(one, ".cold"), *other_cold = strstr(other, ".cold");
    size_t length = one_cold ? (size_t)(one_cold - one) : strlen(one);
    size_t other_length = other_cold ? (size_t)(other_cold - other) : strlen(other);
    return length == other_length && !memcmp(one, other, length);
}

/* Whether the function `name`, or a part of it, has the symbol's body. A body may have several
 * names, such as those of C++'s complete and base destructors, of which its cold part bears one. */
static bool frames_is_named(const struct ci_symbol *symbol, const char *name)
{
    for (; symbol; symbol = symbol->alias)
        if (frames_same_name(symbol->name, name))
            return true;
    return false;
}

static bool frames_same_function(const struct ci_symbol *one, const struct ci_symbol *other)
{
    for (; one; one = one->alias)
        if (frames_is_named(other, one->name))
            return true;
    return false;
}

static enum frames_place frames_place_by_symbol(struct ci_locations *locations,
                                                struct frames_call *call, uintptr_t body)
{
    call->symbol =
        ci_symbols_find(call->object, locations->arena, call->calling - call->object->bias);
    const struct ci_symbol *caller =
        ci_symbols_find(call->object, locations->arena, body - call->object->bias);
    if (!call->symbol)
        return PLACE_UNKNOWN;
    if (caller)
        return frames_same_function(caller, call->symbol) ? PLACE_CALLER : PLACE_ELSEWHERE;
    /* The caller's symbol is stripped. Then that of its cold part may be too, but no other's. */
    return strstr(call->symbol->name, ".cold") ? PLACE_UNKNOWN : PLACE_ELSEWHERE;
}

static enum frames_place frames_place(struct ci_locations *locations, struct frames_call *call,
                                      uintptr_t body)
{
    if (!call->calling || !body)
        return PLACE_UNKNOWN;
    struct ci_mapping *caller = ci_mappings_find(locations->objects, body);
    call->object = ci_mappings_find(locations->objects, call->calling);
    if (!caller)
        return PLACE_UNKNOWN;
    if (call->object != caller)
        return PLACE_ELSEWHERE;
    return call->same ? PLACE_CALLER : frames_place_by_symbol(locations, call, body);
}

/* A frame named by the symbol that holds the call, or by the object where no symbol does. */
static struct ci_location *frames_by_symbol(struct ci_locations *locations,
                                            struct frames_call *call)
{
    struct ci_mapping *object = call->object;
    uintptr_t address = call->calling - object->bias;
    if (!call->symbol)
        call->symbol = ci_symbols_find(object, locations->arena, address);
    if (!call->symbol) {
        const char *name = ci_mappings_unnamed(object, locations->arena);
        return name ? ci_locations_named(locations, name, object->name, 0, 0, call->calling) : NULL;
    }
    struct ci_source_line start, here;
    if (locations->objects->bare ||
        !ci_lines_find(object, locations->arena, call->symbol->start, &start))
        return ci_locations_named(locations, call->symbol->name, object->name, 0, 0, call->calling);
    /* A line of another file (an inlined header's) cannot belong to this function. */
    if (!ci_lines_find(object, locations->arena, address, &here) || strcmp(here.file, start.file))
        here = start;
    return ci_locations_named(locations, call->symbol->name, start.file, start.line, here.line,
                              call->calling);
}

/* Whether there must be a frame in between: code elsewhere made the call, and it has a name. */
static bool frames_have_between(const struct frames_call *call, enum frames_place place)
{
    return place == PLACE_ELSEWHERE && call->site && !call->same && (call->callee || call->object);
}

static bool frames_fill(struct ci_locations *locations, struct ci_frames *frames,
                        const struct ci_context *parent, const struct ci_context *child)
{
    const struct cinstr_site *sites = cinstr_rel_get(&parent->function->sites);
    const char *child_name = cinstr_rel_get(&child->function->name);
    struct frames_call call = {.calling = child->return_address};
    if (call.calling)
        call.calling--; /* what follows a call that never returns may be another function */
    if (sites && child->site < parent->function->site_count)
        call.site = &sites[child->site];
    if (call.site)
        call.callee = cinstr_rel_get(&call.site->callee);
    call.same = call.callee && child_name && !strcmp(call.callee, child_name);
    /* A tail-called function returns to whoever called the parent. But if a function is known not
     * to be the one that the site names, and it returns elsewhere, then the function that the
     * parent jumped to, such as qsort, called it. */
    if (call.site && (call.site->flags & CINSTR_SITE_TAIL) &&
        (!call.callee || call.same || child->return_address == parent->return_address))
        call.calling = 0;

    enum frames_place place = frames_place(locations, &call, parent->body);
    if (frames_have_between(&call, place)) {
        frames->between = call.callee ? ci_locations_named(locations, call.callee,
                                                           call.object ? call.object->name : "", 0,
                                                           0, call.calling)
                                      : frames_by_symbol(locations, &call);
        if (!frames->between)
            return false;
    }
    frames->caller = ci_locations_caller(locations, parent->function, child->site,
                                         place == PLACE_CALLER ? call.calling : 0, parent->body);
    return frames->caller;
}

const struct ci_frames *ci_frames_get(struct ci_locations *locations, struct ci_keymap *map,
                                      const struct ci_context *parent,
                                      const struct ci_context *child)
{
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)parent->function, (uintptr_t)child->function,
                                  child->site, child->return_address};
    void **place = ci_keymap_place(map, key);
    if (!place || *place)
        return place ? *place : NULL;
    struct ci_frames *frames = ci_arena_get(locations->arena, sizeof *frames);
    if (!frames || !frames_fill(locations, frames, parent, child))
        return NULL;
    return *place = frames;
}

struct ci_location *ci_frames_unprobed(struct ci_locations *locations, uintptr_t returns)
{
    if (!returns)
        return ci_locations_named(locations, "[unloaded]", "", 0, 0, 0);
    struct frames_call call = {.calling = returns - 1};
    call.object = ci_mappings_find(locations->objects, call.calling);
    if (!call.object)
        return ci_locations_named(locations, "[unknown]", "", 0, 0, 0);
    return frames_by_symbol(locations, &call);
}

bool ci_frames_in(struct ci_locations *locations, uintptr_t returns, const char *function)
{
    struct ci_mapping *object = ci_mappings_find(locations->objects, returns - 1);
    const struct ci_symbol *symbol =
        object ? ci_symbols_find(object, locations->arena, returns - 1 - object->bias) : NULL;
    return symbol && frames_is_named(symbol, function);
}
