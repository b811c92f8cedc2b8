/* SPDX-License-Identifier: MIT */
/* instructions.h - from block counters to instructions, or time, by line. */
#ifndef CINSTR_RUNTIME_INSTRUCTIONS_H
#define CINSTR_RUNTIME_INSTRUCTIONS_H

#include "snapshot.h"

/* Gives the snapshot its `parts`: instructions, what they do (the mix) and executions of inlined
 * bodies, each as the sample type that measures.h has for it. For a unit compiled with lines=on,
 * the contexts' times become parts instead. The contexts must have their counters. Returns false
 * when there is no memory. */
bool ci_instructions_prepare(struct ci_snapshot *snapshot);

/* The values of all variables (abi.h) of a function. */
void ci_instructions_solve(const struct ci_counts *counts, int64_t *variables);

#endif
