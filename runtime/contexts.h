/* SPDX-License-Identifier: MIT */
/* contexts.h - the trees of all threads, walked side by side, as one sorted array of contexts. */
#ifndef CINSTR_RUNTIME_CONTEXTS_H
#define CINSTR_RUNTIME_CONTEXTS_H

#include "comment.h"

/*
 * Fills the snapshot's contexts and what the facts tell of their calls; `time`: times are among the
 * values. Every edge then has its context's index in `context`. Returns false when there is no
 * memory. Other threads may go on: what they add meanwhile is in, or waits for the next time.
 */
bool ci_contexts_make(struct ci_snapshot *snapshot, bool time, struct ci_comment_facts *facts);

#endif
