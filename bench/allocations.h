/* SPDX-License-Identifier: MIT */
/*
 * allocations.h - allocations of a program without allocation probes, counted in the process.
 *
 * The slots for malloc and its like in the linker's tables of all loaded modules are redirected to
 * functions that count and then call the real ones. That happens after the run that measures time,
 * so it does not add to the time. A statically linked program, or one with an allocator of its own,
 * has no such slots.
 */
#ifndef CINSTR_BENCH_ALLOCATIONS_H
#define CINSTR_BENCH_ALLOCATIONS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * From now on this process counts, until it ends. Returns false if it cannot. Calls through a
 * pointer that the program took before do not count.
 */
bool ci_allocations_start(void);

/* The totals since then, of all threads; bytes as requested. */
void ci_allocations_read(uint64_t *allocations, uint64_t *bytes);

#endif
