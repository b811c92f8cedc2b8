/* SPDX-License-Identifier: MIT */
/*
 * mappings.h - the program and its shared objects: what pprof calls mappings.
 *
 * Everything that leaves this module is link-time: a run-time address less the object's load bias.
 */
#ifndef CINSTR_PPROF_MAPPINGS_H
#define CINSTR_PPROF_MAPPINGS_H

#include "../snapshot.h"

struct ci_symbols;
struct ci_debug;

struct ci_mapping {
    struct ci_mapping *next;
    const char *path;     /* absolute; the program's own is never empty */
    const char *name;     /* the path's last component */
    uintptr_t bias;       /* run-time less link-time addresses */
    uintptr_t low, high;  /* all segments, link-time: [low, high) */
    uintptr_t text_start; /* the executable segment, by whole pages */
    uintptr_t text_end;
    uint64_t text_offset;
    uintptr_t dynamic;       /* where PT_DYNAMIC is, run-time; 0: a static program */
    const uint8_t *build_id; /* in the loaded object; NULL: none */
    size_t build_id_size;
    bool used;                  /* a location lies in it */
    uint64_t id;                /* in the profile, from 1, once numbered */
    struct ci_symbols *symbols; /* symbols.c's, read when first asked for */
    struct ci_debug *debug;     /* lines.c's, likewise */
};

struct ci_mappings {
    struct ci_arena *arena;
    struct ci_mapping *first; /* the program; NULL only when there is no memory */
    struct ci_mapping *last_found;
    bool bare; /* as in ci_snapshot */
};

/* Lists what is loaded now; false: no memory. */
bool ci_mappings_init(struct ci_mappings *objects, struct ci_arena *arena);

/* Returns the object that has a run-time address; NULL: none (code made at run time, unloaded). */
struct ci_mapping *ci_mappings_find(struct ci_mappings *objects, uintptr_t address);

/* "[libm.so.6]": stands for a function of the object that has no symbol. NULL: no memory. */
const char *ci_mappings_unnamed(const struct ci_mapping *object, struct ci_arena *arena);

/*
 * Numbers the program and the used objects, by path, and returns them in the order of their ids
 * with their number in `count`; NULL: no memory.
 */
struct ci_mapping **ci_mappings_number(struct ci_mappings *objects, size_t *count);

/*
 * Finds the GNU build-id among `size` bytes of notes. Returns its place, its length in
 * `build_id_size`, or NULL.
 */
const uint8_t *ci_mappings_build_id(const uint8_t *notes, size_t size, size_t *build_id_size);

#endif
