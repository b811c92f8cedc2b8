/* SPDX-License-Identifier: MIT */
/*
 * allocations.h - allocations of a program without allocation probes, counted in the process.
 *
 * The linker's tables of all loaded modules are made to lead from malloc and its like to functions
 * that count and go on to the real ones. That is done after the run that measures time, which so
 * has no cost of it. A statically linked program, or one with an allocator of its own, has no such
 * entries.
 */
#ifndef CINSTR_BENCH_ALLOCATIONS_H
#define CINSTR_BENCH_ALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From now on this process counts, until it ends. Returns false where it cannot. What is called
 * through a pointer that the program took before is not counted.
 */
bool ci_allocations_start(void);

/* The totals since then, of all threads; bytes as requested. */
void ci_allocations_read(uint64_t *allocations, uint64_t *bytes);

#endif
