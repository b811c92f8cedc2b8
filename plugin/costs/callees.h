/* SPDX-License-Identifier: GPL-3.0-or-later */
/* callees.h - whom the final code calls by name. */
#ifndef CINSTR_PLUGIN_COSTS_CALLEES_H
#define CINSTR_PLUGIN_COSTS_CALLEES_H

#include "gcc.h"

/*
 * The assembler name of the function that an instruction calls or jumps to as its last act; NULL:
 * it does neither, or the function is known at run time only. Lives until GCC ends.
 */
const char *callees_name(rtx_insn *insn);

#endif
