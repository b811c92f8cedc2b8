/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * overhead.h - instructions that are there because of the probes, without being theirs.
 *
 * With costs=instrumented the code has probes in it, and they need registers. So there is more to
 * save and to restore, and a parameter may have to leave the register that it comes in:
 *
 *     pushq %rbx              only probes use %rbx, so the save and its popq are theirs
 *     movl  %esi, %edx        a call changes either: the program would have left it in %esi
 *     addq  $1, 104(%r9)      a counter on an edge,
 *     jmp   .L272             and the jump that only its block needs
 */
#ifndef CINSTR_PLUGIN_COSTS_OVERHEAD_H
#define CINSTR_PLUGIN_COSTS_OVERHEAD_H

#include "gcc.h"

struct overhead {
    hash_set<rtx_insn *> found;
    HARD_REG_SET used_by_program;
    HARD_REG_SET only_probes; /* saved registers that the program would not have saved */
};

/* Finds them in the current function; `overhead` is empty. */
void overhead_find(overhead &overhead, function *fun);

/* Whether an instruction is one of them. */
bool overhead_has(overhead &overhead, rtx_insn *insn);

#endif
