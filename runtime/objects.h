/* SPDX-License-Identifier: MIT */
/*
 * objects.h - the instrumented objects (program and shared libraries) and their records.
 *
 * Records of an object that dlclose unloads are copied first, and every edge that refers to them is
 * led to the copy: what ran is in the profile, and what is later loaded at the same addresses is
 * not taken for it.
 */
#ifndef CINSTR_RUNTIME_OBJECTS_H
#define CINSTR_RUNTIME_OBJECTS_H

#include <cinstr/abi.h>
#include <stdbool.h>
#include <stddef.h>

/* Invariant: records [start, end) are whole units, in the object's own memory or in the copy. */
struct ci_object {
    const char *start, *end;
    const char *loaded; /* where the records were when the object was loaded */
    struct ci_object *next;
};

/* All objects ever seen, newest first. */
struct ci_object *ci_objects_list(void);

/* Modes of all units together, CINSTR_MODE_* bits. */
unsigned ci_objects_modes(void);

/* Whether any object, loaded or not any more, has a place that allocates. */
bool ci_objects_allocate(void);

/* Grows whenever records move, so that what was noted by their addresses can be forgotten. */
unsigned ci_objects_moves(void);

/* The unit behind `unit` in an object; the first for NULL; NULL at the end. */
const struct cinstr_unit *ci_objects_next_unit(const struct ci_object *object,
                                               const struct cinstr_unit *unit);

#endif
