/* SPDX-License-Identifier: MIT */
/* measures.h - which of the measures of cinstr/measures.h a snapshot has. */
#ifndef CINSTR_RUNTIME_MEASURES_H
#define CINSTR_RUNTIME_MEASURES_H

#include "snapshot.h"

/*
 * Sets the value types of a snapshot of this kind by the modes that its units were compiled in.
 * Returns false when there is no memory.
 */
bool ci_measures_choose(struct ci_snapshot *snapshot, unsigned modes);

/* Whether a snapshot of calls has CINSTR_CALL_WAIT and CINSTR_CALL_CPU. */
static inline bool ci_measures_split_time(const struct ci_snapshot *snapshot)
{
    return snapshot->kind == CI_KIND_PROF && snapshot->value_of[CINSTR_CALL_CPU] >= 0;
}

#endif
