/* SPDX-License-Identifier: MIT */
/*
 * hide.h - takes counts back: reset, pause and a forked child's fresh start.
 *
 * Probes always count; nothing stops them. What must not show is remembered beside each counter
 * (calls_hidden, time_hidden) and taken off when a snapshot is made, so other threads may go on
 * counting meanwhile. While paused the field holds what is to be shown instead.
 */
#ifndef CINSTR_RUNTIME_HIDE_H
#define CINSTR_RUNTIME_HIDE_H

#include "leaf.h"

/* Each returns without effect when the state is already so. One caller at a time. */
void ci_hide_reset(void);
void ci_hide_pause(void);
void ci_hide_resume(void);

uint64_t ci_hide_calls(const struct ci_edge *edge);
int64_t ci_hide_time(const struct ci_node *node);

/* Adds the counters of the node that the edge made to `sums`. */
void ci_hide_add_counters(const struct ci_edge *edge, uint64_t *sums);

/* What a leaf shows. */
uint64_t ci_hide_objects(const struct ci_leaf *leaf);
uint64_t ci_hide_bytes(const struct ci_leaf *leaf);
uint64_t ci_hide_life(const struct ci_life *life, enum ci_life_value value);

#endif
