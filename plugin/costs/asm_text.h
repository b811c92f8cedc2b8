/* SPDX-License-Identifier: GPL-3.0-or-later */
/* asm_text.h - what instructions the assembler makes of the text of an asm statement. */
#ifndef CINSTR_PLUGIN_COSTS_ASM_TEXT_H
#define CINSTR_PLUGIN_COSTS_ASM_TEXT_H

#include "gcc.h"

/*
 * Instructions in an asm template, in the syntax of gas for the target: statements end at a newline
 * or a semicolon; comments, labels, directives, assignments, lone prefixes ("lock;") and what is
 * put into another section are none. Data directives in a row count as one instruction.
 */
unsigned asm_text_instructions(const char *asm_template);

/* Whether some of these may run more than once: a repeated string instruction ("rep movsb"), or
 * what ends with a label that stands before it ("jne 1b"). */
bool asm_text_repeats(const char *asm_template);

#endif
