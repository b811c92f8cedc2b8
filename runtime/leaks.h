/* SPDX-License-Identifier: MIT */
/* leaks.h - CINSTR_HEAP=leaks: what was never freed, on stderr. */
#ifndef CINSTR_RUNTIME_LEAKS_H
#define CINSTR_RUNTIME_LEAKS_H

#include "snapshot.h"

/*
 * Writes a line for each place with live blocks, most bytes first, and a line with the sum. Takes a
 * snapshot of CI_KIND_HEAP with inuse values. False: no memory.
 */
bool ci_leaks_tell(const struct ci_snapshot *snapshot);

#endif
