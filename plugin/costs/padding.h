/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * padding.h - nops that align the code, where control runs through them.
 *
 *         movl  $0, %eax
 *         .p2align 4,,10
 *     .L3:
 *
 * Most labels have their alignment when the costs are read. From GCC 14 on a later pass aligns
 * short loops, so that each fits into a line of the cache; its decisions are asked for in advance.
 */
#ifndef CINSTR_PLUGIN_COSTS_PADDING_H
#define CINSTR_PLUGIN_COSTS_PADDING_H

#include "gcc.h"

struct padding {
    hash_map<rtx_insn *, int> short_loops; /* label -> alignment, as a power of 2 */
};

/* How many nops there are in front of a label. */
struct nops {
    unsigned likely, most;
};

/* Asks GCC which short loops of the current function it will align. Leaves its code as it is;
 * `padding` is empty. */
void padding_find(padding &padding, function *fun);

/* Where an RTL block begins. */
nops padding_before(padding &padding, basic_block bb);

#endif
