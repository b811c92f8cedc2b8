/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks.h - how often each RTL block of the final code runs, told by the GIMPLE that it came from.
 */
#ifndef CINSTR_PLUGIN_COSTS_BLOCKS_H
#define CINSTR_PLUGIN_COSTS_BLOCKS_H

#include "costs/shorten.h"

/* How often a block runs by GCC's expectation, for each run of its main place. */
part blocks_expected(const analysis &known, basic_block bb);

/*
 * Ends RTL blocks where what follows may run more or less often: at calls that return twice, and in
 * functions that have such calls, at those with the code of another GIMPLE block after them, as
 * they may jump back to the former. Before blocks_know.
 */
void blocks_split_at_jumps(function *fun, const vec<tag> &tags);

/* Finds out how often each RTL block of the current function runs; known.fun and known.tags are
 * set, all else is empty. */
void blocks_know(analysis &known, const shortener &shortener);
void blocks_forget(analysis &known);

#endif
