/* SPDX-License-Identifier: MIT */
/* demangle.h - names of C++ as the source has them. */
#ifndef CINSTR_CLI_PROFILE_DEMANGLE_H
#define CINSTR_CLI_PROFILE_DEMANGLE_H

#include "base/pool.h"

/*
 * "_ZN1S1fEi" -> "S::f": what `go tool pprof` shows of a name that the profile has not demangled,
 * without parameters, template arguments and results. From the pool; NULL for a name that is none
 * of C++.
 */
const char *ci_demangle(struct ci_pool *pool, const char *name);

#endif
