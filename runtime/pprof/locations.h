/* SPDX-License-Identifier: MIT */
/*
 * locations.h - the frames of stacks: a place in the code with the lines that it stands for.
 *
 * A location is shared by all stacks that pass the same place: a function's body as the leaf, or a
 * call site of a caller with the address of the call.
 */
#ifndef CINSTR_PPROF_LOCATIONS_H
#define CINSTR_PPROF_LOCATIONS_H

#include "functions.h"
#include "mappings.h"

struct ci_location_line {
    uint64_t function_id;
    uint32_t line;
};

struct ci_location {
    struct ci_location *next;  /* in the order of ids */
    uint64_t id;               /* from 1 */
    struct ci_mapping *object; /* NULL: in no object */
    uint64_t address;          /* link-time; 0: not known */
    uint32_t line_count;
    struct ci_location_line *lines; /* innermost inlined function first */
};

struct ci_locations {
    struct ci_arena *arena;
    struct ci_functions *functions;
    struct ci_mappings *objects;
    struct ci_keymap map;
    struct ci_location *first;
    struct ci_location *last;
    uint64_t count;
};

void ci_locations_init(struct ci_locations *locations, struct ci_functions *functions,
                       struct ci_mappings *objects);

/*
 * Each returns the one location of its arguments, made at the first call; NULL: no memory.
 *
 * leaf    `body` is a run-time address in the function's code, or 0.
 * line    a line of the function, or of a body inlined into it (scope as in cinstr_site).
 * caller  the function's call site of that index; `address` is a run-time address of the call or
 *         0, and `body` one in the function's code or 0.
 * external  a function without probes, by the name as the assembler knows it, which lives as long.
 * named   uninstrumented code: a name as the assembler knows it, the file that it is in, the line
 *         of the function and of the place; `address` as before.
 */
struct ci_location *ci_locations_leaf(struct ci_locations *locations,
                                      const struct cinstr_function *function, uintptr_t body);
struct ci_location *ci_locations_line(struct ci_locations *locations,
                                      const struct cinstr_function *function, uint32_t scope,
                                      const char *file, uint32_t line, uintptr_t body);
struct ci_location *ci_locations_caller(struct ci_locations *locations,
                                        const struct cinstr_function *function, uint32_t site,
                                        uintptr_t address, uintptr_t body);
struct ci_location *ci_locations_external(struct ci_locations *locations, const char *name);
struct ci_location *ci_locations_named(struct ci_locations *locations, const char *name,
                                       const char *file, uint32_t function_line, uint32_t line,
                                       uintptr_t address);

#endif
