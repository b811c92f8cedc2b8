/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks.h - how often each RTL block of the final code runs, told by the GIMPLE that it came from.
 */
#ifndef CINSTR_PLUGIN_COSTS_BLOCKS_H
#define CINSTR_PLUGIN_COSTS_BLOCKS_H

#include "gcc.h"
#include "costs/costs.h"
#include "costs/tags.h"

/* Machine instructions that an RTL instruction becomes. */
unsigned blocks_instructions(rtx_insn *insn);

/* The tag of an instruction of the program's; TAG_NONE, or TAG_PROBE for what is none. */
int blocks_tag(rtx_insn *insn);

/* A profile count as a number, 0 where GCC knows none. */
gcov_type blocks_frequency(profile_count count);

/* How often an RTL block runs: the sum of `units` / COSTS_UNIT times the runs of the place. */
struct part {
    int place;
    int units;
};

/* How often a block runs by GCC's expectation, for each run of its main place. */
part blocks_expected(basic_block bb, const vec<tag> &tags);

/*
 * Ends RTL blocks where what follows may run more or less often: at calls that return twice, and in
 * functions that have such calls, at those with the code of another GIMPLE block after them, as
 * they may jump back to the former. Before blocks_know.
 */
void blocks_split_at_jumps(function *fun, const vec<tag> &tags);

/* What is known of the RTL blocks, by index. */
struct known_blocks {
    vec<vec<part>> blocks;
    vec<vec<part>> fallthroughs; /* how often control runs into a block from the one before it */
    /* The unknowns (solve.h) of both, for bounds.h. */
    vec<unsigned> block_unknowns, fallthrough_unknowns;
};

/* Finds out how often each RTL block of the current function runs. */
known_blocks blocks_know(function *fun, const vec<tag> &tags);
void blocks_forget(known_blocks &known);

#endif
