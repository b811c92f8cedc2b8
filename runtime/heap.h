/* SPDX-License-Identifier: MIT */
/* heap.h - the snapshot's part of allocations: leaves of all threads, added up by context. */
#ifndef CINSTR_RUNTIME_HEAP_H
#define CINSTR_RUNTIME_HEAP_H

#include "comment.h"

/* Before threads are merged: what the values are, and what is live now. */
void ci_heap_begin(struct ci_snapshot *snapshot, struct ci_comment_facts *facts);

/* Adds a thread's leaves, read before its edges, to the contexts that the edges' `context` fields
 * lead to. False: no memory. */
bool ci_heap_merge(struct ci_snapshot *snapshot, const struct ci_leaf *leaves);

/* When all threads are merged. */
void ci_heap_end(struct ci_snapshot *snapshot);

/* When the units are known as well. False: no memory. */
bool ci_heap_note_wrappers(struct ci_snapshot *snapshot);

#endif
