/* SPDX-License-Identifier: MIT */
/* contentions.h - the profile of calls in which threads waited for each other. */
#ifndef CINSTR_RUNTIME_CONTENTIONS_H
#define CINSTR_RUNTIME_CONTENTIONS_H

#include "snapshot.h"

/* The values of CI_KIND_BLOCK, which are Go's. */
enum { CI_BLOCK_CONTENTIONS, CI_BLOCK_DELAY, CI_BLOCK_COUNT };

/* Whether there was any since the process, or a forked child, began. Atomic. */
extern bool ci_contentions_any;

/* Sets the values of a snapshot's contexts, whose counters must be known. */
void ci_contentions_count(struct ci_snapshot *snapshot, double nanos_per_tick);

#endif
