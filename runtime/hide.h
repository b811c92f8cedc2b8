/* SPDX-License-Identifier: MIT */
/*
 * hide.h - takes counts back: reset, pause and a forked child's fresh start.
 *
 * Probes always count; nothing stops them. The part of a count that must not show is kept beside
 * each counter (calls_hidden, time_hidden) and subtracted when a snapshot is made, so other threads
 * may go on counting meanwhile. During a pause the field holds the part to be shown instead.
 */
#ifndef CINSTR_RUNTIME_HIDE_H
#define CINSTR_RUNTIME_HIDE_H

#include "leaf.h"

/* Each has no effect if the state is already as asked for. One caller at a time. */
void ci_hide_reset(void);
void ci_hide_pause(void);
void ci_hide_resume(void);

uint64_t ci_hide_calls(const struct ci_edge *edge);
int64_t ci_hide_time(const struct ci_node *node);

/* Adds the counters of the node that the edge made to `sums`. */
void ci_hide_add_counters(const struct ci_edge *edge, uint64_t *sums);

/* The counts of a leaf that are to be shown. */
uint64_t ci_hide_objects(const struct ci_leaf *leaf);
uint64_t ci_hide_bytes(const struct ci_leaf *leaf);
uint64_t ci_hide_life(const struct ci_life *life, enum ci_life_value value);

#endif
