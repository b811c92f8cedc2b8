/* SPDX-License-Identifier: MIT */
/*
 * siblings.h - other runtimes in the process.
 *
 * A library that is linked with a libcinstr of its own, or loaded into a namespace of its own,
 * brings a second runtime. The two know nothing of each other's symbols, and would write to the
 * same file.
 */
#ifndef CINSTR_RUNTIME_SIBLINGS_H
#define CINSTR_RUNTIME_SIBLINGS_H

/* Takes the calling runtime's number among those of the process, from 1. Once, at start-up. */
unsigned ci_siblings_join(void);

#endif
