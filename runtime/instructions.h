/* SPDX-License-Identifier: MIT */
/* instructions.h - from block counters to instructions, or time, by line. */
#ifndef CINSTR_RUNTIME_INSTRUCTIONS_H
#define CINSTR_RUNTIME_INSTRUCTIONS_H

#include "snapshot.h"

/* Gives the snapshot its `parts`: instructions as the last value, executions of inlined bodies as
 * value 0. For a unit that was compiled with lines=on, its contexts' times (value 1) become parts
 * instead. The contexts must have their counters. Returns false when there is no memory. */
bool ci_instructions_prepare(struct ci_snapshot *snapshot);

/* The values of all variables (abi.h) of a function. */
void ci_instructions_solve(const struct ci_counts *counts, int64_t *variables);

#endif
