/* SPDX-License-Identifier: MIT */
/*
 * stacks.h - the callers of a context as packed location ids, shared by all contexts below it.
 *
 * Contexts come depth first, so the frames of a context's callers end with those of its parent's
 * callers, and one buffer that grows towards lower addresses holds the frames of the whole path to
 * the current context: the cost of a context does not depend on its depth.
 */
#ifndef CINSTR_PPROF_STACKS_H
#define CINSTR_PPROF_STACKS_H

#include "frames.h"

/* A context, and how many bytes its callers' ids take. */
struct ci_stacks_step {
    uint32_t context, length;
};

/*
 * Invariant: the steps [0, depth) are the path from a root to the context asked for last; the last
 * `length` bytes of the buffer are the callers' ids of each, innermost first.
 */
struct ci_stacks {
    const struct ci_snapshot *snapshot;
    struct ci_locations *locations;
    struct ci_keymap frames;
    struct ci_stacks_step *path;
    uint32_t depth, path_max;
    uint32_t *due; /* contexts that are to be added to the path, the last one first; path_max */
    uint8_t *buffer;
    uint32_t size;
};

/* Returns false when there is no memory. */
bool ci_stacks_init(struct ci_stacks *stacks, const struct ci_snapshot *snapshot,
                    struct ci_locations *locations);

/* The packed ids of callers, for ci_wire_copy. Valid until the next call. */
struct ci_stacks_callers {
    const uint8_t *bytes; /* NULL: no memory */
    uint32_t length;
};

/* The callers of a context. Contexts must be asked for in their order, but some may be left out. */
struct ci_stacks_callers ci_stacks_callers(struct ci_stacks *stacks, uint32_t context);

#endif
