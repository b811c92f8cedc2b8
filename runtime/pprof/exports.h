/* SPDX-License-Identifier: MIT */
/*
 * exports.h - which object a function comes from, by its name.
 *
 * As the dynamic linker finds it: the first object in its order that exports the name. It is asked
 * of the tables in memory, so neither files nor debug information need be there. What no object
 * exports was linked in, and is searched for in the objects' own symbol tables.
 */
#ifndef CINSTR_PPROF_EXPORTS_H
#define CINSTR_PPROF_EXPORTS_H

#include "mappings.h"

/* The object's file name without its directory: "libc.so.6". "" where no object has the name. */
const char *ci_exports_object(struct ci_mappings *objects, const char *name);

#endif
