/* SPDX-License-Identifier: MIT */
/*
 * peak.h - CINSTR_HEAP=peak: the live bytes of every leaf at the moment when most bytes were live.
 *
 * A new peak only gets a number. A leaf that is about to change first saves its value at the latest
 * peak, if it has not done so yet; one that has not changed since the peak still has that value. So
 * each change costs the same few instructions, however many leaves there are. One lock puts all
 * changes in one order.
 */
#ifndef CINSTR_RUNTIME_PEAK_H
#define CINSTR_RUNTIME_PEAK_H

#include "leaf.h"

/* A leaf got or lost objects and bytes. */
void ci_peak_change(struct ci_leaf *leaf, int objects, int64_t bytes);

/* Sets life->shown of every leaf to its value at the peak; returns how many bytes were live then.
 */
int64_t ci_peak_show(void);

/* Starts again: forgets what is live now. */
void ci_peak_forget(void);

void ci_peak_lock(void);
void ci_peak_unlock(void);

#endif
