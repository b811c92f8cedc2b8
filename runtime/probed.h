/* SPDX-License-Identifier: MIT */
/* probed.h - the names of functions that have probes. */
#ifndef CINSTR_RUNTIME_PROBED_H
#define CINSTR_RUNTIME_PROBED_H

#include "snapshot.h"

/* Invariant: `name` NULL marks an empty place. `unit` is the only one in which the name means this
 * function; NULL: it does in every unit. */
struct ci_probed_name {
    const char *name;
    const struct cinstr_unit *unit;
};

/* Invariant: open addressing, at most half full, a power of two. */
struct ci_probed {
    struct ci_probed_name *slots;
    uint32_t capacity;
};

/* The functions of all units, by all their names; NULL: no memory. */
struct ci_probed *ci_probed_note(const struct ci_snapshot *snapshot);

/* Whether a call by this name in a unit reaches a function that has probes. */
bool ci_probed_has(const struct ci_probed *probed, const struct cinstr_unit *unit,
                   const char *name);

#endif
