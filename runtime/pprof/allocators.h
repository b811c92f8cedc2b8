/* SPDX-License-Identifier: MIT */
/* allocators.h - the names of allocators, for a heap profile's drop_frames. */
#ifndef CINSTR_PPROF_ALLOCATORS_H
#define CINSTR_PPROF_ALLOCATORS_H

#include "strings.h"
#include "../snapshot.h"

/* A regular expression (RE2) that matches the shown name of each allocator of the snapshot's units,
 * without C++ arguments, and nothing else; "" for none. NULL: no memory. */
const char *ci_allocators_pattern(const struct ci_snapshot *snapshot, struct ci_strings *strings);

#endif
