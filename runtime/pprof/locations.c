/* SPDX-License-Identifier: MIT */
/* locations.c - locations shared by place, numbered by first use. */
#include "locations.h"
#include "exports.h"
#include "symbols.h"

#include <string.h>

/* Used in keys in place of the index of a call site. */
enum { LOCATION_LEAF = -1, LOCATION_NAMED = -2, LOCATION_LINE = -3, LOCATION_EXTERNAL = -4 };

void ci_locations_init(struct ci_locations *locations, struct ci_functions *functions,
                       struct ci_mappings *objects)
{
    *locations = (struct ci_locations){
        .arena = objects->arena,
        .functions = functions,
        .objects = objects,
        .map.arena = objects->arena,
    };
}

/*
 * Makes a location at run-time `address`, with room for lines. Where no address is known, `near`
 * still tells the object.
 */
static struct ci_location *locations_create(struct ci_locations *locations, uintptr_t address,
                                            uintptr_t near, uint32_t lines_max)
{
    struct ci_location *location = ci_arena_get(locations->arena, sizeof *location);
    if (!location)
        return NULL;
    location->lines = ci_arena_get(locations->arena, lines_max * sizeof *location->lines);
    if (!location->lines)
        return NULL;
    location->object = ci_mappings_find(locations->objects, address ? address : near);
    if (location->object)
        location->object->used = true;
    if (location->object && address)
        location->address = address - location->object->bias;
    location->id = ++locations->count;
    if (locations->last)
        locations->last->next = location;
    else
        locations->first = location;
    return locations->last = location;
}

static bool locations_add_line(struct ci_locations *locations, struct ci_location *location,
                               struct ci_profile_function *function, uint32_t line)
{
    if (!function)
        return false;
    location->lines[location->line_count++] = (struct ci_location_line){
        .function_id = ci_functions_use(locations->functions, function),
        .line = line,
    };
    return true;
}

/*
 * Adds a line for a place written in `file`. In a profile a line's file is that of its function, so
 * code that a function includes from elsewhere gets the function's own line.
 */
static bool locations_add_place(struct ci_locations *locations, struct ci_location *location,
                                struct ci_profile_function *function, const char *file,
                                uint32_t line)
{
    bool told = function && file && line && !strcmp(function->file->text, file);
    return locations_add_line(locations, location, function,
                              told       ? line
                              : function ? function->line
                                         : 0);
}

/* A function that is known by its address alone: its symbol's name, else its object's in brackets.
 */
static struct ci_profile_function *locations_indirect(struct ci_locations *locations,
                                                      uintptr_t target)
{
    struct ci_mapping *object = ci_mappings_find(locations->objects, target);
    if (!object)
        return ci_functions_get(locations->functions, "[unloaded]", "", 0);
    const struct ci_symbol *symbol =
        ci_symbols_find(object, locations->arena, target - object->bias);
    const char *name = symbol ? symbol->name : ci_mappings_unnamed(object, locations->arena);
    return name ? ci_functions_get(locations->functions, name, object->name, 0) : NULL;
}

static struct ci_profile_function *locations_function(struct ci_locations *locations,
                                                      const struct cinstr_function *function)
{
    const char *name = cinstr_rel_get(&function->name), *file = cinstr_rel_get(&function->file);
    if (ci_indirect_target(function))
        return locations_indirect(locations, ci_indirect_target(function));
    if (function->flags & CINSTR_FUNCTION_EXTERNAL)
        file = ci_exports_object(locations->objects, name);
    return ci_functions_get(locations->functions, name, file, function->line);
}

struct ci_location *ci_locations_leaf(struct ci_locations *locations,
                                      const struct cinstr_function *function, uintptr_t body)
{
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)function, (uint64_t)LOCATION_LEAF, body};
    void **place = ci_keymap_place(&locations->map, key);
    if (!place || *place)
        return place ? *place : NULL;
    struct ci_location *location = locations_create(locations, body, body, 1);
    if (!location || !locations_add_line(locations, location,
                                         locations_function(locations, function), function->line))
        return NULL;
    return *place = location;
}

/* How many scopes contain a place in `scope`; the count ends a circle, which only a broken object
 * could have.
 */
static uint32_t locations_depth(const struct cinstr_function *function, uint32_t scope)
{
    const struct cinstr_scope *scopes = cinstr_rel_get(&function->scopes);
    uint32_t depth = 0;
    for (; scopes && scope && scope <= function->scope_count && depth < function->scope_count;
         scope = scopes[scope - 1].parent)
        depth++;
    return depth;
}

/* One line for a place in `scope` and one for each inlined call around it, inside out; room for
 * locations_depth() + 1 lines. */
static bool locations_add_lines(struct ci_locations *locations, struct ci_location *location,
                                const struct cinstr_function *function, uint32_t scope,
                                const char *file, uint32_t line)
{
    const struct cinstr_scope *scopes = cinstr_rel_get(&function->scopes);
    for (uint32_t depth = locations_depth(function, scope); depth > 0; depth--) {
        const struct cinstr_scope *inlined = &scopes[scope - 1];
        struct ci_profile_function *inlined_function =
            ci_functions_get(locations->functions, cinstr_rel_get(&inlined->name),
                             cinstr_rel_get(&inlined->file), inlined->line);
        if (!locations_add_place(locations, location, inlined_function, file, line))
            return false;
        file = cinstr_rel_get(&inlined->call_file);
        line = inlined->call_line;
        scope = inlined->parent;
    }
    return locations_add_place(locations, location, locations_function(locations, function), file,
                               line);
}

struct ci_location *ci_locations_line(struct ci_locations *locations,
                                      const struct cinstr_function *function, uint32_t scope,
                                      const char *file, uint32_t line, uintptr_t body)
{
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)function, (uint64_t)LOCATION_LINE, (uintptr_t)file,
                                  (uint64_t)scope << 32 | line};
    void **place = ci_keymap_place(&locations->map, key);
    if (!place || *place)
        return place ? *place : NULL;
    struct ci_location *location =
        locations_create(locations, 0, body, locations_depth(function, scope) + 1);
    if (!location || !locations_add_lines(locations, location, function, scope, file, line))
        return NULL;
    return *place = location;
}

struct ci_location *ci_locations_caller(struct ci_locations *locations,
                                        const struct cinstr_function *function, uint32_t site,
                                        uintptr_t address, uintptr_t body)
{
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)function, site, address};
    void **place = ci_keymap_place(&locations->map, key);
    if (!place || *place)
        return place ? *place : NULL;
    const struct cinstr_site *sites = cinstr_rel_get(&function->sites);
    const struct cinstr_site *record = sites && site < function->site_count ? &sites[site] : NULL;
    uint32_t depth = record ? locations_depth(function, record->scope) : 0;
    struct ci_location *location = locations_create(locations, address, body, depth + 1);
    bool made =
        location &&
        (record ? locations_add_lines(locations, location, function, record->scope,
                                      cinstr_rel_get(&record->file), record->line)
                : locations_add_line(locations, location, locations_function(locations, function),
                                     function->line));
    return made ? (*place = location) : NULL;
}

struct ci_location *ci_locations_external(struct ci_locations *locations, const char *name)
{
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)name, (uint64_t)LOCATION_EXTERNAL};
    struct ci_location *location = ci_keymap_get(&locations->map, key);
    if (location)
        return location;
    const char *file = ci_exports_object(locations->objects, name);
    location = ci_locations_named(locations, name, file, 0, 0, 0);
    void **place = location ? ci_keymap_place(&locations->map, key) : NULL;
    return place ? (*place = location) : NULL;
}

struct ci_location *ci_locations_named(struct ci_locations *locations, const char *name,
                                       const char *file, uint32_t function_line, uint32_t line,
                                       uintptr_t address)
{
    struct ci_profile_function *function =
        ci_functions_get(locations->functions, name, file, function_line);
    uint64_t key[CI_KEY_WORDS] = {(uintptr_t)function, (uint64_t)LOCATION_NAMED, address, line};
    void **place = function ? ci_keymap_place(&locations->map, key) : NULL;
    if (!place || *place)
        return place ? *place : NULL;
    struct ci_location *location = locations_create(locations, address, address, 1);
    if (!location || !locations_add_line(locations, location, function, line))
        return NULL;
    return *place = location;
}
