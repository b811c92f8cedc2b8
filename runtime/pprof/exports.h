/* SPDX-License-Identifier: MIT */
/*
 * exports.h - which object a function comes from, by its name.
 *
 * It is found as by the dynamic linker: in the first object, in its order, that exports the name.
 * The tables in memory are searched, so neither files nor debug information are needed. A name that
 * no object exports was linked in, and is searched for in the objects' own symbol tables.
 */
#ifndef CINSTR_PPROF_EXPORTS_H
#define CINSTR_PPROF_EXPORTS_H

#include "mappings.h"

/* The object's file name without its directory: "libc.so.6". "" where no object has the name. */
const char *ci_exports_object(struct ci_mappings *objects, const char *name);

#endif
