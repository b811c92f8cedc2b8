/* SPDX-License-Identifier: GPL-3.0-or-later */
/* insns.h - what the instructions of the final code are. */
#ifndef CINSTR_PLUGIN_COSTS_INSNS_H
#define CINSTR_PLUGIN_COSTS_INSNS_H

#include "gcc.h"

/* Machine instructions that an RTL instruction becomes. */
unsigned insns_count(rtx_insn *insn);

/* Whether it is one of the `rep` family, which does its work as often as a register says. */
bool insns_repeats(rtx_insn *insn);

/* Whether it is an asm statement some of whose instructions may run more than once. */
bool insns_asm_repeats(rtx_insn *insn);

/* Whether it is a call that may return twice. */
bool insns_is_setjmp(const rtx_insn *insn);

/* Whether it is a call that may not come back. Functions that GCC takes for const or pure come
 * back, but for "looping" ones: of these some do nothing but jump away, by longjmp or a throw. */
bool insns_may_leave(rtx_insn *insn);

/* The tag (tags.h) of one of the program's instructions: TAG_NONE where it has none, TAG_PROBE
 * where it is a probe's, or becomes no machine instruction. */
int insns_tag(rtx_insn *insn);

/* The condition of a jump with two ways at the end of a block; NULL: it does not end with one. */
rtx insns_condition(basic_block bb);

/* The other way out of a block with two. */
edge insns_other_edge(edge e);

#endif
