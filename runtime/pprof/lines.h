/* SPDX-License-Identifier: MIT */
/*
 * lines.h - source lines of uninstrumented code, by libdwarf.
 *
 * libdwarf is loaded when first needed and never linked: a program under measurement does not
 * depend on it, and where it is missing lines are simply not known. It calls malloc.
 */
#ifndef CINSTR_PPROF_LINES_H
#define CINSTR_PPROF_LINES_H

#include "mappings.h"

struct ci_source_line {
    const char *file; /* absolute, in the arena */
    uint32_t line;
};

/*
 * Finds the source line of a link-time address by the debug information in the object's own file;
 * false: there is none.
 */
bool ci_lines_find(struct ci_mapping *object, struct ci_arena *arena, uintptr_t address,
                   struct ci_source_line *found);

/* Closes what was opened for the objects; libdwarf itself stays loaded. */
void ci_lines_close(struct ci_mappings *objects);

#endif
