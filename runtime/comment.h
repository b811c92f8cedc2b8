/* SPDX-License-Identifier: MIT */
/* comment.h - the comment lines of a profile: how it was measured, and what it lacks. */
#ifndef CINSTR_RUNTIME_COMMENT_H
#define CINSTR_RUNTIME_COMMENT_H

#include "fold.h"
#include "live.h"
#include "outside.h"
#include "snapshot.h"

/* What the comment lines tell, beside what the snapshot has. Times in ns. */
struct ci_comment_facts {
    uint32_t truncated; /* functions whose contexts were collapsed */
    uint64_t truncated_calls;
    /* Recursive calls folded so that their stacks lack frames, by the rule that did it (fold.h). */
    uint64_t folded_calls[CI_FOLD_RULES];
    bool timed; /* times were measured; else the fields below, except `lost`, mean nothing */
    bool waits; /* what functions without probes waited is known */
    double nanos_per_tick;
    int64_t time;        /* of all functions together */
    int64_t timed_calls; /* calls whose probes read the clock */
    int64_t overdrawn;   /* probe cost that was taken out of functions which did not have it */
    int64_t waited;      /* of that, what functions without probes kept threads waiting */
    int64_t processor;   /* processor time of the process */
    int64_t outside;     /* of threads, outside any probed function */
    uint64_t lost;       /* calls, or allocations, not counted for want of memory */
    struct ci_live_facts live;        /* CI_KIND_HEAP */
    struct ci_outside_facts unprobed; /* likewise */
};

/* Adds the comment lines: version, mode, probe cost, objects and functions, what was truncated. */
bool ci_comment_add(struct ci_snapshot *snapshot, const struct ci_comment_facts *facts);

#endif
