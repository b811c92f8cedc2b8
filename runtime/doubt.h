/* SPDX-License-Identifier: MIT */
/* doubt.h - how far the instructions that a profile tells may be from the truth. */
#ifndef CINSTR_RUNTIME_DOUBT_H
#define CINSTR_RUNTIME_DOUBT_H

#include "snapshot.h"

/*
 * One function whose instructions are not certain, in all contexts together, and in units of
 * 1 / CINSTR_COST_UNIT: what is told, and how much more or (negative) less it may be. `endless`:
 * nobody knows how much more. Invariant: less <= 0 <= more.
 */
struct ci_doubt {
    const struct cinstr_function *function;
    int64_t told, less, more;
    bool endless;
};

struct ci_doubts {
    struct ci_doubt *functions; /* in the order of the records */
    uint32_t count;
    int64_t told, less, more; /* of all functions, certain ones too */
    bool endless;
};

/* Collects the doubts of a snapshot after ci_instructions_prepare. False: no memory. */
bool ci_doubt_collect(const struct ci_snapshot *snapshot, struct ci_doubts *doubts);

#endif
