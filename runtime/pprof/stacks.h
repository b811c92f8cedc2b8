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

/* Invariant: `length` is CI_STACKS_NONE until the context's callers have been in the buffer. */
struct ci_stacks_node {
    uint32_t below; /* scratch: the next context on the way down */
    uint32_t length;
};
#define CI_STACKS_NONE UINT32_MAX

/*
 * Invariant: for each context on the path to the one asked for last, the last `length` bytes of
 * the buffer are its callers' ids, innermost first.
 */
struct ci_stacks {
    const struct ci_snapshot *snapshot;
    struct ci_locations *locations;
    struct ci_keymap frames;
    struct ci_stacks_node *nodes; /* one for each context */
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
