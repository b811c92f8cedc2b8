/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asm.h - asm statements with operands. */
#ifndef CINSTR_PLUGIN_BASE_ASM_H
#define CINSTR_PLUGIN_BASE_ASM_H

#include "gcc.h"

/* The operands of one statement, %0 and on: outputs first. Zeros: none. */
struct asm_operands {
    vec<tree, va_gc> *outputs, *inputs;
    bool memory; /* it reads and writes all of it */
};

void asm_output(asm_operands &operands, const char *constraint, tree value);
void asm_input(asm_operands &operands, const char *constraint, tree value);

/* The statement: volatile, and what defines the outputs that are SSA names. */
gasm *asm_build(const char *text, const asm_operands &operands);

/* Builds the cold call of an entry probe, whose text is target_miss_text(). `edge` and `slot_out`
 * are SSA names to define. */
gasm *asm_build_miss(tree edge, tree slot_out, tree slot_in, tree function, tree return_address);

#endif
