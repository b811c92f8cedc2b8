/* SPDX-License-Identifier: MIT */
/*
 * wrapper.h - blocks that functions such as xmalloc pass on to their callers.
 *
 * The plugin notes where a function returns the block that a call gives it (CINSTR_SITE_PASSES),
 * and what callers make of what they get. Both meet here: from the place that allocates, up the
 * calling context, as long as each function passes the block on.
 */
#ifndef CINSTR_RUNTIME_WRAPPER_H
#define CINSTR_RUNTIME_WRAPPER_H

#include "snapshot.h"

/* Whose block it is: the type, which may be NULL, and the innermost place outside of wrappers.
 * `counted`: by the probe of a caller, who knows that what it calls allocates. */
struct ci_owned {
    bool counted;
    const char *type;
    const struct cinstr_function *function;
    const char *file;
    uint32_t line;
};

struct ci_owned ci_wrapper_find(const struct ci_snapshot *snapshot,
                                const struct ci_context *context,
                                const struct cinstr_allocation *allocation);

/* Notes the names of the wrappers that blocks of the allocation went through, as allocators of the
 * snapshot. False: no memory. */
bool ci_wrapper_note(struct ci_snapshot *snapshot, const struct ci_context *context,
                     const struct cinstr_allocation *allocation);

#endif
