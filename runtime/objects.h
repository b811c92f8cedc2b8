/* SPDX-License-Identifier: MIT */
/*
 * objects.h - the instrumented objects (program and shared libraries) and their records.
 *
 * When dlclose unloads an object, its records are copied first, and every edge that refers to them
 * is redirected to the copy: what ran stays in the profile, and nobody takes what is later loaded
 * at the same addresses for it. When the same object is loaded again, the edges are redirected
 * back.
 */
#ifndef CINSTR_RUNTIME_OBJECTS_H
#define CINSTR_RUNTIME_OBJECTS_H

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stddef.h>

/* Invariant: records [start, end) are whole units, in the object's own memory or in the copy. */
struct ci_object {
    const char *start, *end;
    const char *loaded; /* where the records were when the object was (last) loaded */
    const char *copy;   /* of the records, once the object was unloaded; `start` while it is */
    struct ci_object *next;
};

/* An edge's `body` or `return_address`; 0 if the code there is no longer loaded. */
uintptr_t ci_objects_address(uintptr_t address);

/* All objects ever seen, newest first. */
struct ci_object *ci_objects_list(void);

/* Modes of all units together, CINSTR_MODE_* bits. */
unsigned ci_objects_modes(void);

/* Whether any object, loaded or not any more, has a place that allocates. */
bool ci_objects_allocate(void);

/* Grows whenever records move, so that caches by their addresses can be dropped. */
unsigned ci_objects_moves(void);

/* The unit after `unit` in an object; the first for NULL; NULL at the end. */
const struct cinstr_unit *ci_objects_next_unit(const struct ci_object *object,
                                               const struct cinstr_unit *unit);

#endif
