/* SPDX-License-Identifier: MIT */
/*
 * peak.h - CINSTR_HEAP=peak: the live bytes of every leaf at the moment when most bytes were live.
 *
 * A new peak only gets a number. A leaf that is about to change first saves what it had at the
 * latest peak, if it has not done so since; one that has not changed since the peak still has it.
 * So each change costs the same few instructions, however many leaves there are. All changes are
 * put in one order by one lock.
 */
#ifndef CINSTR_RUNTIME_PEAK_H
#define CINSTR_RUNTIME_PEAK_H

#include "leaf.h"

/* A leaf got or lost objects and bytes. */
void ci_peak_change(struct ci_leaf *leaf, int objects, int64_t bytes);

/* Sets life->shown of every leaf to what it had at the peak; returns the live bytes then. */
int64_t ci_peak_show(void);

/* Starts anew: what is live now is not known any more. */
void ci_peak_forget(void);

void ci_peak_lock(void);
void ci_peak_unlock(void);

#endif
