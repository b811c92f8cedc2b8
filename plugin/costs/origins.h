/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * origins.h - which instructions of the final code are copies of one.
 *
 * GCC unrolls loops on RTL. It may leave eight copies of a GIMPLE block in one RTL block:
 *
 *     for (i = 0; i < n; i++)          .L3: addsd (%rax), %xmm0
 *         s += a[i];                        addsd 8(%rax), %xmm0
 *                                           ...
 *                                           addsd 56(%rax), %xmm0; addq $64, %rax; cmp; jne .L3
 *
 * and its expectations of how often the copies run do not add up. So the instructions are numbered
 * before loops are copied, and their copies afterwards; the numbers travel in their locations.
 */
#ifndef CINSTR_PLUGIN_COSTS_ORIGINS_H
#define CINSTR_PLUGIN_COSTS_ORIGINS_H

#include "gcc.h"

/* Where an instruction comes from. */
struct origin {
    int tag;       /* of tags.h */
    int block;     /* RTL block that it was in before loops were copied */
    bool moved;    /* it had been moved there, before a loop */
    unsigned insn; /* number that it had then */
    int uid;       /* GCC's number of it then, in the order in which GCC made instructions */
    unsigned copy; /* which copy of that one it comes from, from 0 */
};

/* Registers the passes that number instructions, of the functions that `wanted` accepts. */
void origins_register(const char *plugin, bool (*wanted)(function *fun));

/* The tag (tags.h) that a location carries, by itself or by an origin; TAG_NONE or TAG_PROBE. */
int origins_tag(location_t location);

/* The origin of an instruction of the current function; NULL where it has none, as notes and debug
 * instructions. */
const origin *origins_of(rtx_insn *insn);

/* Whether GCC made an instruction after those were numbered. */
bool origins_are_later(const rtx_insn *insn);

/* How many copies there were of an instruction's block after loops were copied; of the instruction
 * itself there may have been fewer. */
unsigned origins_copies(unsigned insn);

/* Whether there were several. */
bool origins_is_repeated(const origin &origin);

/* Whether all these copies of an instruction were there, so that those with one number, of it and
 * of others in its block, are of one copy of the block. */
bool origins_has_all(unsigned insn);

#endif
